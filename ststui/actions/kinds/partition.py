"""Partition: how many of the lowest ordinals keep another revision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.actions.after import with_partition
from ststui.actions.draft import if_allowed, stopped, unchanged
from ststui.actions.foresight import Foresight, foresee
from ststui.actions.guards import check
from ststui.actions.kubectl import compact, kubectl
from ststui.actions.need import PATCH_SET
from ststui.actions.obstacles import missing_right
from ststui.actions.plan import Caution, Plan, Reversal, warn
from ststui.actions.request import patch_set
from ststui.actions.risks.rollouts import later, replacing
from ststui.actions.second_step import second_step
from ststui.controller.revisions import revisions_of
from ststui.model.ordinal import pod_name
from ststui.wording.escape import safe
from ststui.wording.listed import first_few, listed
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import StatefulSet

ROLLING = "/spec/updateStrategy/rollingUpdate"


def obstacle(grounds: Grounds) -> str:
    """Why this set has no partition to set; empty when it has."""
    return _none(grounds) or missing_right(grounds, PATCH_SET)


def _none(grounds: Grounds) -> str:
    strategy = grounds.known.set.spec.update_strategy.type
    return "" if strategy == "RollingUpdate" else f"{strategy} has no partition"


def canary(stateful_set: StatefulSet, *, pods: int) -> int:
    """The partition with which so many of the highest ordinals get the new revision."""
    return max(stateful_set.replicas - pods, 0)


def from_ordinal(stateful_set: StatefulSet, *, ordinal: int) -> int:
    """The partition with which the new revision begins at an ordinal."""
    return min(max(ordinal - stateful_set.start, 0), max(stateful_set.replicas, 0))


def frozen(stateful_set: StatefulSet) -> int:
    """The partition that holds every pod back."""
    return max(stateful_set.replicas, 0)


MOST_NAMES = 12
"""So many pods are written one by one."""
RELEASED = 0
"""The partition that holds no pod back."""


def plan_partition(grounds: Grounds, *, partition: int) -> Plan:
    """Plan to set the partition.

    Args:
        grounds: as things are.
        partition: the field's value: an index counted from `ordinals.start`.
    """
    stateful_set, subject = grounds.known.set, grounds.set_subject
    before = stateful_set.partition
    title = f"set the partition of {subject.name} from {before} to {partition}"
    command = kubectl(
        grounds,
        "patch",
        f"statefulset/{subject.name}",
        "--type=merge",
        "--patch",
        compact({"spec": {"updateStrategy": {"rollingUpdate": {"partition": partition}}}}),
    )
    odd = "" if 0 <= partition < 2**31 else f"{partition} is no partition"
    why = _none(grounds) or odd
    stop = stopped(grounds, "partition", title=title, subject=subject, why=why, kubectl=command)
    if stop is not None:
        return stop
    rolling = stateful_set.spec.update_strategy.rolling_update
    if partition == before and rolling is not None:
        why = f"the partition is {before} already"
        return unchanged("partition", title=title, subject=subject, why=why)
    foresight = foresee(grounds, with_partition(grounds.known, partition))
    plan = Plan(
        action="partition",
        title=safe(title),
        subject=subject,
        consequences=foresight.consequences,
        warnings=(*_back(grounds, partition), *replacing(grounds, foresight)),
        requests=(
            patch_set(stateful_set, _operation(stateful_set, partition), was=_was(stateful_set)),
        ),
        kubectl=command,
        details=(
            *_beyond(stateful_set, partition),
            *_details(grounds, foresight),
            *second_step(grounds, foresight),
        ),
        reversal=Reversal("partition", before, partition),
    )
    return if_allowed(plan, grounds, PATCH_SET)


def _operation(stateful_set: StatefulSet, partition: int) -> dict[str, Any]:
    if stateful_set.spec.update_strategy.rolling_update is None:
        return {"op": "add", "path": ROLLING, "value": {"partition": partition}}
    return {"op": "add", "path": f"{ROLLING}/partition", "value": partition}


def _was(stateful_set: StatefulSet) -> tuple[dict[str, Any], ...]:
    rolling = stateful_set.spec.update_strategy.rolling_update
    if rolling is None:
        return (check(ROLLING, None),)
    return (check(f"{ROLLING}/partition", rolling.partition),)


def _back(grounds: Grounds, partition: int) -> Iterator[Caution]:
    """Pods on the new revision that fall below the partition: they keep it until re-created."""
    family = grounds.known
    current, update = revisions_of(family)
    if current == update or update is None:
        return
    boundary = family.set.start + partition
    back = [
        pod.metadata.name
        for ordinal, pod in sorted(family.pods_by_ordinal.items())
        if ordinal in family.set.ordinals and ordinal < boundary and pod.revision == update
    ]
    if back:
        short = short_revision(current, set_name=family.name)
        keep, go, they = (
            ("keeps", "goes", "it is") if len(back) == 1 else ("keep", "go", "they are")
        )
        yield warn(
            "other-revision",
            f"{first_few(back)} {keep} the new revision for now and {go} back to {short} whenever "
            f"{they} re-created",
        )


def _beyond(stateful_set: StatefulSet, partition: int) -> Iterator[str]:
    """Holding all of them back can be meant, and can be a slip."""
    replicas = stateful_set.replicas
    if partition < replicas or replicas < 1:
        return
    those = "the only pod" if replicas == 1 else f"all {replicas} pods"
    yield f"no pod is updated, it holds {those}{_past(stateful_set, partition)}"


def _past(stateful_set: StatefulSet, partition: int) -> str:
    start = stateful_set.start
    if partition <= stateful_set.replicas:
        return ""
    if not start:
        return f": {partition} is beyond the last ordinal"
    # The value counts pods and is no ordinal: 6 of the ordinals 5 to 7 is past all of them.
    end, last = start + partition, start + stateful_set.replicas - 1
    return f": counted from ordinal {start} it ends at {end}, beyond the last, {last}"


def _details(grounds: Grounds, foresight: Foresight) -> tuple[str, ...]:
    now = foresight.consequences.replaces
    held = later(grounds, foresight)
    lines = [f"now: {listed(now, 'pods')}" if now else "now: no pod is replaced"]
    if held:
        lines.append(f"later, when the partition is lowered: {listed(reversed(held), 'pods')}")
    else:
        lines.extend(_next_change(foresight))
    return tuple(safe(line) for line in lines)


def _next_change(foresight: Foresight) -> Iterator[str]:
    """Whom the partition will hold back where no update is going on: it is set before a change."""
    after = foresight.after.set
    boundary = after.start + after.partition
    get = [pod_name(after.metadata.name, o) for o in after.ordinals if o >= boundary]
    keep = [pod_name(after.metadata.name, o) for o in after.ordinals if o < boundary]
    if get and keep:
        gets = f"{listed(get, 'pods', most=MOST_NAMES)} {'gets' if len(get) == 1 else 'get'} it"
        stay = "stays as it is" if len(keep) == 1 else "stay as they are"
        yield (
            f"at the next change of the template: {gets}, "
            f"{listed(keep, 'pods', most=MOST_NAMES)} {stay}"
        )

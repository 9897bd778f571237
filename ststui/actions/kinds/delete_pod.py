"""Delete, evict, kill or force-delete one pod."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from ststui.actions.after import terminating
from ststui.actions.draft import refused, unchanged
from ststui.actions.foresight import claims_kept, foresee, unread
from ststui.actions.kubectl import compact, kubectl
from ststui.actions.need import DELETE_POD, EVICT_POD
from ststui.actions.obstacles import another, missing_right
from ststui.actions.others import Others, others
from ststui.actions.pace import rollout_at_once
from ststui.actions.plan import (
    Action,
    Caution,
    Consequences,
    Plan,
    PlannedRequest,
    Subject,
    impossible,
    warn,
)
from ststui.actions.readiness import Fewest, fewest_ready, ready_names
from ststui.actions.request import PODS, delete, evict
from ststui.actions.risks.bad_revision import fails, given
from ststui.actions.risks.budgets import beyond_budget, eviction_budget
from ststui.actions.risks.claims import claim_warnings, unknown_claims
from ststui.actions.risks.comeback import (
    finalizers,
    no_answer,
    nowhere,
    of_names,
    stuck,
)
from ststui.actions.risks.endings import held_ends
from ststui.actions.risks.fencing import at_most_one, unfenced, where_it_may_run
from ststui.actions.risks.members import colocation, primary
from ststui.actions.risks.quorum import while_away
from ststui.actions.risks.quotas import no_room
from ststui.actions.risks.reattached import reattached
from ststui.controller import if_it_died
from ststui.model import Readable
from ststui.model.ordinal import split_ordinal
from ststui.wording.escape import safe
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model import Family, Pod

How = Literal["delete", "evict", "now", "force"]
"""delete: with the pod's own grace period, never 0. evict: likewise, if the budgets allow it. now:
a grace period of one second, the kubelet confirms. force: at once from the API, whatever still
runs."""

LEAST_GRACE = 1
"""Seconds of the shortest grace period that has the kubelet confirm. With 0, also with that of the
pod's own spec, the API server removes the pod at once (CheckGracefulDelete of
pkg/registry/core/pod/strategy.go and BeforeDelete of apiserver's registry/rest, v1.36)."""
WORDS: dict[How, str] = {
    "delete": "delete pod",
    "evict": "evict pod",
    "now": "kill pod",
    "force": "force the deletion of pod",
}


def obstacle(grounds: Grounds, *, how: How) -> str:
    """Why no pod can be deleted that way here; empty when one can."""
    return missing_right(grounds, EVICT_POD if how == "evict" else DELETE_POD)


def plan_pod_deletion(grounds: Grounds, *, how: How = "delete", action: Action = "delete") -> Plan:
    """Plan to delete the pod of the grounds, so that the controller makes it anew.

    Args:
        grounds: as things are.
        how: see `How`.
        action: what it is called: `restart` of a pod is its eviction.

    Raises:
        ValueError: the grounds have no pod; a bug of the caller.
    """
    pod = grounds.pod
    if pod is None:
        raise ValueError("these grounds have no pod")
    name = pod.metadata.name
    subject = Subject("Pod", grounds.context, grounds.namespace, name, pod.metadata.uid)
    title, command = f"{WORDS[how]} {name}", _command(grounds, pod, how)
    stop = another(grounds, pod.metadata) or (unfenced(grounds, pod) if how == "force" else "")
    if stop:
        return refused(action, title=title, subject=subject, why=stop, kubectl=command)
    blind = unread(grounds.family) if grounds.family is not None else ""
    if found := obstacle(grounds, how=how) or blind:
        return impossible(action, title=title, subject=subject, why=found)
    if pod.terminating and how in {"delete", "evict"}:
        why = f"{name} is being deleted already"
        return unchanged(action, title=title, subject=subject, why=why)
    unconfirmed = how != "force" and no_answer(grounds, pod) is not None
    hangs = unconfirmed or bool(pod.metadata.finalizers)
    foresight = None if hangs else _foresight(grounds, pod)
    consequences = _consequences(grounds, pod, foresight)
    beside = others(grounds, foresight, name) if foresight is not None else Others()
    return Plan(
        action=action,
        title=safe(title),
        subject=subject,
        consequences=consequences,
        warnings=tuple(
            # What is not known, e.g. of nodes, is so of the pod and of the others.
            dict.fromkeys(
                (
                    *_warnings(grounds, pod, foresight, consequences, how=how),
                    *_beside(grounds, beside.leaving),
                )
            )
        ),
        requests=(_request(pod, how),),
        kubectl=command,
        details=(
            *beside.lines,
            *(where_it_may_run(grounds, pod) if how == "force" else _prolonged(pod, how)),
        ),
    )


def _request(pod: Pod, how: How) -> PlannedRequest:
    grace = _grace(pod, how)
    if how == "evict":
        return evict(pod.metadata, grace=grace)
    return delete(PODS, pod.metadata, grace=grace)


def _grace(pod: Pod, how: How) -> int | None:
    """Seconds to ask for; None: those of the pod's own spec."""
    if how == "force":
        return 0
    hasty = pod.spec.termination_grace_period_seconds == 0
    return LEAST_GRACE if how == "now" or hasty else None


def _prolonged(pod: Pod, how: How) -> tuple[str, ...]:
    if how == "now" or _grace(pod, how) is None:
        return ()
    why = "the pod's terminationGracePeriodSeconds is 0, which would force its deletion"
    return (f"asks for a grace period of {LEAST_GRACE} s: {why}",)


def _foresight(grounds: Grounds, pod: Pod) -> Foresight | None:
    """What the controller does once the pod stops; None where it is no member of the set."""
    name, family = pod.metadata.name, grounds.family
    split = split_ordinal(name)
    if family is None or split is None or family.pods_by_ordinal.get(split[1]) is None:
        return None
    return foresee(grounds, terminating(family, name, now=grounds.now), stopping=name)


def _consequences(grounds: Grounds, pod: Pod, foresight: Foresight | None) -> Consequences:
    name, family = pod.metadata.name, grounds.family
    split = split_ordinal(name)
    if family is None or split is None or family.pods_by_ordinal.get(split[1]) is None:
        return Consequences(deletes=(name,))
    kept = claims_kept(family, (name,), end=None)
    if foresight is None:
        return Consequences(deletes=(name,), claims_kept=kept)
    found = foresight.consequences
    gone = {each.name for each in found.claims_deleted}
    again = name in found.creates
    return replace(
        found,
        creates=tuple(each for each in found.creates if each != name),
        replaces=(name, *found.replaces) if again else found.replaces,
        deletes=found.deletes if again else (name, *found.deletes),
        claims_kept=tuple(
            dict.fromkeys(each for each in (*kept, *found.claims_kept) if each not in gone)
        ),
    )


def _warnings(
    grounds: Grounds,
    pod: Pod,
    foresight: Foresight | None,
    consequences: Consequences,
    *,
    how: How,
) -> Iterator[Caution]:
    name = pod.metadata.name
    if how == "force":
        yield from at_most_one(pod)
    yield from finalizers((pod,))
    if grounds.family is None:
        yield _of_no_set(grounds, pod)
        return
    hung = no_answer(grounds, pod) if how != "force" else None
    if hung is not None:
        yield hung
    yield from claim_warnings(grounds, consequences.claims_deleted)
    yield from unknown_claims(grounds, may_delete=_takes_claims(grounds.known, name))
    once = "the controller then goes on: "
    yield from reattached(grounds, consequences.claims_reattached, once=once)
    yield from stuck(grounds, name)
    yield from nowhere(grounds, (name,))
    yield from no_room(grounds, consequences.creates, again=consequences.replaces)
    ready = pod.running_and_ready and not pod.terminating
    if ready or consequences.leaving != (name,):
        yield from _away(grounds, foresight, name)
    if ready:
        yield from colocation(grounds, (name,))
    if how == "evict":
        yield from eviction_budget(grounds, name)
    else:
        yield from beyond_budget(grounds, (name,), at_once=1, by="a deletion")
    yield from primary(grounds, (name,))
    yield from held_ends(grounds, but=name)
    yield from _revision(grounds, pod)


def _beside(grounds: Grounds, leaving: tuple[str, ...]) -> Iterator[Caution]:
    """What can go wrong with others that the controller deletes because of this."""
    if not leaving:
        return
    yield from beyond_budget(grounds, leaving, at_once=rollout_at_once(grounds), by="what follows")
    yield from primary(grounds, leaving)
    yield from finalizers(of_names(grounds.known, leaving))
    yield from nowhere(grounds, leaving)


def _away(grounds: Grounds, foresight: Foresight | None, name: str) -> Iterator[Caution]:
    """What stays Ready, also while the controller goes on with others."""
    if foresight is None:
        stay = [each for each in ready_names(grounds.known) if each != name]
        yield from while_away(grounds, Fewest(len(stay)))
        return
    several = bool(set(foresight.consequences.leaving) - {name})
    yield from while_away(grounds, fewest_ready(grounds, foresight, begun=True), at_a_time=several)


def _takes_claims(family: Family, name: str) -> bool:
    """Whether the pod is not wanted any more, and its claims go with it."""
    split = split_ordinal(name)
    left = split is not None and split[1] not in family.set.ordinals
    return left and family.set.retention.when_scaled == "Delete"


def _wanting(grounds: Grounds, name: str) -> str | None:
    """A set whose ordinal has that name, and which therefore waits for this pod to go."""
    split, neighbours = split_ordinal(name), grounds.surroundings.neighbours
    for each in neighbours.value if split and isinstance(neighbours, Readable) else ():
        if split and each.metadata.name == split[0] and split[1] in each.ordinals:
            return each.metadata.name
    return None


def _of_no_set(grounds: Grounds, pod: Pod) -> Caution:
    name, owner = pod.metadata.name, pod.metadata.owner
    if owner is None and (wanting := _wanting(grounds, name)) is not None:
        return warn(
            "cannot-come-back",
            f"nothing makes this {name} anew; StatefulSet {wanting}, whose ordinal it keeps from "
            "being made, then makes its own",
            dangerous=True,
        )
    if owner is None:
        return warn("cannot-come-back", f"nothing owns {name} or makes it anew", dangerous=True)
    if owner.kind == "StatefulSet":
        why = f"StatefulSet {owner.name}, which owns {name}, is gone: nothing makes it anew"
        return warn("cannot-come-back", why, dangerous=True)
    return warn(
        "cannot-come-back",
        f"{owner.kind} {owner.name} owns {name}, no StatefulSet: whether a pod comes in its place "
        "is not foreseen",
    )


def _revision(grounds: Grounds, pod: Pod) -> Iterator[Caution]:
    """It comes back on another revision than it has."""
    split, family = split_ordinal(pod.metadata.name), grounds.known
    if split is None or split[1] not in family.set.ordinals:
        return
    loss = if_it_died(family, split[1], now=grounds.now, server_version=grounds.server_version)
    if loss is None or loss.revision is None:
        return
    if loss.revision == pod.revision:
        yield from _same(grounds, pod)
        return
    old, new = (short_revision(e, set_name=family.name) for e in (pod.revision, loss.revision))
    yield warn("other-revision", f"{pod.metadata.name} comes back on {new} instead of {old}")
    # One that does not run loses nothing by it.
    if pod.running_and_ready and not pod.terminating:
        yield from given(family, loss.revision, (pod.metadata.name,))


def _same(grounds: Grounds, pod: Pod) -> Iterator[Caution]:
    """It does not start, and comes back with the same template."""
    if not fails(pod) or pod.revision is None:
        return
    name, short = pod.metadata.name, short_revision(pod.revision, set_name=grounds.known.name)
    yield warn(
        "not-ready-already",
        f"{name} does not start on {short} and comes back on it: whether it becomes Ready then, on "
        "which all that follows hangs, is not known",
    )


def _command(grounds: Grounds, pod: Pod, how: How) -> str:
    name = pod.metadata.name
    if how != "evict":
        return kubectl(grounds, "delete", "pod", name, *_flags(pod, how))
    # kubectl has no command that evicts one pod.
    request = _request(pod, how)
    create = kubectl(grounds, "create", "--raw", request.path, "--filename", "-")
    return f"echo '{compact(request.body)}' | {create}"


def _flags(pod: Pod, how: How) -> tuple[str, ...]:
    if how == "now":
        return ("--now",)
    grace = _grace(pod, how)
    flags = () if grace is None else (f"--grace-period={grace}",)
    return (*flags, "--force") if how == "force" else flags

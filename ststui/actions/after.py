"""The Family as it is right after a write, before anything else happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

import msgspec

from ststui.controller.revisions import observed
from ststui.model import ControllerRevision, Metadata, Readable
from ststui.model.metadata import Condition
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import NOT_READ
from ststui.model.stateful_set import RollingUpdate

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Plan
    from ststui.model import Family, Pod, StatefulSet

NEW_REVISION = "(new)"
"""Stands for the hash of a revision that does not exist yet; no object can have such a name."""


def with_replicas(grounds: Grounds, replicas: int) -> Family:
    """With another replica count; pods of others on names that are wanted then are seen."""
    family = grounds.known
    spec = msgspec.structs.replace(family.set.spec, replicas=replicas)
    changed = replace(family, set=_with_spec(family, spec))
    return _with_foreign(changed, grounds)


def with_partition(family: Family, partition: int) -> Family:
    """With another partition."""
    strategy = family.set.spec.update_strategy
    rolling = msgspec.structs.replace(
        strategy.rolling_update or RollingUpdate(), partition=partition
    )
    spec = msgspec.structs.replace(
        family.set.spec,
        update_strategy=msgspec.structs.replace(strategy, rolling_update=rolling),
    )
    return replace(family, set=_with_spec(family, spec))


def as_written(stateful_set: StatefulSet, plan: Plan) -> StatefulSet | None:
    """The set as a plan's write leaves it; None where its reversal does not tell the field."""
    back, spec = plan.reversal, stateful_set.spec
    if back is None:
        return None
    replaced = msgspec.structs.replace
    if back.action == "scale":
        return replaced(stateful_set, spec=replaced(spec, replicas=int(back.after)))
    if back.action == "partition":
        strategy = spec.update_strategy
        rolling = replaced(strategy.rolling_update or RollingUpdate(), partition=int(back.after))
        strategy = replaced(strategy, rolling_update=rolling)
        return replaced(stateful_set, spec=replaced(spec, update_strategy=strategy))
    pod = spec.template.spec
    containers, first = (
        tuple(replaced(e, image=str(back.after)) if e.name == back.container else e for e in each)
        for each in (pod.containers, pod.init_containers)
    )
    pod = replaced(pod, containers=containers, init_containers=first)
    template = replaced(spec.template, spec=pod)
    return replaced(stateful_set, spec=replaced(spec, template=template))


def with_revision(
    family: Family, name: str | None = None, *, same_template: bool = False
) -> Family:
    """With a changed pod template: the newest revision is the one of that name.

    Of another template it is not known whether the API server refuses its pods.

    Args:
        family: the set.
        same_template: whether its pods are the same but for an annotation.
        name: of a ControllerRevision that exists: it gets a new number
            (createControllerRevision and equal revisions, pkg/controller/history, v1.36);
            None: a new one.
    """
    name = name or f"{family.name}-{NEW_REVISION}"
    known = family.revisions.value if isinstance(family.revisions, Readable) else ()
    newest = max((each.revision for each in known), default=0) + 1
    others = tuple(each for each in known if each.metadata.name != name)
    if not known:
        # Without them the status has to tell the current one.
        current = family.set.status.current_revision or family.set.status.update_revision
        others = (ControllerRevision(metadata=Metadata(name=current), revision=0),)
    made = ControllerRevision(metadata=Metadata(name=name), revision=newest)
    changed = replace(
        family,
        set=_with_spec(family, family.set.spec),
        revisions=Readable((*others, made)),
        events=family.events if same_template else NOT_READ,
    )
    return observed(changed)


def with_all_ready(family: Family, *, now: datetime) -> Family:
    """With every pod Ready and available that is not being deleted: what is waited for came."""
    since = now - timedelta(seconds=family.set.spec.min_ready_seconds + 1)
    ready = Condition(type="Ready", status="True", last_transition_time=since)

    def well(pod: Pod) -> Pod:
        if pod.terminating or pod.running_and_ready:
            return pod
        others = tuple(each for each in pod.status.conditions if each.type != "Ready")
        status = msgspec.structs.replace(pod.status, phase="Running", conditions=(*others, ready))
        return msgspec.structs.replace(pod, status=status)

    pods = family.pods
    return replace(
        family,
        pods=Readable(tuple(map(well, pods.value))) if isinstance(pods, Readable) else pods,
        pods_by_ordinal=MappingProxyType({o: well(p) for o, p in family.pods_by_ordinal.items()}),
    )


def terminating(family: Family, pod: str, *, now: datetime) -> Family:
    """With a pod that is being deleted."""
    found, split = family.member(pod), split_ordinal(pod)
    if found is None or split is None:
        return family
    metadata = msgspec.structs.replace(found.metadata, deletion_timestamp=now)
    going = msgspec.structs.replace(found, metadata=metadata)
    return replace(
        family, pods_by_ordinal=MappingProxyType({**family.pods_by_ordinal, split[1]: going})
    )


def _with_spec(family: Family, spec: object) -> StatefulSet:
    # Of this change it is known what a sync makes of it: as much is unobserved as before.
    before = family.set
    metadata = msgspec.structs.replace(before.metadata, generation=before.metadata.generation + 1)
    status = msgspec.structs.replace(
        before.status, observed_generation=before.status.observed_generation + 1
    )
    return msgspec.structs.replace(before, metadata=metadata, spec=spec, status=status)


def _with_foreign(family: Family, grounds: Grounds) -> Family:
    pods = grounds.surroundings.pods
    if not isinstance(pods, Readable):
        return family
    foreign = dict(family.foreign_by_ordinal)
    uid = family.set.metadata.uid
    for pod in pods.value:
        split = split_ordinal(pod.metadata.name)
        owner = pod.metadata.owner
        if split is None or split[0] != family.name or split[1] not in family.set.ordinals:
            continue
        if owner is None or owner.uid != uid:
            foreign[split[1]] = pod
    return replace(family, foreign_by_ordinal=MappingProxyType(foreign))

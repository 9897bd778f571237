"""What a sync does to bring pods to the update revision, once all else is as it should be.

Mirrors the end of updateStatefulSet and updateStatefulSetAfterInvariantEstablished
(pkg/controller/statefulset/stateful_set_control.go, v1.36 and v1.37).
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.controller.revisions import unobserved
from ststui.controller.step import Step, WaitsFor
from ststui.controller.sync import Sync, until_available
from ststui.model.ordinal import pod_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.controller.member import Member
    from ststui.controller.situation import Situation
    from ststui.model.stateful_set import StatefulSet


def update(sync: Sync) -> None:
    """Delete the outdated pods whose turn it is."""
    if not rolls(sync.situation):
        return
    if sync.situation.behaviour.max_unavailable:
        _within_budget(sync)
    else:
        _one_by_one(sync)


def rolls(seen: Situation) -> bool:
    """Whether outdated pods are replaced a few at a time: with neither OnDelete nor Recreate."""
    return seen.stateful_set.spec.update_strategy.type != "OnDelete" and not recreates(seen)


def recreates(seen: Situation) -> bool:
    """Whether all outdated pods have to be gone before one is made."""
    kind = seen.stateful_set.spec.update_strategy.type
    return kind == "Recreate" and seen.behaviour.recreates


def _one_by_one(sync: Sync) -> None:
    stateful_set = sync.situation.stateful_set
    outdated_at_birth = frozenset(born_outdated(sync))
    if not outdated_at_birth and not outdated_in_range(sync):
        return
    start, members = stateful_set.start, sync.situation.members
    for index in range(stateful_set.replicas - 1, stateful_set.partition - 1, -1):
        ordinal = start + index
        if ordinal in outdated_at_birth:
            # One that could not be made counts as deleted: DeleteStatefulPod (v1.36).
            _delete_made(sync, ordinal)
            return
        member = members.get(ordinal)
        if member is not None and is_outdated(sync, member):
            _delete(sync, member)
            return
        if member is None or sync.unavailable(member):
            # Only a Parallel set comes here: an OrderedReady one stopped at this pod before.
            left = _targets(sync, range(stateful_set.partition, index))
            if member is not None and any(is_outdated(sync, each) for each in left):
                sync.wait(until_available(member), pod=member.name)
            return


def _within_budget(sync: Sync) -> None:
    stateful_set = sync.situation.stateful_set
    everyone = range(stateful_set.replicas)
    unavailable = [
        member
        for index in reversed(everyone)
        if (member := sync.situation.members.get(stateful_set.start + index)) is None
        or member.unavailable
    ]
    budget = max_unavailable(stateful_set) - len(unavailable)
    outdated = next_outdated(sync)
    if stateful_set.parallel and sync.situation.behaviour.parallel_replaces_unavailable:
        # v1.37: what is unavailable anyway is replaced whatever the budget, then the others.
        without = {each.ordinal: each for each in outdated if not each.available}
        for ordinal in sorted({*without, *born_outdated(sync)}, reverse=True):
            if ordinal in without:
                _delete(sync, without[ordinal])
            else:
                _delete_made(sync, ordinal)
        outdated = [member for member in outdated if member.available]
    for member in outdated[: max(budget, 0)]:
        _delete(sync, member)
    present = [member for member in unavailable if member is not None]
    if outdated and budget <= 0 and present:
        first, *others = present
        waits = tuple(until_available(each) for each in others)
        sync.wait(until_available(first), pod=first.name, others=waits)


def recreate(sync: Sync) -> bool:
    """Strategy Recreate (alpha in v1.37): delete every outdated pod and wait until all are gone.

    Returns whether the sync may go on: recreateDeleteAndWait.
    """
    update_revision = sync.situation.revisions.update
    if update_revision is None:
        # All pods may be of another revision, or none.
        if unobserved(sync.situation.stateful_set):
            sync.wait(WaitsFor("StatefulSet", sync.situation.name, "observed"))
            return False
        return True
    old = [each for each in sync.situation.members.values() if each.revision != update_revision]
    wanted = sync.situation.ordinals
    for member in old:
        if is_outdated(sync, member) and member.ordinal not in wanted:
            sync.act(Step(verb="delete", pod=member.name, code="scaleDown"))
        elif is_outdated(sync, member):
            _delete(sync, member)
        else:
            sync.wait(until_available(member), pod=member.name)
    return not old


def next_outdated(sync: Sync) -> list[Member]:
    """The pods that a rolling update replaces, in its order: the highest ordinal first."""
    stateful_set = sync.situation.stateful_set
    indexes = range(stateful_set.partition, stateful_set.replicas)
    return [member for member in _targets(sync, indexes) if is_outdated(sync, member)]


def born_outdated(sync: Sync) -> tuple[int, ...]:
    """Ordinals without a pod that get one of another revision than the update's, and are targets.

    The sync has them in its list from the beginning (newVersionedStatefulSetPod) and deletes them
    as it does other outdated pods, right after it made them. Only where the strategy has no
    rollingUpdate block are they targets; an OrderedReady set does not come to the update then.
    """
    seen = sync.situation
    strategy = seen.stateful_set.spec.update_strategy
    if strategy.rolling_update is not None or not seen.stateful_set.parallel:
        return ()
    update_revision = seen.revisions.update
    return tuple(
        ordinal
        for ordinal in seen.ordinals
        if ordinal not in seen.members
        and update_revision is not None
        and seen.revision_for(ordinal) != update_revision
    )


def is_outdated(sync: Sync, member: Member) -> bool:
    """Whether an update would delete it: another revision, and not going already."""
    update_revision = sync.situation.revisions.update
    return (
        update_revision is not None
        and member.revision != update_revision
        and not member.terminating
    )


def outdated_in_range(sync: Sync) -> list[Member]:
    """The outdated pods of the range, lowest ordinal first."""
    if sync.outdated is None:
        members, wanted = sync.situation.members, sync.situation.ordinals
        revisions = {each.revision for each in members.values()}
        # Most sets have none: told without asking for each ordinal, for this is asked of every set.
        sync.outdated = (
            [members[o] for o in wanted if o in members and is_outdated(sync, members[o])]
            if revisions - {sync.situation.revisions.update}
            else []
        )
    return sync.outdated


def is_target(sync: Sync, member: Member) -> bool:
    """Whether a rolling update is to replace it: outdated, and not below the partition."""
    stateful_set = sync.situation.stateful_set
    boundary = stateful_set.start + stateful_set.partition
    return rolls(sync.situation) and member.ordinal >= boundary and is_outdated(sync, member)


def max_unavailable(stateful_set: StatefulSet) -> int:
    """How many pods an update may make unavailable: getStatefulSetMaxUnavailable (v1.36).

    A percentage rounds down; never less than 1. A value that is neither counts as absent.
    """
    rolling = stateful_set.spec.update_strategy.rolling_update
    wanted = rolling.max_unavailable if rolling else None
    if isinstance(wanted, str):
        digits = wanted.removesuffix("%")
        percent = int(digits) if digits.isascii() and digits.isdigit() else 0
        wanted = stateful_set.replicas * percent // 100
    return max(wanted or 1, 1)


def _targets(sync: Sync, indexes: range) -> Iterable[Member]:
    start = sync.situation.stateful_set.start
    for index in reversed(indexes):
        member = sync.situation.members.get(start + index)
        if member is not None:
            yield member


def _delete(sync: Sync, member: Member) -> None:
    if any(step.verb == "delete" and step.pod == member.name for step in sync.steps):
        return
    revision = _revision_after(sync, member)
    sync.act(Step(verb="delete", pod=member.name, revision=revision, code="outdated"))


def _delete_made(sync: Sync, ordinal: int) -> None:
    """Delete a pod that this very sync made; one that it could not make is not there.

    The revision of the next one is not known: status.currentReplicas becomes one too low, a
    negative number is refused (ValidateStatefulSetStatus, pkg/apis/apps/validation, v1.37), and
    the former one then stands.
    """
    name = pod_name(sync.situation.name, ordinal)
    if any(step.verb == "create" and step.pod == name for step in sync.steps):
        sync.act(Step(verb="delete", pod=name, code="outdated"))


def _revision_after(sync: Sync, member: Member) -> str | None:
    # The deletion lowers status.currentReplicas, which decides the revision of the next pod where
    # the strategy has no rollingUpdate block.
    seen = sync.situation
    if seen.stateful_set.spec.update_strategy.rolling_update is not None:
        return seen.revision_for(member.ordinal)
    leaving = {step.pod for step in sync.steps if step.verb == "delete"} | {member.name}
    everyone = [each for each in seen.members.values() if each.revision == seen.revisions.current]
    least = sum(not each.terminating and each.name not in leaving for each in everyone)
    most = least
    outside = len(seen.members) != len(seen.ordinals)
    if seen.stateful_set.parallel and (
        outside or any(each.terminating for each in seen.members.values())
    ):
        # Which of these pods the status counts when the next one is made, nobody can tell.
        made = sum(step.verb == "create" for step in sync.steps)
        most = max(seen.current_replicas, len(everyone) + made)
    first, second = (
        replace(seen, current_replicas=each).revision_for(member.ordinal) for each in (least, most)
    )
    return first if first == second else None

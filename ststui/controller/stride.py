"""Syncs that do the same with one ordinal after another, foreseen at once.

Each sync looks at all ordinals, so that a forecast of one sync after another takes the square of
their number. Where nothing but the next ordinal decides what the next sync does, the steps of all
of them are known at the first.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.controller.claims import owner_updates
from ststui.controller.replica import create, process_replica
from ststui.controller.step import Step
from ststui.controller.sync import Outcome, Sync
from ststui.controller.update import max_unavailable, next_outdated

if TYPE_CHECKING:
    from ststui.controller.member import Member
    from ststui.controller.situation import Situation


def stride(seen: Situation) -> tuple[Step, ...]:
    """The steps of the next syncs as far as they are plain; none where a sync has to be looked at.

    Args:
        seen: after a sync and the time after it, so that nothing terminates.
    """
    stateful_set = seen.stateful_set
    strategy = stateful_set.spec.update_strategy
    if stateful_set.metadata.deletion_timestamp is not None or seen.adopted or seen.released:
        return ()
    if strategy.type not in {"RollingUpdate", "OnDelete"}:
        return ()
    # Without its block status.currentReplicas decides a pod's revision, and each step changes it.
    counted = strategy.type == "RollingUpdate" and strategy.rolling_update is None
    inside = [seen.members[o] for o in seen.ordinals if o in seen.members]
    sync = Sync(seen)
    if not all(_calm(sync, each) for each in inside):
        return ()
    if len(inside) < len(seen.ordinals):
        return () if counted else _creations(seen)
    if len(seen.members) > len(inside):
        return _deletions(seen)
    return () if counted or strategy.type == "OnDelete" else _replacements(seen)


def _calm(sync: Sync, member: Member) -> bool:
    """Whether a sync that had nothing to do so far passes it by: nothing waits, nothing to mend."""
    if not (member.running_and_ready and member.available) or member.terminating:
        return False
    if sync.situation.mended.get(member.ordinal) is member:
        return True
    return process_replica(sync, member.ordinal) is Outcome.GO and not sync.steps


def _creations(seen: Situation) -> tuple[Step, ...]:
    """Missing pods of an OrderedReady set, from the lowest ordinal up."""
    if seen.stateful_set.parallel or len(seen.members) > len(seen.ordinals):
        return ()
    if any(ordinal not in seen.ordinals for ordinal in seen.members):
        return ()
    sync = Sync(seen)
    known = seen.claims or {}
    for ordinal in seen.ordinals:
        if ordinal in seen.members:
            continue
        old = [known[name] for name in seen.claim_names(ordinal) if name in known]
        if ordinal in seen.taken or any(each.terminating or each.owners for each in old):
            break
        if old and not _keeps(seen):
            break
        create(sync, ordinal)
    return tuple(sync.steps)


def _keeps(seen: Situation) -> bool:
    policy = seen.retention
    return policy.when_scaled == policy.when_deleted == "Retain"


def _deletions(seen: Situation) -> tuple[Step, ...]:
    """Pods of an OrderedReady set outside the range, from the highest ordinal down."""
    if seen.stateful_set.parallel:
        return ()
    going = seen.condemned
    for member in going:
        if member.terminating or not (member.running_and_ready and member.available):
            return ()
        if owner_updates(seen, member.ordinal):
            return ()
    return tuple(Step(verb="delete", pod=each.name, code="scaleDown") for each in going)


def _replacements(seen: Situation) -> tuple[Step, ...]:
    """A rolling update: so many outdated pods as may be away are deleted, then made anew."""
    targets = next_outdated(Sync(seen))
    known = seen.claims or {}
    for each in targets:
        claims = [known[name] for name in seen.claim_names(each.ordinal) if name in known]
        if each.ordinal in seen.taken or any(
            claim.terminating or any(owner.kind == "Pod" for owner in claim.owners)
            for claim in claims
        ):
            return ()
    gone = {each.ordinal for each in targets}
    left = {o: member for o, member in seen.members.items() if o not in gone}
    sync = Sync(replace(seen, members=left))
    at_once = max_unavailable(seen.stateful_set) if seen.behaviour.max_unavailable else 1
    for first in range(0, len(targets), at_once):
        away = targets[first : first + at_once]
        for each in away:
            revision = seen.revision_for(each.ordinal)
            sync.act(Step(verb="delete", pod=each.name, revision=revision, code="outdated"))
        for each in reversed(away):
            create(sync, each.ordinal)
    return tuple(sync.steps)

"""What a set is on its way to: the end that its next step serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller.update import max_unavailable, outdated_in_range

if TYPE_CHECKING:
    from ststui.controller.member import Member
    from ststui.controller.step import Toward
    from ststui.controller.sync import Sync


def toward(sync: Sync) -> Toward:
    """The end of a sync's steps, from the situation they were taken in."""
    seen = sync.situation
    stateful_set = seen.stateful_set
    if stateful_set.metadata.deletion_timestamp is not None:
        return "deletion"
    wanted, members = seen.ordinals, seen.members
    missing = [each for each in wanted if each not in members]
    rolling = seen.revisions.update not in {None, seen.revisions.current}
    strategy = stateful_set.spec.update_strategy.type
    # A rollout leaves gaps, the first of them at the end.
    gap = rolling and strategy == "RollingUpdate" and len(missing) <= max_unavailable(stateful_set)
    at_end = bool(missing) and missing == [*wanted[-len(missing) :]]
    if seen.condemned or (at_end and not gap):
        return "replicas"
    if missing and gap:
        return "revision"
    outdated = outdated_in_range(sync)
    if strategy == "OnDelete":
        return "onDelete" if outdated else "rest"
    boundary = stateful_set.start + stateful_set.partition
    if any(each.ordinal >= boundary for each in outdated):
        return "revision"
    if rolling and not missing and not all(_done(members[each]) for each in wanted):
        return "revision"
    return "held" if outdated or (rolling and stateful_set.partition) else "rest"


def _done(member: Member) -> bool:
    return member.running_and_ready and member.available and not member.terminating

"""What would become of an ordinal if its pod were lost now."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from ststui.controller.next_step import sync_once
from ststui.controller.outcome import after_sync, after_time, lowered
from ststui.controller.refusal import refusing
from ststui.controller.situation import Situation, situation
from ststui.controller.step import WaitsFor
from ststui.controller.stride import stride
from ststui.controller.twice import twins
from ststui.model.ordinal import pod_name
from ststui.model.readable import Unreadable

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ststui.controller.refusal import Refusing
    from ststui.controller.step import Step
    from ststui.controller.sync import Sync
    from ststui.model.family import Family

Again = Literal["atOnce", "later", "stuck", "never"]
"""atOnce: by the next sync. later: after other steps or waits that end by themselves. stuck: not
before what it waits for happens. never: outside the range, or the set is being deleted."""

MOST_SYNCS = 1_000
"""Looked at one by one until the foresight ends: a guard against a set that never rests."""


@dataclass(frozen=True, slots=True)
class IfItDied:
    """What would become of an ordinal."""

    ordinal: int
    again: Again
    revision: str | None
    """The revision of the new pod; None when never or not known."""
    after: WaitsFor | None
    """later: whom it would wait for first; stuck: for whom in vain."""


def if_it_died(
    family: Family, ordinal: int, *, now: datetime, server_version: str | None = None
) -> IfItDied | None:
    """Foresee the loss of one ordinal's pod.

    None when pods could not be read, or two of them have one ordinal.

    Its claims stay, as they do when a pod is lost.
    """
    if isinstance(family.pods, Unreadable) or twins(family):
        return None
    seen = situation(family, now=now, server_version=server_version)
    others = {each: member for each, member in seen.members.items() if each != ordinal}
    deleting = family.set.metadata.deletion_timestamp is not None
    if ordinal not in seen.ordinals or deleting:
        return IfItDied(ordinal, "never", None, None)
    left = replace(seen, members=others)
    refused = refusing(family, now=now)
    found = _foresee(left, ordinal, refused)
    if seen.revision_for(ordinal) == lowered(left).revision_for(ordinal):
        return found
    # Without its block status.currentReplicas decide the revision, and whether that is written
    # before the pod is gone for good nobody can tell.
    other = _foresee(lowered(left), ordinal, refused)
    return found if found.revision == other.revision else replace(found, revision=None)


def _foresee(seen: Situation, ordinal: int, refused: Refusing | None) -> IfItDied:
    wanted = pod_name(seen.name, ordinal)
    after: WaitsFor | None = None
    again: Again = "atOnce"
    for _ in range(MOST_SYNCS):
        sync = sync_once(seen, refused=refused)
        made = _creation(sync.steps, wanted)
        if made is not None:
            return IfItDied(ordinal, again, made.revision, after)
        waits_for = _waits_for(sync)
        following = after_time(after_sync(seen, sync.steps))
        if following == seen:
            after = waits_for or after
            break
        after = after or waits_for
        seen, again = following, "later"
        while (further := stride(seen)) and not (refused and any(map(refused, further))):
            after = after or _awaited(further)
            made = _creation(further, wanted)
            if made is not None:
                return IfItDied(ordinal, again, made.revision, after)
            seen = after_time(after_sync(seen, further))
    return IfItDied(ordinal, "stuck", seen.revision_for(ordinal), after)


def _waits_for(sync: Sync) -> WaitsFor | None:
    if sync.pause is not None and sync.pause.waits_for is not None:
        return sync.pause.waits_for
    return _awaited(sync.steps)


def _awaited(steps: Sequence[Step]) -> WaitsFor | None:
    for step in steps:
        if step.pod is not None and step.verb in {"create", "delete"}:
            return WaitsFor("Pod", step.pod, "ready" if step.verb == "create" else "gone")
    return None


def _creation(steps: Sequence[Step], pod: str) -> Step | None:
    return next((step for step in steps if step.verb == "create" and step.pod == pod), None)

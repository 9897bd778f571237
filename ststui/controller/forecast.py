"""What happens until a set is at rest, if every pod that is made becomes Ready."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.controller.next_step import sync_once
from ststui.controller.outcome import after_sync, after_time
from ststui.controller.refusal import refusing
from ststui.controller.situation import Situation, situation
from ststui.controller.step import REST, Step
from ststui.controller.stride import stride
from ststui.controller.twice import either, twins
from ststui.model.readable import Unreadable

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.controller.refusal import Refusing
    from ststui.model.family import Family

SYNCS_EACH = 8
"""A forecast ends after so many syncs for each ordinal and pod: a guard against a set that never
rests. A pod that failed, is made anew, then replaced, and whose claims are mended, takes six."""
SYNCS_ANYWAY = 100
"""And after so many more."""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The steps to come and what remains."""

    steps: tuple[Step, ...]
    """In order; those of a Parallel set's one sync may come in any order."""
    rest: Step
    """none: all is as the spec wants it. wait or blocked: it does not get further by itself.
    create: a sync deletes the pod that it makes, and the next one's revision is not known."""
    end: Situation
    """What there is then: pods by ordinal, and claims."""


def forecast(
    family: Family, *, now: datetime, server_version: str | None = None
) -> Forecast | None:
    """Foresee a family's steps; None when its pods could not be read.

    Terminating pods go, Ready pods become available, new pods become Ready; a pod that is not
    Ready now stays so. A claim whose last owner is a pod goes with the pod. A step that an event of
    the set says is refused stays so, too.
    Where two pods have one ordinal nothing is foreseen.
    """
    if isinstance(family.pods, Unreadable):
        return None
    seen = situation(family, now=now, server_version=server_version)
    if twins(family):
        return Forecast((), either(family), seen)
    return foresee(seen, refused=refusing(family, now=now))


def foresee(seen: Situation, *, refused: Refusing | None = None) -> Forecast:
    """The same from a situation.

    Args:
        seen: the situation.
        refused: tells which steps the API server refuses.
    """
    steps: list[Step] = []
    everyone = max(seen.stateful_set.replicas, 0) + len(seen.members)
    for _ in range(SYNCS_ANYWAY + SYNCS_EACH * everyone):
        sync = sync_once(seen, refused=refused)
        if _in_vain(sync.steps):
            return Forecast(tuple(steps), sync.result(), seen)
        following = after_time(after_sync(seen, sync.steps))
        if following == seen:
            return Forecast(tuple(steps), sync.pause or REST, seen)
        steps.extend(sync.steps)
        seen = following
        while (further := stride(seen)) and not (refused and any(map(refused, further))):
            steps.extend(further)
            seen = after_time(after_sync(seen, further))
    return Forecast(tuple(steps), REST, seen)


def _in_vain(steps: list[Step]) -> bool:
    made = {step.pod for step in steps if step.verb == "create" and step.pod is not None}
    return bool(made) and any(step.verb == "delete" and step.pod in made for step in steps)

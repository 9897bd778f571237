"""Quotas and LimitRanges: what the API server makes of the pods and claims that will be made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.actions.believed import believed
from ststui.actions.foresight import foresee
from ststui.actions.risks.limit_ranges import out_of_range
from ststui.actions.risks.made import pods_made
from ststui.actions.risks.quotas import no_room
from ststui.model.readable import Readable, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Caution


def not_admitted(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    """What has no room, or is out of range; or whether it is, is not known."""
    judged = _as_if_read(grounds, foresight)
    made = pods_made(grounds, judged)
    if made:
        yield from no_room(grounds, judged, made)
        yield from out_of_range(grounds, judged, made)


def _as_if_read(grounds: Grounds, foresight: Foresight) -> Foresight:
    """What is foreseen by whoever reads quotas and LimitRanges, so that the same pods are judged.

    Where they could not be read the forecast ends at a pod that they refused the last time.
    """
    around, after = grounds.surroundings, foresight.after
    if isinstance(around.quotas, Unreadable):
        around = replace(around, quotas=Readable(()))
    if isinstance(around.limit_ranges, Unreadable):
        around = replace(around, limit_ranges=Readable(()))
    seen = believed(grounds, after)
    if believed(replace(grounds, surroundings=around), seen) is seen:
        return foresight
    return foresee(replace(grounds, surroundings=around), after)

"""Quotas and LimitRanges: what the API server makes of the pods and claims that will be made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.risks.limit_ranges import out_of_range
from ststui.actions.risks.made import pods_made
from ststui.actions.risks.quotas import no_room

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Caution


def not_admitted(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    """What has no room, or is out of range; or whether it is, is not known."""
    made = pods_made(grounds, foresight)
    if made:
        yield from no_room(grounds, foresight, made)
        yield from out_of_range(grounds, foresight, made)

"""Seconds between two moments of the API server's clock, whole ones, as they are shown.

One reckoning for everything that is said of a moment: what has passed is rounded down and what is
left up, so that a countdown ends when its time is over and no two places differ by a second.
"""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def seconds_since(moment: datetime | None, *, now: datetime) -> int | None:
    """Whole seconds since a moment, never negative; None when the moment is not known."""
    return None if moment is None else max(int((now - moment).total_seconds()), 0)


def seconds_until(moment: datetime | None, *, now: datetime) -> int | None:
    """Whole seconds until a moment, negative when it is past; None when it is not known."""
    return None if moment is None else ceil((moment - now).total_seconds())

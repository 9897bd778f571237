"""Seconds between two moments of the API server's clock."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


def seconds_since(moment: datetime | None, *, now: datetime) -> int | None:
    """Whole seconds since a moment, never negative; None when the moment is not known."""
    return None if moment is None else max(int((now - moment).total_seconds()), 0)


def seconds_until(moment: datetime | None, *, now: datetime) -> int | None:
    """Whole seconds until a moment, negative when it is past; None when it is not known."""
    return None if moment is None else int((moment - now).total_seconds())

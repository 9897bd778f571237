"""The moment that all examples play at."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

NOW: Final = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)


def ago(seconds: float) -> datetime:
    """A moment before the example's now; negative seconds are after it."""
    return NOW - timedelta(seconds=seconds)

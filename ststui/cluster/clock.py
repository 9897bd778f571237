"""The API server's clock, told by the Date header of its answers.

A Date header has whole seconds, cut off, and the answer was on its way for a while: one header
bounds the difference between the two clocks, several narrow it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

HEADER_STEP: Final = 1.0
"""Seconds that one step of a Date header covers (RFC 9110 §6.6.1: it has no fraction)."""

MOST_APART: Final = timedelta(days=36_500)
"""A Date header that is further away makes no sense (a machine without a battery says 1970)."""


@dataclass(frozen=True, slots=True)
class Offset:
    """What is known about server clock minus local clock, in seconds."""

    low: float = float("-inf")
    """It is at least this."""

    high: float = float("inf")
    """It is at most this."""

    @property
    def seconds(self) -> float:
        """The offset to use: the one nearest to 0 that is possible.

        Clocks that agree so far as one can tell are taken as equal, so that an age does not
        jump by parts of a second.
        """
        return min(max(0.0, self.low), self.high)

    def narrowed(self, date: datetime, *, sent: datetime, received: datetime) -> "Offset":
        """What is known after one more answer.

        Args:
            date: The answer's Date header.
            sent: Local time when the request was sent.
            received: Local time when the answer's headers were read.

        Returns:
            The intersection of what was known and what this answer tells; only the latter if the
            two exclude each other (one of the clocks was set).
        """
        low = (date - received).total_seconds()
        high = (date - sent).total_seconds() + HEADER_STEP
        if low > high:
            return self
        both = Offset(max(low, self.low), min(high, self.high))
        return both if both.low <= both.high else Offset(low, high)


def utc_now() -> datetime:
    """The local clock, in UTC."""
    return datetime.now(UTC)


@dataclass(slots=True)
class ServerClock:
    """Local clock plus what is known about the server's."""

    local: Callable[[], datetime] = utc_now
    """The local clock; gives aware times."""

    offset: Offset = Offset()
    """What is known so far."""

    def now(self) -> datetime:
        """The server's time, as near as it is known."""
        return self.local() + timedelta(seconds=self.offset.seconds)

    def hear(self, date: str | None, *, sent: datetime) -> None:
        """Take in one Date header; one that makes no sense tells nothing.

        Args:
            date: The header's value, `None` if there was none.
            sent: Local time when the request was sent.
        """
        if not date:
            return
        try:
            when = parsedate_to_datetime(date)
        except (ValueError, OverflowError):
            return
        if when.tzinfo is None or abs(when - self.local()) > MOST_APART:
            return
        known = self.offset.narrowed(when, sent=sent, received=self.local())
        self.offset = known

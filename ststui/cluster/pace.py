"""How fast the list-watch tries again: jittered exponential backoff, and the limits of waiting."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from time import monotonic
from typing import Final

FIRST_WAIT: Final = 0.8
"""Seconds before the first new try (client-go v0.36.3, tools/cache/reflector.go)."""

LONGEST_WAIT: Final = 30.0
"""Seconds between tries at most, jitter aside (likewise)."""

LONGEST_RETRY_AFTER: Final = 300.0
"""Seconds of a Retry-After that are believed: nobody wants to look at old data for a day."""

RECOVERED_AFTER: Final = 120.0
"""Seconds of health after which the next trouble starts with the first wait again (likewise)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Everything about time and chance in a list-watch; tests bring their own."""

    sleep: Callable[[float], Awaitable[object]] = asyncio.sleep
    """Waits for seconds."""

    stopwatch: Callable[[], float] = monotonic
    """Seconds that only grow."""

    random: Random = field(default_factory=Random)
    """Jitter."""

    page: int = 500
    """Objects per page of a list."""

    first_page: int | None = None
    """Objects on the first page where that shall be another number. Its reader has what comes first
    soon, and the next one is not asked for before it comes back for it."""

    watch_seconds: tuple[float, float] = (240.0, 480.0)
    """How long the server is asked to keep a watch, between these."""

    idle_seconds: float = 150.0
    """Without a byte for so long a watch is opened anew. Bookmarks come about every minute
    (apiserver v0.36.3, storage/cacher: bookmarkFrequency), so that a watch on a connection that is
    dead without a sign is noticed after two of them are missing."""

    poll_seconds: float = 30.0
    """Between two lists where watching is not possible."""

    quick_seconds: float = 1.0
    """A watch that ends without an event within so long did not work."""


@dataclass(slots=True)
class Backoff:
    """The waits of one list-watch."""

    pace: Pace
    _next: float = FIRST_WAIT
    _last: float = float("-inf")

    def wait(self, *, retry_after: float | None = None) -> float:
        """Say how long to wait now; the next wait is longer.

        Args:
            retry_after: Seconds that the server asked for; never less is waited.

        Returns:
            Seconds: the step plus up to as much again by chance.
        """
        now = self.pace.stopwatch()
        if now - self._last > RECOVERED_AFTER:
            self._next = FIRST_WAIT
        step = self._next
        self._next = min(step * 2, LONGEST_WAIT)
        seconds = step * (1 + self.pace.random.random())
        if retry_after is not None:
            asked = min(retry_after, LONGEST_RETRY_AFTER)
            # All clients got the same number: come a little later, not all at once.
            seconds = max(seconds, asked + self.pace.random.random() * FIRST_WAIT)
        self._last = now + seconds
        return seconds

    def healthy(self) -> None:
        """Start with the first wait again: the server gave what was asked."""
        self._next = FIRST_WAIT

"""When the API server is asked to try a plan out: each plan once, after it stood for a while."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions import Plan
    from ststui.settings.gate import Gate

STANDS = 0.4
"""Seconds that a plan must stand first: keys and the watch make many that nobody looks at."""
MOST_TRIED = 3
"""A plan of more requests is tried out only when it is carried out."""

PAUSE = 5.0
"""Seconds until a plan is tried out again that got no answer."""


class Trying:
    """The last plan that was tried out, and since when the one of now stands."""

    def __init__(self, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Nothing was tried yet.

        Args:
            clock: seconds that never go back.
        """
        self._clock = clock
        self._tried: Plan | None = None
        self._since = 0.0

    def planned(self) -> None:
        """There is another plan."""
        self._since = self._clock()

    def due(self, plan: Plan, gate: Gate) -> bool:
        """Whether it is time to try this plan out."""
        few = 0 < len(plan.requests) <= MOST_TRIED
        stands = self._clock() - self._since >= STANDS
        return plan is not self._tried and plan.allowed and few and stands and gate.open

    def took(self, plan: Plan) -> None:
        """It is being tried out, or this is what came of it."""
        self._tried = plan

    def unanswered(self) -> None:
        """Nobody knows what would come of it: it is tried once more after a while."""
        self._tried, self._since = None, self._clock() + PAUSE - STANDS

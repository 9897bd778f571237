"""The demo's time: it can stand, be stepped or run at a speed, and it knows what is due when."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator

BUDGET = 0.008
"""Seconds of work in one go before other coroutines get their turn."""


def _raise(error: Exception) -> None:
    raise error


class Clock:
    """A clock with an agenda.

    Everything the cluster's controllers do is an entry of the agenda, done in the order of its time
    and then of its arrival, so that the same requests always give the same history.
    """

    def __init__(self, *, start: datetime | None = None, speed: float = 1.0) -> None:
        """Start the clock.

        Args:
            start: The first moment; now if None.
            speed: Seconds of the demo per real second; 0 means that only step() moves it.
        """
        self._base = start or datetime.now(UTC)
        self._speed = speed
        self._real = time.monotonic()
        self._order = itertools.count()
        self._heap: list[tuple[datetime, int, Hashable]] = []
        self._entries: dict[Hashable, tuple[datetime, int, Callable[[], None]]] = {}
        self._changed = asyncio.Event()
        self.on_failure: Callable[[Exception], None] = _raise
        """What is done when a piece of work fails; by default its exception goes on."""

    @property
    def speed(self) -> float:
        """Seconds of the demo per real second."""
        return self._speed

    @speed.setter
    def speed(self, value: float) -> None:
        self._base, self._real, self._speed = self.now(), time.monotonic(), value
        self._changed.set()

    def now(self) -> datetime:
        """The demo's moment, with its zone (UTC)."""
        if not self._speed:
            return self._base
        return self._base + timedelta(seconds=(time.monotonic() - self._real) * self._speed)

    def after(self, seconds: float, key: Hashable, work: Callable[[], None]) -> None:
        """Put work on the agenda.

        Args:
            seconds: How long from now, in the demo's seconds.
            key: What the work is about: a second entry of the same key keeps the earlier time.
            work: Called once, without arguments.
        """
        due = self.now() + timedelta(seconds=max(0.0, seconds))
        known = self._entries.get(key)
        if known is not None and known[0] <= due:
            self._entries[key] = (known[0], known[1], work)
            return
        order = next(self._order)
        self._entries[key] = (due, order, work)
        heapq.heappush(self._heap, (due, order, key))
        self._changed.set()

    def cancel(self, key: Hashable) -> None:
        """Take an entry off the agenda, if it is there."""
        self._entries.pop(key, None)

    def _next_due(self) -> datetime | None:
        while self._heap:
            due, order, key = self._heap[0]
            known = self._entries.get(key)
            if known is not None and known[:2] == (due, order):
                return due
            heapq.heappop(self._heap)
        return None

    def _work(self, until: datetime) -> bool:
        """Do one thing that is due; False if there is none."""
        due = self._next_due()
        if due is None or due > until:
            return False
        _, _, key = heapq.heappop(self._heap)
        _, _, work = self._entries.pop(key)
        if not self._speed and due > self._base:
            self._base = due
        try:
            work()
        except Exception as error:  # noqa: BLE001 - one controller's bug must not stop the others
            self.on_failure(error)
        return True

    def _burst(self, until: datetime) -> bool:
        """Work for one budget; True if something is left to do."""
        started = time.monotonic()
        while self._work(until):
            if time.monotonic() - started > BUDGET:
                return True
        return False

    async def settle(self) -> None:
        """Do everything that is due by now."""
        while self._burst(self.now()):  # noqa: ASYNC110 - the clock is the event
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    def settle_at_once(self) -> None:
        """Do everything that is due by now without giving other coroutines a turn."""
        while self._work(self.now()):
            pass

    async def step(self, seconds: float) -> None:
        """Move a standing clock on, doing what comes due on the way at its own moment.

        Args:
            seconds: How far, in the demo's seconds.
        """
        until = self.now() + timedelta(seconds=seconds)
        while self._burst(until):  # noqa: ASYNC110 - the clock is the event
            await asyncio.sleep(0)
        if not self._speed:
            self._base = max(self._base, until)
        await asyncio.sleep(0)

    def step_at_once(self, seconds: float) -> None:
        """Like step(), without giving other coroutines a turn; for making a scenario."""
        until = self.now() + timedelta(seconds=seconds)
        while self._work(until):
            pass
        if not self._speed:
            self._base = max(self._base, until)

    @contextmanager
    def history(self, seconds: float) -> Iterator[None]:
        """Let the block happen in the past; at its end the clock has caught up.

        Inside, the clock stands and step_at_once() moves it.

        Args:
            seconds: How far back, in the demo's seconds.
        """
        present, speed = self.now(), self._speed
        self._speed, self._base = 0.0, present - timedelta(seconds=seconds)
        yield
        self.step_at_once((present - self._base).total_seconds())
        self._base, self._real, self._speed = present, time.monotonic(), speed

    async def run(self) -> None:
        """Do what comes due, for ever; ends by being cancelled."""
        while True:
            self._changed.clear()
            if self._burst(self.now()):
                await asyncio.sleep(0)
                continue
            due = self._next_due()
            if due is None or not self._speed:
                if due is None or due > self.now():
                    await self._changed.wait()
                continue
            wait = (due - self.now()).total_seconds() / self._speed
            try:
                async with asyncio.timeout(max(wait, 0.001)):
                    await self._changed.wait()
            except TimeoutError:
                continue

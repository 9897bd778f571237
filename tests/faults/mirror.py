"""A consumer of the list-watch: what it holds by uid, and everything that was said."""

from __future__ import annotations

import asyncio
from contextlib import aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any

from ststui.cluster.change import (
    Alive,
    Arrived,
    Change,
    Complete,
    Ended,
    Gone,
    Listing,
    Lost,
    Odd,
    Polling,
    Put,
)
from ststui.cluster.listwatch import watch
from ststui.model import Complaint

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from ststui.cluster.kinds import Kind
    from ststui.cluster.pace import Pace
    from ststui.cluster.session import Session

PATIENCE = 50.0
"""Seconds to wait for a condition before the test fails."""


class Mirror:
    """Applies changes as `ststui.cluster.change` describes it."""

    def __init__(self) -> None:
        self.held: dict[str, str] = {}
        """resourceVersion by name; of an odd object its uid."""
        self.said: list[Change[Any]] = []
        """Everything but pages and events."""
        self.lists = 0
        self.alive = False
        self._arrived: dict[str, str] = {}
        self._news = asyncio.Condition()

    async def follow(self, changes: AsyncIterator[Change[Any]]) -> None:
        async for change in changes:
            async with self._news:
                self._apply(change)
                self._news.notify_all()

    async def until(self, condition: Callable[[Mirror], object], *, what: str) -> None:
        try:
            async with asyncio.timeout(PATIENCE), self._news:
                await self._news.wait_for(lambda: condition(self))
        except TimeoutError:
            msg = f"no {what} within {PATIENCE} s; held {self.held}; last said {self.said[-5:]}"
            raise AssertionError(msg) from None

    async def holds(self, expected: dict[str, str]) -> None:
        await self.until(lambda m: m.held == expected and m.alive, what=f"state {expected}")

    def lost(self, kind: str) -> bool:
        """Whether that kind of trouble was told."""
        return any(isinstance(c, Lost) and c.trouble.kind == kind for c in self.said)

    def count(self, sort: type[Any]) -> int:
        """How often that was said."""
        return sum(isinstance(change, sort) for change in self.said)

    def _apply(self, change: Change[Any]) -> None:
        match change:
            case Put(item):
                self.held[item.metadata.name] = item.metadata.resource_version
            case Gone(item):
                name = item.name if isinstance(item, Complaint) else item.metadata.name
                self.held.pop(name, None)
            case Odd(complaint):
                self.held[complaint.name] = complaint.uid
            case Arrived():
                self._arrived |= {
                    i.metadata.name: i.metadata.resource_version for i in change.items
                }
                self._arrived |= {c.name: c.uid for c in change.complaints}
            case _:
                self._hear(change)

    def _hear(self, change: Change[Any]) -> None:
        self.said.append(change)
        match change:
            case Listing():
                self._arrived = {}
            case Complete():
                self.held, self.lists, self.alive = dict(self._arrived), self.lists + 1, False
            case Alive():
                self.alive = True
            case Ended() | Lost() | Polling():
                self.alive = False


@asynccontextmanager
async def mirrored(
    session: Session, kind: Kind[Any], *, namespace: str | None = None, pace: Pace | None = None
) -> AsyncIterator[Mirror]:
    """A mirror of one kind that runs while the block does; fails if the list-watch ends."""
    mirror = Mirror()

    async def run() -> None:
        async with aclosing(watch(session, kind, namespace=namespace, pace=pace)) as changes:
            await mirror.follow(changes)
        raise AssertionError("the list-watch ended")

    task = asyncio.create_task(run())
    try:
        yield mirror
        assert not task.done(), task.exception()
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)

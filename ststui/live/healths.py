"""How each scope does, what is known by that, and who waits for it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from ststui.live.health import Health, Scope
from ststui.live.told import Told

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.live.index import Name


class Healths:
    """The health of every scope that is read."""

    def __init__(self) -> None:
        self.by_scope: dict[Scope, Health] = {}
        self.told = Told()
        """Sets that are known though the lists are still loading."""
        self._changed = asyncio.Event()

    def of(self, resource: str, namespace: str) -> Health | None:
        """The health of the scope that covers a namespace; None when nobody reads it."""
        found = self.by_scope.get(Scope(resource, namespace))
        return found or self.by_scope.get(Scope(resource, None))

    def knows(self, resource: str, name: Name) -> bool:
        """Whether all of a kind that belongs to a set is here, fresh or stale."""
        health = self.of(resource, name.namespace)
        return health is not None and (
            health.known or (health.state == "loading" and self.told.has(resource, name))
        )

    def makes_news(self, resource: str, namespace: str) -> bool:
        """Whether a new object of a kind changes what is known of a set of its namespace.

        While a list arrives for the first time, Families hold nothing of it: it touches them when
        it is complete (a tenth of the time until the tree is complete).
        """
        health = self.of(resource, namespace)
        return health is None or health.known or self.told.some(resource, namespace)

    def put(self, scope: Scope, health: Health) -> Health:
        """Note how a scope does; returns how it did before."""
        before = self.by_scope.get(scope, Health())
        self.by_scope[scope] = health
        if before != health:
            self._changed.set()
        return before

    async def wait_complete(self, resources: tuple[str, ...] = ()) -> None:
        """Wait until every scope of these resources, or of all, was listed or has failed once."""
        await self.wait_until(lambda: self._settled(resources))

    async def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait for something about the health of scopes."""
        while not holds():
            self._changed.clear()
            await self._changed.wait()

    def _settled(self, resources: tuple[str, ...]) -> bool:
        return all(
            health.complete or health.state in {"denied", "down"}
            for scope, health in self.by_scope.items()
            if not resources or scope.resource in resources
        )

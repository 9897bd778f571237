"""The feed: one never-ending, guarded task per kind and scope that fills the store."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ststui.cluster import kinds
from ststui.cluster.change import Arrived, Lost
from ststui.cluster.listwatch import watch
from ststui.cluster.pace import Pace
from ststui.live.health import Health, Scope
from ststui.live.intake import Intake
from ststui.live.missing import MissingPods
from ststui.live.selectors import REFUSALS
from ststui.live.told import IN_ROWS

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session
    from ststui.live.store import Store

_log = logging.getLogger(__name__)

RESTART_AFTER = 5.0
"""Seconds before a task that failed by a bug is started again."""
FIRST_SETS = 100
"""Sets on the first page of their list: so many fit on a large screen."""

FIRST_WITHIN = 2.0
"""Seconds that the other lists wait for the first sets."""

FIRST: tuple[Kind[Any], ...] = (kinds.STATEFUL_SETS, *IN_ROWS)
"""Kinds without which the tree is not complete, most important first."""
LATER: tuple[Kind[Any], ...] = (
    kinds.NODES,
    kinds.EVENTS,
    kinds.AUTOSCALERS,
    kinds.BUDGETS,
)
"""Kinds that add to it; they wait until the sets are listed."""


class Feed:
    """Keeps a store true for as long as it runs.

    Use as ``await Feed(...).run()`` in a task of your own; cancelling it ends everything.
    """

    def __init__(
        self,
        session: Session,
        store: Store,
        *,
        namespaces: tuple[str, ...] | None,
        after: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        """Make a feed.

        Args:
            session: the session.
            store: what it fills.
            namespaces: None = all namespaces, in one watch.
            after: what everything but the first sets waits for.
        """
        self._session = session
        self._store = store
        self._namespaces = namespaces
        self._after = after
        self._begun = asyncio.Event()
        """Once the first sets are here, or cannot be had."""

    async def run(self) -> None:
        """Watch all kinds; never returns."""
        for scope, health in tuple(self._store.healths.by_scope.items()):
            # At a relist what was watched until now is not, however new it is.
            self._store.set_health(scope, health.ended(self._session.now()))
        async with asyncio.TaskGroup() as group:
            self._start(group, FIRST[:1])
            for kind in FIRST[1:]:
                self._expect(kind)
            # Not wait_for: before Python 3.12 it swallows a cancellation that comes with the event.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FIRST_WITHIN):
                    await self._begun.wait()
            await self._let_be_seen()
            self._start(group, FIRST[1:])
            # The sets are on the screen: the small lists need not wait for all the pods.
            await self._store.healths.wait_complete((kinds.STATEFUL_SETS.plural,))
            self._start(group, LATER)
            await self._store.healths.wait_complete(tuple(each.plural for each in FIRST))
            group.create_task(self._ask_missing(), name="missing pods")

    def _start(self, group: asyncio.TaskGroup, wanted: tuple[Kind[Any], ...]) -> None:
        for kind in wanted:
            for scope in self._expect(kind):
                group.create_task(self._guarded(kind, scope), name=f"feed {kind.plural}")

    def _expect(self, kind: Kind[Any]) -> tuple[Scope, ...]:
        """Note that a kind will be listed; a relist keeps what is known until then."""
        namespaces = (None,) if not kind.namespaced or not self._namespaces else self._namespaces
        scopes = tuple(Scope(kind.plural, namespace) for namespace in namespaces)
        for scope in scopes:
            if scope not in self._store.healths.by_scope:
                self._store.set_health(scope, Health())
        return scopes

    async def _ask_missing(self) -> None:
        while True:
            try:
                await MissingPods(self._session, self._store).run()
            except Exception as error:  # noqa: BLE001 - a bug must not end the feeds
                _log.warning("asking for missing pods failed", exc_info=error)
            await asyncio.sleep(RESTART_AFTER)

    async def _guarded(self, kind: Kind[Any], scope: Scope) -> None:
        while True:
            try:
                await self._watch(kind, scope)
            except Exception as error:  # noqa: BLE001 - a bug must not end the other feeds
                _log.warning("feed of %s failed", kind.plural, exc_info=error)
                before = self._store.healths.by_scope.get(scope, Health())
                self._store.set_health(
                    scope,
                    replace(
                        before,
                        state="stale" if before.complete else "down",
                        since=before.since or self._session.now(),
                        why=f"ststui failed on {kind.plural}: {type(error).__name__} (in the log)",
                    ),
                )
                self._begun.set()
            await asyncio.sleep(RESTART_AFTER)

    async def _let_be_seen(self) -> None:
        if self._after is not None:
            await self._after()

    async def _watch(self, kind: Kind[Any], scope: Scope) -> None:
        intake = Intake(self._store, scope)
        fields = REFUSALS if kind is kinds.EVENTS else ""
        pace = Pace(first_page=FIRST_SETS if kind is kinds.STATEFUL_SETS else None)
        changing = watch(
            self._session, kind, namespace=scope.namespace, field_selector=fields, pace=pace
        )
        async with aclosing(changing) as changes:
            async for change in changes:
                intake.apply(change, now=self._session.now())
                if kind is kinds.STATEFUL_SETS and isinstance(change, (Arrived, Lost)):
                    self._begun.set()
                    await self._let_be_seen()

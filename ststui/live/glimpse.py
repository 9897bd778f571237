"""What is visible is read first: before the lists of a whole cluster, those of a namespace.

The lists of a large cluster take seconds; one namespace takes a fraction of one. What was read so
is true of the moment it was read, and the list of the cluster takes its place.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from ststui.cluster import kinds
from ststui.cluster.listing import list_once
from ststui.cluster.trouble import Trouble
from ststui.live.health import Health, Scope

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session
    from ststui.live.index import Name
    from ststui.live.store import Store

KINDS: tuple[Kind[Any], ...] = (
    kinds.PODS,
    kinds.CLAIMS,
    kinds.SERVICES,
    kinds.SLICES,
    kinds.REVISIONS,
)
"""What the rows of a set are made from."""
MOST = 3
"""Namespaces that are read so: more would keep the whole waiting."""
PATIENCE = 1.0
"""Seconds that the lists of the cluster wait for what is visible; a slow server has them then."""
UNSEEN = 0.3
"""Seconds after which sets that were listed are on the screen, if they ever will be."""


class Glimpse:
    """Use as ``await Glimpse(...).run()`` in a task of your own; it ends with the loading."""

    def __init__(self, session: Session, store: Store) -> None:
        self._session = session
        self._store = store
        self._namespaces: tuple[str, ...] = ()
        self._seen = asyncio.Event()
        self._read: list[Scope] = []
        self._first = asyncio.Event()
        self.done = 0
        """How many namespaces were read."""

    def look(self, names: Iterable[Name]) -> None:
        """Say which sets are visible, from top to bottom."""
        self._namespaces = tuple(dict.fromkeys(each.namespace for each in names))
        if self._namespaces:
            self._seen.set()

    async def first(self) -> None:
        """Wait until what is visible was read, there is nothing to see, or it takes too long."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                await self._first.wait()

    async def run(self) -> None:
        """Read the namespaces of what is visible first, and end when everything has come."""
        reading = asyncio.create_task(self._read_visible())
        try:
            await self._store.wait_complete((kinds.STATEFUL_SETS.plural,))
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._seen.wait(), UNSEEN)
            if not self._seen.is_set():
                self._first.set()
            await self._store.wait_complete(tuple(each.plural for each in KINDS))
        finally:
            self._first.set()
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            for scope in self._read:
                self._store.forget_health(scope)

    async def _read_visible(self) -> None:
        await self._seen.wait()
        for namespace in self._namespaces[:MOST]:
            async with asyncio.TaskGroup() as group:
                for kind in KINDS:
                    group.create_task(self._list(kind, namespace))
            self.done += 1
            self._first.set()

    async def _list(self, kind: Kind[Any], namespace: str) -> None:
        found = await list_once(self._session, kind, namespace=namespace)
        whole = self._store.health.get(Scope(kind.plural, None))
        if isinstance(found, Trouble) or (whole is not None and whole.state != "loading"):
            return  # the list of the cluster has come, or says what is wrong
        known = self._store.index(kind.plural)
        for item in found.items:
            # What is there already came with a page of the whole, which may be newer.
            if known.get(item.metadata.namespace, item.metadata.name) is None:
                self._store.put(kind.plural, item)
        for complaint in found.complaints:
            self._store.complain(complaint)
        scope = Scope(kind.plural, namespace)
        self._read.append(scope)
        self._store.set_health(scope, Health().completed())

"""What is visible is read first: before the lists of a whole cluster, what the rows in sight need.

The lists of a large cluster take seconds; what forty rows show takes a fraction of one. What was
read so is true of the moment it was read, and the lists of the cluster take its place.
"""

from __future__ import annotations

import asyncio
import contextlib
from itertools import chain
from typing import TYPE_CHECKING, Any

from ststui.cluster import kinds
from ststui.cluster.listing import list_once
from ststui.cluster.trouble import Trouble
from ststui.live.health import Scope
from ststui.live.told import IN_ROWS
from ststui.model.ordinal import pod_name
from ststui.model.pod import POD_NAME_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session
    from ststui.live.index import Name
    from ststui.live.store import Store

MOST = 8
"""Namespaces that are read at a time: more would keep the whole waiting."""
SMALL = 500
"""Pods that a cluster's sets want, up to which the whole comes as soon as a part would."""
PATIENCE = 1.0
"""Seconds that the lists of the cluster wait for what is visible; a slow server has them then."""
UNSEEN = 0.3
"""Seconds after which sets that were listed are on the screen, if they ever will be."""
LARGE = 200
"""Pods of one set, from which on it waits for the lists of the cluster."""
NAMES_LONG = 3_000
"""Characters of pod names in one question; servers and proxies take addresses of 8 KB."""


class Glimpse:
    """Use as ``await Glimpse(...).run()`` in a task of your own; it ends with the loading."""

    def __init__(self, session: Session, store: Store) -> None:
        self._session = session
        self._store = store
        self._wanted: tuple[Name, ...] = ()
        self._asked: set[Name] = set()
        self._seen = asyncio.Event()
        self._news = asyncio.Event()
        self._first = asyncio.Event()
        """Once the lists of the cluster need not wait any more."""
        self.done = 0
        """How often what was visible had been read."""

    def look(self, names: Iterable[Name]) -> None:
        """Say which sets are visible, from top to bottom."""
        self._wanted = tuple(each for each in names if self._reads(each))
        if self._wanted:
            self._seen.set()
            self._news.set()

    def _reads(self, name: Name) -> bool:
        found = self._store.sets.get(*name) if name not in self._asked else None
        return found is not None and max(found.replicas, found.status.replicas) <= LARGE

    async def first(self) -> None:
        """Wait until what is visible was read, there is nothing to see, or it takes too long.

        Once for all: a list of many pages asks at each of them.
        """
        if self._first.is_set():
            return
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(UNSEEN):
                await self._seen.wait()
            async with asyncio.timeout(PATIENCE):
                await self._first.wait()
        self._first.set()

    async def run(self) -> None:
        """Read what is visible, and what becomes so, until everything has come."""
        try:
            while True:
                await self._news.wait()
                self._news.clear()
                if self._soon() or not any(self._loading(each) for each in IN_ROWS):
                    return
                await self._read(self._wanted)
                self.done += 1
                self._first.set()
        finally:
            self._first.set()

    def _soon(self) -> bool:
        """Whether all there is comes as fast as a part of it."""
        health = self._store.healths.of("statefulsets", "")
        small = sum(each.replicas for each in self._store.sets) <= SMALL
        # Sets are seen as soon as their last page is here, which is before their list is whole.
        return small and (health is None or health.known or health.remaining == 0)

    def _loading(self, kind: Kind[Any]) -> bool:
        whole = self._store.healths.by_scope.get(Scope(kind.plural, None))
        return whole is None or whole.state == "loading"

    async def _read(self, names: Sequence[Name]) -> None:
        spaces = tuple(dict.fromkeys(each.namespace for each in names))[:MOST]
        async with asyncio.TaskGroup() as group:
            for space in spaces:
                sets = [each for each in names if each.namespace == space]
                self._asked.update(sets)
                group.create_task(self._read_sets(space, sets))

    async def _read_sets(self, namespace: str, names: Sequence[Name]) -> None:
        asked = [self._list(kind, namespace) for kind in IN_ROWS if kind is not kinds.PODS]
        asked += [self._list(kinds.PODS, namespace, labels=each) for each in self._pods_of(names)]
        if all(await asyncio.gather(*asked)):
            self._store.tell(each for each in names if self._all_here(each))

    def _all_here(self, name: Name) -> bool:
        """Whether a set has as many pods here as its controller counts.

        A set whose range is another one now may have pods that its numbers do not name.
        """
        found = self._store.sets.get(*name)
        if found is None:
            return False
        return len(self._store.pods.of(found.metadata.uid)) >= found.status.replicas

    async def _list(self, kind: Kind[Any], namespace: str, *, labels: str | None = None) -> bool:
        """Read a part of a list; False when it cannot be read while the whole might be."""
        if not self._loading(kind):
            return True  # the list of the cluster has come, or says what is wrong
        found = await list_once(self._session, kind, namespace=namespace, label_selector=labels)
        if not self._loading(kind):
            return True
        if isinstance(found, Trouble):
            return False
        known = self._store.index(kind.plural)
        for item in found.items:
            # What is there already came with a page of the whole, which may be newer.
            if known.get(item.metadata.namespace, item.metadata.name) is None:
                self._store.put(kind.plural, item)
        for complaint in found.complaints:
            self._store.complain(complaint)
        return True

    def _pods_of(self, names: Iterable[Name]) -> Iterator[str]:
        """Label selectors of all pods that sets have, as far as their numbers tell."""
        some: list[str] = []
        for name in chain.from_iterable(map(self._pod_names, names)):
            if some and (len(some) + 1) * len(name) > NAMES_LONG:
                yield _one_of(some)
                some = []
            some.append(name)
        if some:
            yield _one_of(some)

    def _pod_names(self, name: Name) -> Iterator[str]:
        found = self._store.sets.get(*name)
        if found is not None:
            count = max(found.replicas, found.status.replicas)
            yield from (pod_name(name.name, found.start + each) for each in range(count))


def _one_of(pods: Iterable[str]) -> str:
    return f"{POD_NAME_LABEL} in ({','.join(pods)})"

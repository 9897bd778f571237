"""Keeps known how full the claims of what is visible are."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from ststui.live.kubelets import FRESH

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cluster.session import Session
    from ststui.live.index import Name
    from ststui.live.kubelets import Kubelets
    from ststui.live.store import Store

SETTLES = 1.0
"""Seconds after something else became visible: who scrolls by asks nobody."""
MOST_NODES = 50
"""So many kubelets are asked in one round."""


class Fullness:
    """Use as ``await Fullness(...).run()`` in a task of your own."""

    def __init__(self, session: Session, store: Store, kubelets: Kubelets) -> None:
        self.store = store
        self._session = session
        self._kubelets = kubelets
        self._visible: frozenset[Name] = frozenset()
        self._moved = asyncio.Event()

    def look(self, names: Iterable[Name]) -> None:
        """Say which sets are visible."""
        visible = frozenset(names)
        if visible != self._visible:
            self._visible = visible
            self._moved.set()

    async def run(self) -> None:
        """Ask until cancelled; a kubelet that answered is left alone for a minute."""
        while True:
            self._moved.clear()
            nodes = nodes_of(self.store, self._visible)
            await self._kubelets.ask(self._session, self._kubelets.by_turns(nodes)[:MOST_NODES])
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(FRESH):
                    await self._moved.wait()
            await asyncio.sleep(SETTLES)


def nodes_of(store: Store, names: Iterable[Name]) -> tuple[str, ...]:
    """Nodes on which pods of some sets mount claims, by name."""
    found = set()
    for name in names:
        each = store.sets.get(*name)
        if each is None or not each.templates:
            continue
        found |= {pod.spec.node_name for pod in store.pods.of(each.metadata.uid)}
    return tuple(sorted(found - {""}))

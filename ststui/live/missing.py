"""Asks by name for the pods of ordinals that are missing: a foreign pod may hold the name.

Pods are watched by a label that only the StatefulSet controller's pods have, so a foreign pod does
not come by itself.
"""

from __future__ import annotations

import asyncio
import time
from itertools import chain
from typing import TYPE_CHECKING

from ststui.cluster import kinds
from ststui.cluster.listing import get_one
from ststui.cluster.trouble import Trouble
from ststui.live.index import Name
from ststui.live.once import missing_of
from ststui.model import Complaint
from ststui.model.pod import POD_NAME_LABEL

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cluster.session import Session
    from ststui.live.store import Store
    from ststui.model import Pod

LOOK_EVERY = 0.5
"""Seconds between two looks for missing ordinals."""
PATIENCE = 2.0
"""Seconds an ordinal must be missing: a pod that is just being replaced is not asked for."""
ASK_EVERY = 30.0
"""Seconds between two questions for the same name."""
AT_ONCE = 20
"""Names asked for in one look."""


class MissingPods:
    """Keeps foreign pods in the store for as long as they hold an ordinal's name."""

    def __init__(self, session: Session, store: Store) -> None:
        self._session = session
        self._store = store
        self._since: dict[Name, float] = {}
        self._asked: dict[Name, float] = {}
        # A relist keeps what the store holds, and the watch will never say that these went.
        self._found = {
            Name(each.metadata.namespace, each.metadata.name)
            for each in store.pods
            if _foreign(each)
        }
        self._missing: dict[Name, tuple[Name, ...]] = {}
        """By set."""

    async def run(self) -> None:
        """Look until cancelled."""
        touched = self._store.families.follow()
        # What is missing at the first look is asked for at once: nobody knows since when.
        since = time.monotonic() - PATIENCE
        try:
            while True:
                await self.look(touched.take(), since=since)
                await asyncio.sleep(LOOK_EVERY)
                since = time.monotonic()
        finally:
            self._store.families.leave(touched)

    async def look(self, touched: Iterable[Name], *, since: float) -> None:
        """Ask for what is due.

        Args:
            touched: sets of which something changed since the last look.
            since: from when an ordinal counts as missing that was not before, in seconds of the
                monotonic clock.
        """
        now = time.monotonic()
        for name in touched:
            stateful_set = self._store.sets.get(*name)
            found = missing_of(self._store, stateful_set) if stateful_set is not None else ()
            self._missing[name] = tuple(Name(*each) for each in found)
            if not self._missing[name]:
                del self._missing[name]
        missing = chain.from_iterable(self._missing.values())
        self._since = {name: self._since.get(name, since) for name in missing}
        due = [
            name
            for name in {*self._since, *self._found}
            if now - self._since.get(name, 0.0) >= PATIENCE
            and now - self._asked.get(name, float("-inf")) >= ASK_EVERY
        ]
        for name in sorted(due)[:AT_ONCE]:
            self._asked[name] = now
            await self._ask(name)
        self._asked = {n: t for n, t in self._asked.items() if now - t < ASK_EVERY}

    async def _ask(self, name: Name) -> None:
        found = await get_one(self._session, kinds.PODS, namespace=name.namespace, name=name.name)
        if isinstance(found, Trouble):
            if found.kind == "notFound" and name in self._found:
                self._found.discard(name)
                held = self._store.pods.get(*name)
                if held is not None and _foreign(held):
                    self._store.drop("pods", name)
        elif not isinstance(found, Complaint):
            if _foreign(found):
                self._found.add(name)
                self._store.put("pods", found)
            else:
                # A pod with the label comes by the watch, which alone knows when it goes.
                self._found.discard(name)


def _foreign(pod: Pod) -> bool:
    """Whether a pod lacks the label that pods are watched by."""
    return POD_NAME_LABEL not in pod.metadata.labels

"""Diagnoses of all sets of a store, kept true beside the feed."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from ststui.diagnosis import Diagnosis, at_least, built_in
from ststui.live.around import Around
from ststui.live.diagnosing import look_at
from ststui.live.endings import Endings
from ststui.live.glance import at_rest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cluster.session import Session
    from ststui.diagnosis import Book, Need, Severity
    from ststui.live.index import Name
    from ststui.live.store import Store
    from ststui.model import Family

EVERY = 0.5
"""Seconds between two passes over what changed."""
AGAIN = 5.0
"""Seconds after which a set that is not at rest is looked at again: some rules wait."""
REMEMBER_EVERY = 2.0
"""Seconds between two looks for containers that ended."""
SLICE = 0.02
"""Seconds of work after which the screen gets its turn."""
READ_EVERY: dict[Need, float] = {
    "events": 10.0,
    "nodeLeases": 30.0,
    "systemLeases": 30.0,
    "usage": 300.0,
}
"""Seconds for which what was read counts as fresh; OTHERS for the rest."""
OTHERS = 60.0
MOST_NAMESPACES = 5
"""So many namespaces are read for in one pass."""


class Checking:
    """Keeps a diagnosis of each set; sets at rest are judged by what is watched anyway.

    Use as ``await Checking(...).run()`` in a task of your own.
    """

    def __init__(self, session: Session, store: Store, *, book: Book | None = None) -> None:
        self.store = store
        self.around = Around(store)
        self.endings = Endings(session, store)
        self.version = 0
        """Rises with every change of a diagnosis."""
        self._session = session
        self._book = book or built_in()
        self._found: dict[Name, Diagnosis] = {}
        self._families: dict[Name, Family] = {}
        self._looked: dict[Name, float] = {}
        self._read: dict[tuple[Need, str], float] = {}
        self._calm: set[Name] = set()
        self._remembered_at = float("-inf")
        self._closely: frozenset[Name] = frozenset()
        self._changed: set[Name] = set()

    def of(self, name: Name) -> Diagnosis | None:
        """The diagnosis of a set; None before it was looked at."""
        return self._found.get(name)

    def worst(self, name: Name) -> Severity | None:
        """The worst finding of a set."""
        found = self._found.get(name)
        return found.findings[0].severity if found and found.findings else None

    def counts(self) -> dict[Severity, int]:
        """Findings of all sets by severity."""
        counted: dict[Severity, int] = {}
        for each in self._found.values():
            for finding in each.findings:
                counted[finding.severity] = counted.get(finding.severity, 0) + 1
        return counted

    def take_changed(self) -> set[Name]:
        """Sets whose diagnosis changed since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def closely(self, names: Iterable[Name]) -> None:
        """What is selected or open: everything a rule needs is read for these, well or not."""
        self._closely = frozenset(names)

    async def run(self) -> None:
        """Check until cancelled."""
        await self.store.wait_complete(("statefulsets", "pods", "persistentvolumeclaims"))
        while True:
            await self.look()
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """One pass: judge what changed or waits, then read what the rules turned out to need."""
        names = set(self.store.keys())
        for gone in self._found.keys() - names:
            self._forget(gone)
        wanted: dict[str, set[Need]] = {}
        begun = time.perf_counter()
        for name in sorted(names):
            family = self._due(name)
            if family is not None:
                self._judge(name, family)
            if self._reads_for(name):
                wanted.setdefault(name.namespace, set()).update(self._wanted(name))
            if time.perf_counter() - begun > SLICE:
                await asyncio.sleep(0)
                begun = time.perf_counter()
        for namespace in sorted(wanted)[:MOST_NAMESPACES]:
            await self._read_for(namespace, wanted[namespace])
        if time.monotonic() - self._remembered_at >= REMEMBER_EVERY:
            self._remembered_at = time.monotonic()
            await self.endings.look()

    def _due(self, name: Name) -> Family | None:
        """The family of a set that is to be looked at now."""
        family = self.store.family(name)
        if family is None:
            return None
        if family is not self._families.get(name):
            return family
        if name in self._calm and name not in self._closely:
            return None
        waited = time.monotonic() - self._looked.get(name, float("-inf"))
        return family if waited >= AGAIN else None

    def _judge(self, name: Name, family: Family) -> None:
        self._families[name] = family
        self._looked[name] = time.monotonic()
        if at_rest(self.store, name):
            self._calm.add(name)
        else:
            self._calm.discard(name)
        before = self._found.get(name)
        found = look_at(
            family,
            self.around,
            book=self._book,
            now=self._session.now(),
            server_version=self.store.server_version,
        )
        self._found[name] = found
        if found != before:
            self.version += 1
            if before is None or found.findings != before.findings:
                self._changed.add(name)
                if found.findings or (before is not None and before.findings):
                    self.store.version += 1

    def _reads_for(self, name: Name) -> bool:
        if name in self._closely:
            return True
        found = self._found.get(name)
        bad = found is not None and any(at_least(e.severity, "medium") for e in found.findings)
        return bad or name not in self._calm

    def _wanted(self, name: Name) -> set[Need]:
        """What a set's rules need and was not read, or long ago."""
        found = self._found.get(name)
        needs: set[Need] = set(found.wanted) if found is not None else set()
        # What was read once for this set is kept fresh while it is looked at.
        needs |= {need for need, where in self._read if where == name.namespace}
        return needs

    async def _read_for(self, namespace: str, needs: set[Need]) -> None:
        now = time.monotonic()
        due = [
            need
            for need in sorted(needs)
            if now - self._read.get((need, namespace), float("-inf"))
            >= READ_EVERY.get(need, OTHERS)
        ]
        if not due:
            return
        self._read.update({(need, namespace): now for need in due})
        await self.around.read(self._session, due, namespace=namespace)
        for name in [each for each in self._families if each.namespace == namespace]:
            if self._reads_for(name):
                self._families.pop(name)  # what was read may change what is said

    def _forget(self, name: Name) -> None:
        for kept in (self._found, self._families, self._looked):
            kept.pop(name, None)
        self._changed.add(name)

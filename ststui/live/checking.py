"""Diagnoses of all sets of a store, kept true beside the feed."""

from __future__ import annotations

import asyncio
import time
from datetime import timedelta
from typing import TYPE_CHECKING

from ststui.controller.undone import BEHIND, NOTICED, Lookout
from ststui.diagnosis import Diagnosis, at_least, built_in
from ststui.live.around import Around
from ststui.live.diagnosing import look_at
from ststui.live.endings import Endings
from ststui.live.freshness import Freshness
from ststui.live.glance import at_rest
from ststui.live.held_back import HeldBack
from ststui.live.looked_on import LookedOn
from ststui.live.turns import Turns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ststui.cluster.session import Session
    from ststui.diagnosis import Book, Need, Severity
    from ststui.live.index import Name
    from ststui.live.store import Store
    from ststui.model import Pod

EVERY = 0.5
"""Seconds between two passes over what changed."""
LOOKED_ON = ("statefulsets", "pods", "persistentvolumeclaims")
"""What a set must be seen by, so that it can be said to be unchanged."""
REMEMBER_EVERY = 2.0
"""Seconds between two looks for containers that ended."""
SLICE = 0.005
"""Seconds of work, then as many of rest: a key goes through several turns of the loop."""
SPARE = 0.025
"""Seconds of work in one pass for sets that are at rest, were well and are out of sight: in a large
cluster something changes of many of them all the time, and hardly ever is it news."""


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
        self._faults = self._book.without_advice
        """Advice needs lists that nobody waits for until it is asked for."""
        self._found: dict[Name, Diagnosis] = {}
        self._turns = Turns()
        self.looked_on = LookedOn()
        self._bad: set[Name] = set()
        """Sets with a finding of medium severity or worse."""
        self._fresh = Freshness()
        self._held_back = HeldBack(self.around, self._fresh)
        self._remembered_at = float("-inf")
        self._closely: frozenset[Name] = frozenset()
        self._advised: frozenset[Name] = frozenset()
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

    def lookout(self, name: Name) -> Lookout:
        """What is known of a set by having looked on."""
        return Lookout(unchanged_since=self._unchanged_since(name, looked_for=NOTICED))

    def take_changed(self) -> set[Name]:
        """Sets whose diagnosis changed since the last call."""
        changed, self._changed = self._changed, set()
        return changed

    def look_first(self, visible: Iterable[Name]) -> None:
        """Say which sets are on the screen: these never wait."""
        self._turns.look_first(visible)

    def closely(self, names: Iterable[Name], *, advice: bool = False) -> None:
        """What is selected or open: everything a rule needs is read for these, well or not.

        Args:
            names: the sets.
            advice: whether risks without a symptom are asked for as well.
        """
        before = self._closely, self._advised
        self._closely = frozenset(names)
        self._advised = self._closely if advice else frozenset()
        self._turns.add((self._closely - before[0]) | (self._advised ^ before[1]))

    async def run(self) -> None:
        """Check until cancelled."""
        touched = self.store.families.follow()
        for gone in self._found.keys() - set(self.store.keys()):
            self._forget(gone)
        try:
            # Before, a diagnosis would take time from what is still to come, and be made anew.
            healths = self.store.healths
            await healths.wait_complete(("statefulsets", "pods", "persistentvolumeclaims"))
            await healths.wait_complete()
            news = touched.take()
            self._turns.add(news)
            self.endings.touch(news)
            self.looked_on.begin(now=time.monotonic())
            while True:
                news = touched.take()
                self._turns.add(news)
                self.looked_on.touch(news, now=time.monotonic())
                self.endings.touch(news)
                await self.look()
                await asyncio.sleep(EVERY)
        finally:
            self.store.families.leave(touched)

    async def look(self) -> None:
        """One pass: judge what changed or waits, then read what the rules turned out to need."""
        self._note_blind()
        self._turns.add_overdue()
        begun = time.perf_counter()
        while (name := self._turns.take(self._can_wait)) is not None:
            self._judge(name)
            if time.perf_counter() - begun > SLICE:
                await asyncio.sleep(SLICE)
                begun = time.perf_counter()
        await self._judge_later()
        again = self._turns.calm_again()
        wanted: dict[str, set[Need]] = {}
        for name in self._reading_for():
            wanted.setdefault(name.namespace, set()).update(self._wanted(name))
        for name in again:
            wanted.setdefault(name.namespace, set()).update(self._rests_on(name))
        opened = {name.namespace for name in self._closely}
        for namespace, due in self._fresh.first(wanted, opened=opened, now=time.monotonic()):
            await self._read_for(namespace, due)
        self._note_read_again(again)
        if time.monotonic() - self._remembered_at >= REMEMBER_EVERY:
            self._remembered_at = time.monotonic()
            await self.endings.look()
            await self.endings.listen(self._listened_to())

    def _can_wait(self, name: Name) -> bool:
        found = self._found.get(name)
        if found is None or found.findings or name in self._closely:
            return False
        return at_rest(self.store, name)

    async def _judge_later(self) -> None:
        """Judge some of those that can wait."""
        spent = 0.0
        while spent < SPARE:
            begun = time.perf_counter()
            while time.perf_counter() - begun < SLICE:
                name = self._turns.take_later()
                if name is None:
                    return
                self._judge(name)
            spent += time.perf_counter() - begun
            await asyncio.sleep(SLICE)

    def _listened_to(self) -> Iterator[Pod]:
        """Pods of the sets that are selected or open."""
        for name in self._closely:
            family = self.store.families.of(name)
            if family is not None:
                yield from family.pods_by_ordinal.values()

    def _rests_on(self, name: Name) -> set[Need]:
        """What was read of that on which the findings of a set rest."""
        said = self._found[name].findings
        needs = {need for each in said for need in (*each.rule.needs, *each.rule.wishes)}
        return needs & self._fresh.read_for(name.namespace)

    def _note_read_again(self, names: Iterable[Name]) -> None:
        """Judge again those of which nothing is left to read; the others have their turn later."""
        now = time.monotonic()
        for name in names:
            if name in self._found and not self._fresh.due(
                name.namespace, self._rests_on(name), now=now
            ):
                self._turns.read_again(name)

    def _judge(self, name: Name) -> None:
        family = self.store.families.of(name)
        if family is None:
            self._forget(name)
            return
        rests = at_rest(self.store, name) and name not in self._closely
        before = self._found.get(name)
        found = look_at(
            family,
            self.around,
            book=self._book if name in self._advised else self._faults,
            now=self._session.now(),
            server_version=self.store.server_version,
            unchanged_since=self._unchanged_since(name, looked_for=BEHIND),
        )
        touched = self.looked_on.changed_at(name)
        found = self._held_back.of(name, found, before=before, touched=touched)
        self._found[name] = found
        self._turns.judged(name, found, rests=rests and name not in self._held_back)
        if any(at_least(each.severity, "medium") for each in found.findings):
            self._bad.add(name)
        else:
            self._bad.discard(name)
        if rests:
            self.store.families.let_go(name)
        if found != before:
            self.version += 1
            if before is None or found.findings != before.findings:
                self._changed.add(name)
                if found.findings or (before is not None and before.findings):
                    self.store.version += 1

    def _unchanged_since(self, name: Name, *, looked_for: float) -> datetime | None:
        """Since when nothing of a set has changed, if it was looked on for so many seconds."""
        now = self._session.now()
        if self._is_blind(name.namespace):
            return now  # it may have changed, and nobody would know
        for_ = self.looked_on.unchanged_for(name, looked_for=looked_for, now=time.monotonic())
        return None if for_ is None else now - timedelta(seconds=for_)

    def _is_blind(self, namespace: str) -> bool:
        """Whether changes of the sets of a namespace may not be seen at the moment."""
        seen = [self.store.healths.of(each, namespace) for each in LOOKED_ON]
        return any(e is not None and e.state not in {"live", "polling", "denied"} for e in seen)

    def _note_blind(self) -> None:
        """Who could not see, and could not act either, begins to count anew."""
        scopes = self.store.healths.by_scope
        if any(map(self._is_blind, {scope.namespace or "" for scope in scopes})):
            self.looked_on.blind(now=time.monotonic())

    def _reading_for(self) -> set[Name]:
        """Sets for which everything is read that their rules need."""
        return {*self._closely, *self._bad, *self._turns.restless} & self._found.keys()

    def _wanted(self, name: Name) -> set[Need]:
        """What a set's rules need and was not read, or long ago."""
        found = self._found.get(name)
        needs: set[Need] = set(found.wanted) if found is not None else set()
        # What was read once for this set is kept fresh while it is looked at.
        return needs | self._fresh.read_for(name.namespace)

    async def _read_for(self, namespace: str, due: tuple[Need, ...]) -> None:
        self._fresh.note(namespace, due, now=time.monotonic())
        await self.around.read(self._session, due, namespace=namespace)
        # What was read may change what is said.
        self._turns.add(each for each in self._reading_for() if each.namespace == namespace)

    def _forget(self, name: Name) -> None:
        self._found.pop(name, None)
        self._turns.forget(name)
        self._held_back.forget(name)
        self.looked_on.forget(name)
        self._bad.discard(name)
        self._changed.add(name)
        if next(iter(self.store.sets.of(name.namespace)), None) is None:
            self._leave(name.namespace)

    def _leave(self, namespace: str) -> None:
        """Forget what was read for a namespace without sets."""
        self.around.leave(namespace)
        self._fresh.leave(namespace)

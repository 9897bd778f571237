"""Which set is judged when: what changed soon, what is visible first, what waits in its time."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from collections.abc import Set as AbstractSet

    from ststui.diagnosis import Diagnosis
    from ststui.live.index import Name

AGAIN = 5.0
"""Seconds after which a set that is not at rest is looked at again: some rules wait."""
CALM_AGAIN = 60.0
"""Seconds after which a set that is at rest and of which something is said is looked at again: what
that rests on may be gone, and nothing touches the set for it."""


class Turns:
    """The sets of a store, in the order of need. All moments are of the monotonic clock."""

    def __init__(self) -> None:
        self._due: set[Name] = set()
        """Sets to be judged in the next pass."""
        self._later: dict[Name, None] = {}
        """Sets that can wait, longest waiting first."""
        self._visible: frozenset[Name] = frozenset()
        self._restless: dict[Name, float] = {}
        """When sets that are not at rest were judged last."""
        self._calm: dict[Name, float] = {}
        """When sets that are at rest and of which something is said were judged last by what was
        read anew."""
        self._waits: dict[Name, float] = {}
        """When a rule of a set that is at rest will have held for long enough."""

    @property
    def restless(self) -> AbstractSet[Name]:
        """Sets that were not at rest when they were judged last."""
        return self._restless.keys()

    def add(self, names: Iterable[Name]) -> None:
        """Something of these sets changed."""
        self._due.update(names)

    def look_first(self, visible: Iterable[Name]) -> None:
        """Say which sets are on the screen: these never wait."""
        visible = frozenset(visible)
        if visible != self._visible:
            self._visible = visible
            self._due.update(name for name in visible if name in self._later)

    def add_overdue(self) -> None:
        """Sets are judged again for the time that has passed."""
        now = time.monotonic()
        self._due.update(name for name, until in self._waits.items() if until <= now)
        self._due.update(name for name, at in self._restless.items() if at <= now - AGAIN)

    def take(self, can_wait: Callable[[Name], bool]) -> Name | None:
        """The next set that must not wait; the others are put off."""
        while self._due:
            name = self._due.pop()
            if name not in self._visible and can_wait(name):
                self._later.setdefault(name)
                continue
            self._later.pop(name, None)
            return name
        return None

    def take_later(self) -> Name | None:
        """The set that was put off for longest."""
        name = next(iter(self._later), None)
        if name is not None:
            del self._later[name]
        return name

    def judged(self, name: Name, found: Diagnosis, *, rests: bool) -> None:
        """A set was judged just now; when is its next turn?"""
        now = time.monotonic()
        self._waits.pop(name, None)
        if not rests:
            self._restless[name] = now
            self._calm.pop(name, None)
            return
        self._restless.pop(name, None)
        if found.findings:
            self._calm.setdefault(name, now)
        else:
            self._calm.pop(name, None)
        if found.waits is not None:
            self._waits[name] = now + found.waits

    def calm_again(self) -> set[Name]:
        """Sets at rest of which something is said that was not read anew for long."""
        then = time.monotonic() - CALM_AGAIN
        return {name for name, at in self._calm.items() if at <= then}

    def read_again(self, name: Name) -> None:
        """What the findings of a set at rest rest on was read anew."""
        if name in self._calm:
            self._calm[name] = time.monotonic()
            self._due.add(name)

    def forget(self, name: Name) -> None:
        """A set is gone."""
        self._later.pop(name, None)
        self._waits.pop(name, None)
        self._restless.pop(name, None)
        self._calm.pop(name, None)

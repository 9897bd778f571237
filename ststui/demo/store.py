"""The cluster's objects and what happened to them, numbered by one resourceVersion."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo.fields import name_of, namespace_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind

KEPT_CHANGES = 20_000
"""Changes per kind a watch can start from; older ones are answered with 410."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One thing that happened to one object."""

    revision: int
    """The resourceVersion it got."""
    kind: Kind
    """What kind of object."""
    verb: str
    """ADDED, MODIFIED or DELETED."""
    new: Json
    """The object after it; for DELETED the last state, with the deletion's resourceVersion."""
    old: Json | None
    """The object before it."""


class Store:
    """Objects by kind, namespace and name. A stored object is never changed, only replaced."""

    def __init__(self, *, first_revision: int = 1000) -> None:
        self.revision = first_revision
        self._first = first_revision
        self._objects: dict[Kind, dict[str, dict[str, Json]]] = {}
        self._changes: dict[Kind, list[Change]] = {}
        self._compacted: dict[Kind, int] = {}
        self._listeners: list[Callable[[Change], None]] = []
        self._indexes: list[Callable[[Change], None]] = []
        self._news = asyncio.Event()

    def get(self, kind: Kind, namespace: str, name: str) -> Json | None:
        """One object, or None."""
        return self._objects.get(kind, {}).get(namespace, {}).get(name)

    def each(self, kind: Kind, namespace: str = "") -> Iterator[Json]:
        """Objects of a kind, of all namespaces if none is named, ordered as etcd orders keys."""
        spaces = self._objects.get(kind, {})
        for space in (namespace,) if namespace else sorted(spaces):
            held = spaces.get(space, {})
            for name in sorted(held):
                yield held[name]

    def count(self, kind: Kind, namespace: str = "") -> int:
        """How many objects of a kind there are."""
        spaces = self._objects.get(kind, {})
        if namespace:
            return len(spaces.get(namespace, {}))
        return sum(len(space) for space in spaces.values())

    def put(self, kind: Kind, obj: Json) -> Json:
        """Store an object under the next resourceVersion.

        Args:
            kind: What it is.
            obj: The object, complete but for the resourceVersion; it is not copied deeply.

        Returns:
            The object as stored.
        """
        self.revision += 1
        obj = {
            **obj,
            "metadata": {**obj["metadata"], "resourceVersion": str(self.revision)},
        }
        space = self._objects.setdefault(kind, {}).setdefault(namespace_of(obj), {})
        name = name_of(obj)
        old = space.get(name)
        space[name] = obj
        verb = "ADDED" if old is None else "MODIFIED"
        self._tell(Change(revision=self.revision, kind=kind, verb=verb, new=obj, old=old))
        return obj

    def remove(self, kind: Kind, namespace: str, name: str) -> Json | None:
        """Take an object out; returns its last state, or None if it was not there."""
        old = self._objects.get(kind, {}).get(namespace, {}).pop(name, None)
        if old is None:
            return None
        self.revision += 1
        last = {**old, "metadata": {**old["metadata"], "resourceVersion": str(self.revision)}}
        self._tell(Change(revision=self.revision, kind=kind, verb="DELETED", new=last, old=old))
        return last

    def listen(self, listener: Callable[[Change], None], *, index: bool = False) -> None:
        """Call somebody at every change, at once and in order.

        Args:
            listener: Who is called.
            index: Whether it only keeps an index and is to know of loaded objects too.
        """
        self._listeners.append(listener)
        if index:
            self._indexes.append(listener)

    def load(self, kind: Kind, obj: Json) -> Json:
        """Store an object that was always there: no watch sees it come, no controller acts.

        Args:
            kind: What it is.
            obj: The object, complete but for the resourceVersion.

        Returns:
            The object as stored.
        """
        self.revision += 1
        version = {"resourceVersion": str(self.revision)}
        obj = {**obj, "metadata": {**obj["metadata"], **version}}
        self._objects.setdefault(kind, {}).setdefault(namespace_of(obj), {})[name_of(obj)] = obj
        change = Change(revision=self.revision, kind=kind, verb="ADDED", new=obj, old=None)
        for listener in self._indexes:
            listener(change)
        return obj

    def _tell(self, change: Change) -> None:
        changes = self._changes.setdefault(change.kind, [])
        changes.append(change)
        if len(changes) > 2 * KEPT_CHANGES:
            self._compacted[change.kind] = changes[-KEPT_CHANGES - 1].revision
            del changes[:-KEPT_CHANGES]
        for listener in self._listeners:
            listener(change)
        self._wake()

    def compact(self) -> None:
        """Forget all changes: a watch from an older resourceVersion now gets 410."""
        self._changes.clear()
        self._compacted.clear()
        self._first = self.revision
        self._wake()

    def is_compacted(self, kind: Kind, revision: int) -> bool:
        """Whether changes after a resourceVersion are no longer known."""
        return revision < self._compacted.get(kind, self._first)

    def changes_since(self, kind: Kind, revision: int) -> list[Change]:
        """The changes of a kind after a resourceVersion, in order."""
        changes = self._changes.get(kind, [])
        start = bisect_right(changes, revision, key=lambda change: change.revision)
        return changes[start:]

    async def news(self) -> None:
        """Wait for the next change of anything."""
        await self._news.wait()

    def _wake(self) -> None:
        self._news.set()
        self._news = asyncio.Event()

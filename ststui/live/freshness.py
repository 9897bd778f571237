"""What was read for namespaces, and for how long that counts as fresh."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from collections.abc import Set as AbstractSet

    from ststui.diagnosis import Need

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


class Freshness:
    """Moments of readings by need and namespace; all in seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._read: dict[str, dict[Need, float]] = {}
        """By namespace."""
        self._read_at: dict[str, float] = {}
        """When something was read for a namespace."""

    def note(self, namespace: str, needs: Collection[Need], *, now: float) -> None:
        """These are read for a namespace now."""
        self._read_at[namespace] = now
        self._read.setdefault(namespace, {}).update(dict.fromkeys(needs, now))

    def read_for(self, namespace: str) -> set[Need]:
        """What was read for a namespace, however long ago."""
        return set(self._read.get(namespace, ()))

    def due(self, namespace: str, needs: AbstractSet[Need], *, now: float) -> tuple[Need, ...]:
        """Which of some needs were not read for a namespace, or long ago."""
        read = self._read.get(namespace, {})
        return tuple(
            need
            for need in sorted(needs)
            if now - read.get(need, float("-inf")) >= READ_EVERY.get(need, OTHERS)
        )

    def first(
        self, wanted: Mapping[str, AbstractSet[Need]], *, opened: AbstractSet[str], now: float
    ) -> tuple[tuple[str, tuple[Need, ...]], ...]:
        """Namespaces for which something is due, and what; no more than one pass reads.

        Args:
            wanted: needs by namespace.
            opened: those that are looked at closely: they come first, the others by turns.
            now: the moment.
        """
        due = {each: self.due(each, needs, now=now) for each, needs in wanted.items()}
        order = sorted(
            (namespace for namespace, needs in due.items() if needs),
            key=lambda each: (each not in opened, self._read_at.get(each, float("-inf")), each),
        )
        return tuple((each, due[each]) for each in order[:MOST_NAMESPACES])

    def outdate(self, need: Need, namespace: str) -> None:
        """What was read is too old, however new it is."""
        self._read.get(namespace, {}).pop(need, None)

    def leave(self, namespace: str) -> None:
        """Nobody reads for a namespace any more."""
        self._read_at.pop(namespace, None)
        self._read.pop(namespace, None)

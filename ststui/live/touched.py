"""Names of the sets whose Family changed, for one reader each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ststui.live.index import Name


class Touched:
    """What changed since this reader last took it."""

    def __init__(self, names: Iterable[Name], *, tell: Callable[[], None]) -> None:
        """Begin with some names.

        Args:
            names: the first to be taken.
            tell: makes the store tell all readers what it noted, once for many changes.
        """
        self._names = set(names)
        self._tell = tell

    def add(self, names: Iterable[Name]) -> None:
        """Sets changed, or are gone."""
        self._names.update(names)

    def take(self) -> set[Name]:
        """Names since the last call."""
        self._tell()
        taken, self._names = self._names, set()
        return taken

"""Names of the sets whose Family changed, for one reader each."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.live.index import Name


class Touched:
    """What changed since this reader last took it; the store adds to all readers' alike."""

    def __init__(self, names: Iterable[Name] = ()) -> None:
        self._names = set(names)

    def add(self, name: Name) -> None:
        """A set changed, or is gone."""
        self._names.add(name)

    def take(self) -> set[Name]:
        """Names since the last call."""
        taken, self._names = self._names, set()
        return taken

"""Since when nothing of a set has changed, as far as somebody looked on."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.live.index import Name


class LookedOn:
    """By set: when something of it changed last. Moments are seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._begun = float("inf")
        self._blind_at = float("-inf")
        """When changes were not seen last: the API server was away, for the controller as well."""
        self._touched: dict[Name, float] = {}

    def begin(self, *, now: float) -> None:
        """From now on it is looked on."""
        self._begun = now

    def touch(self, names: Iterable[Name], *, now: float) -> None:
        """Something of these sets changed."""
        self._touched.update(dict.fromkeys(names, now))

    def blind(self, *, now: float) -> None:
        """Changes may not be seen now, and nobody could make any: it is counted anew."""
        self._blind_at = now

    def forget(self, name: Name) -> None:
        """A set is gone."""
        self._touched.pop(name, None)

    def changed_at(self, name: Name) -> float:
        """When something of a set changed last; minus infinity where nothing did."""
        return self._touched.get(name, float("-inf"))

    def unchanged_for(self, name: Name, *, looked_for: float, now: float) -> float | None:
        """Seconds for which nothing of a set has changed.

        Args:
            name: the set.
            looked_for: seconds that have to be looked on where nothing ever changed: less is no
                more than a single look, and tells nothing.
            now: the moment.
        """
        since = max(self._touched.get(name, self._begun), self._blind_at)
        looked = now - since
        return None if name not in self._touched and looked < looked_for else looked

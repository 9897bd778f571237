"""A store that tells what was touched since it was last asked."""

from __future__ import annotations

from ststui.live.store import Store


class FollowedStore(Store):
    """A store with one reader of its own."""

    def __init__(self, context: str) -> None:
        super().__init__(context)
        self._reader = self.families.follow()

    def take_touched(self) -> set[str]:
        """Names of the sets that changed since the last call."""
        return {each.name for each in self._reader.take()}

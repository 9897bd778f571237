"""When nodes went, as far as ststui looked on: nothing that stays behind tells it."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

MOST = 1_000
"""Nodes of which it is kept: autoscalers give each machine another name. The oldest goes first."""


class LostNodes:
    """Moments of the API server's clock, by the node's name."""

    def __init__(self) -> None:
        self._went: OrderedDict[str, datetime] = OrderedDict()

    @property
    def went(self) -> Mapping[str, datetime]:
        """Nodes that are not there any more."""
        return self._went

    def note_gone(self, name: str, *, now: datetime) -> None:
        """A node went."""
        self._went[name] = now
        self._went.move_to_end(name)
        while len(self._went) > MOST:
            self._went.popitem(last=False)

    def note_there(self, name: str) -> None:
        """A node is there, maybe again."""
        self._went.pop(name, None)

"""When a dialog hears: not right after it opened, nor after something changed under it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual import events

    from ststui.ui.plans.dialog import Dialog

DEAF = 0.3
"""Seconds in which keys and pastes do nothing: they were meant for something else."""


class Hearing:
    """Of one dialog; it is deaf until it has opened."""

    def __init__(self, dialog: Dialog) -> None:
        self._dialog = dialog
        self._from = float("inf")

    def deafen(self) -> None:
        """Hear nothing for a while: what is shown is not what it was."""
        self._from = time.monotonic() + DEAF
        self._dialog.deaf = True

    def wakes(self) -> bool:
        """Whether the while is over, and nobody was told yet."""
        if not self._dialog.deaf or time.monotonic() < self._from:
            return False
        self._dialog.deaf = False
        return True

    def hears(self, event: events.Event) -> bool:
        """Whether it takes what was typed; what came before it listened is too early for ever."""
        return event.time >= self._from and not self._dialog.deaf

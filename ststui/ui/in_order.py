"""Keys and pasted texts act in the order in which they came, however fast that was."""

from __future__ import annotations

import asyncio
from collections import deque
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.app import App
    from textual.dom import DOMNode

PATIENCE = 1.0
"""Seconds after which the next key is let go all the same: somebody does not come to their turn."""
AT_ONCE = frozenset({"ctrl+c"})
"""Keys that nothing keeps waiting."""
LINE_FEED = "ctrl+j"
"""What came of an enter that was typed before the terminal was ours (ICRNL, termios(3))."""


class InOrder:
    """Holds each key back until the one before has done all it does.

    Textual gives a key to whoever has the focus the moment it is read. What the key before it does
    comes later, by messages from widget to screen to app and back, so that of the burst `/db`,
    enter, `g` the last would go to the prompt, which has the focus until enter has been round.
    So after each key everybody between its widget and the app is waited for twice: for the key,
    and for what was made of it, e.g. the Submitted of the prompt or a screen that opens.
    """

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._held: deque[events.Key | events.Paste] = deque()
        self._busy = True
        self._turn = 0
        self._given: tuple[DOMNode, ...] | None = None
        """Who gets the key that is handed on just now, and who is above."""
        self._late: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """There is something to type at: keys are let go. Before, they are held."""
        self._app.call_later(self._release, 0)

    def comes(self, event: events.Event) -> events.Event | None:
        """Take an event that comes to the app before anybody else gets it.

        Returns:
            What is to be handed on now; None: its turn comes later.
        """
        if not isinstance(event, events.Key | events.Paste) or _waits_for_none(event):
            return event
        if self._busy:
            self._held.append(event)
            return None
        self._busy = True
        self._given = self._whoever()
        return _entered(event)

    def went(self) -> None:
        """An event was handed on: after a key everybody has their turn, then the next one goes."""
        if self._given is None:
            return
        line, self._given = self._given, None
        self._turn += 1
        self._late = asyncio.get_running_loop().call_later(
            PATIENCE, self._app.call_later, self._release, self._turn
        )
        self._pass_on(self._turn, line, line)

    def _pass_on(
        self, turn: int, line: tuple[DOMNode, ...], again: tuple[DOMNode, ...] | None
    ) -> None:
        """Go down the line: each is reached after all that was in their queue before.

        Args:
            turn: of the key.
            line: who is still to be reached.
            again: who is to be reached once more, beside those that have the focus by then; None
                when all were.
        """
        for index, each in enumerate(line):
            if each.call_later(self._pass_on, turn, line[index + 1 :], again):
                return
        if again is None:
            self._app.call_later(self._release, turn)
        else:
            self._pass_on(turn, tuple(dict.fromkeys((*again, *self._whoever()))), None)

    def _whoever(self) -> tuple[DOMNode, ...]:
        """Who gets a key now, and who is above, up to the app."""
        return tuple((self._app.focused or self._app.screen).ancestors_with_self)

    async def _release(self, turn: int) -> None:
        if turn != self._turn or not self._busy:
            return
        if self._late is not None:
            self._late.cancel()
        self._busy = False
        if self._held:
            await self._app.on_event(self._held.popleft())


def _waits_for_none(event: events.Key | events.Paste) -> bool:
    """Handed on already, or not to be kept waiting."""
    return event.is_forwarded or (isinstance(event, events.Key) and event.key in AT_ONCE)


def _entered(event: events.Key | events.Paste) -> events.Key | events.Paste:
    if isinstance(event, events.Paste) or event.key != LINE_FEED:
        return event
    entered = events.Key("enter", "\r")
    entered.time = event.time
    return entered

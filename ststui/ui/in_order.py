"""Keys, pasted texts and clicks act in the order in which they came, however fast that was."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING, TypeGuard

from textual import events
from textual.errors import NoWidget

from ststui.ui.work import start_work

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import App
    from textual.dom import DOMNode

LOOK_EVERY = 0.1
"""Seconds between two looks whether somebody who is waited for is still there."""
LONG = 5.0
"""Seconds after which it is said that somebody is still waited for."""
PAUSE = 0.1
"""Seconds without anything typed that end a burst; a key that is held down comes more often."""
MOST = 2_000
"""Events that wait at most; a key that is held down repeats about 30 times a second."""
AT_ONCE = frozenset({"ctrl+c", "ctrl+q"})
"""Keys that nothing keeps waiting: one can always leave."""
LINE_FEED = "ctrl+j"
"""What came of an enter that was typed before the terminal was ours (ICRNL, termios(3))."""

_Typed = events.Key | events.Paste | events.MouseEvent


class InOrder:
    """Holds what is typed and clicked back until what came before has done all it does.

    Textual gives a key to whoever has the focus the moment it is read. What the key before it does
    comes later, by messages from widget to screen to app and back, so that of the burst `/db`,
    enter, `g` the last would go to the prompt, which has the focus until enter has been round.
    So after each key everybody between its widget and the app is waited for twice: for the key,
    and for what was made of it, e.g. the Submitted of the prompt or a screen that opens.
    """

    def __init__(self, app: App[int], hand_on: Callable[[events.Event], Awaitable[None]]) -> None:
        """Begin to hold.

        Args:
            app: whose events they are.
            hand_on: what the app does with an event when its turn has come.
        """
        self._app = app
        self._hand_on = hand_on
        self._waiting: asyncio.Queue[_Typed] = asyncio.Queue(MOST)
        self._begun = False
        self._lost = 0

    def begin(self) -> None:
        """There is something to type at: what was typed before gets its turn now."""
        if not self._begun:
            self._begun = True
            start_work(self._app, self._take_turns, name="in order")

    def holds(self, event: events.Event) -> bool:
        """Whether an event that comes to the app waits: it is handed on when its turn has come."""
        if not _takes_turns(event):
            return False
        if self._lost or self._waiting.full():
            # The rest of a burst without its middle would be another command.
            self._lost += 1
        else:
            self._waiting.put_nowait(event if self._begun else _entered(event))
        return True

    async def _take_turns(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            event = await self._waiting.get()
            late = loop.call_later(LONG, self._say_late)
            try:
                await self._turn(event)
            finally:
                late.cancel()
            if self._lost and self._waiting.empty():
                await self._burst_is_over()
                words = f"{self._lost} keys were not taken: they came faster than they could act"
                self._lost = 0
                self._app.notify(words, severity="warning")

    def _say_late(self) -> None:
        words = "still busy with the last key or click: what comes now waits; ctrl-c ends ststui"
        self._app.notify(words, severity="warning")

    async def _burst_is_over(self) -> None:
        """Wait until nothing more is lost for a while."""
        lost = 0
        while lost != self._lost:
            lost = self._lost
            await asyncio.sleep(PAUSE)

    async def _turn(self, event: _Typed) -> None:
        line: list[DOMNode] = []

        async def give() -> None:
            line.extend(self._taker(event).ancestors_with_self)
            await self._hand_on(event)

        self._app.call_later(give)
        await self._reached(self._app)
        for each in tuple(line):
            await self._reached(each)
        for each in dict.fromkeys((*line, *self._focused().ancestors_with_self)):
            await self._reached(each)

    async def _reached(self, node: DOMNode) -> None:
        """Wait until somebody has done all that was in their queue, or is gone."""
        done = asyncio.Event()
        if not node.call_later(done.set):
            return
        while not done.is_set() and (node.is_running or node.is_attached):
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_EVERY):
                    await done.wait()

    def _taker(self, event: _Typed) -> DOMNode:
        """Who gets an event now."""
        if isinstance(event, events.MouseEvent):
            if (holder := self._app.mouse_captured) is not None:
                return holder
            with suppress(NoWidget):
                return self._app.get_widget_at(event.x, event.y)[0]
        return self._focused()

    def _focused(self) -> DOMNode:
        return self._app.focused or self._app.screen


def _takes_turns(event: events.Event) -> TypeGuard[_Typed]:
    """Whether it was typed, clicked or dragged, is not handed on already, and can wait."""
    if not isinstance(event, _Typed) or event.is_forwarded:
        return False
    if isinstance(event, events.Key):
        return event.key not in AT_ONCE
    return not isinstance(event, events.MouseMove) or event.button > 0


def _entered(event: _Typed) -> _Typed:
    if not isinstance(event, events.Key) or event.key != LINE_FEED:
        return event
    entered = events.Key("enter", "\r")
    entered.time = event.time
    return entered

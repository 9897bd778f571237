"""What is typed waits for what was typed before, but not for ever and not without bound."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from textual import events

from ststui.ui import in_order
from ststui.ui.screens.help import HelpScreen
from tests.ui.opened import PATIENCE, open_app

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.ui.opened import Screen

pytestmark = pytest.mark.demo

LOOKS = 500
"""Turns of the loop in which it is looked whether somebody who takes long is still there."""


def typed(screen: Screen, *keys: str) -> None:
    """Keys as a terminal gives them that come in one piece."""
    for each in keys:
        screen.app.post_message(events.Key(each, each if len(each) == 1 else None))


async def until(happens: Callable[[], object], what: str) -> None:
    for _ in range(PATIENCE):
        if happens():
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"never {what}")


async def until_noted(screen: Screen, text: str) -> None:
    def noted() -> bool:
        return any(text in str(each.message) for each in screen.app._notifications)

    await until(noted, f"notified: {text}")


async def test_the_order_stays_however_long_somebody_takes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(in_order, "LOOK_EVERY", 0.0)
    async with open_app("guide") as screen:
        await screen.sees("● live")
        goes_on = asyncio.Event()
        screen.app.screen.call_later(goes_on.wait)
        typed(screen, "slash", "d", "a", "t", "a", "enter", "z")
        for _ in range(LOOKS):
            await asyncio.sleep(0)
        goes_on.set()
        await screen.sees("/data")
        await until_noted(screen, "z: no such key")
        assert "/dataz" not in screen.state


@pytest.mark.parametrize("key", ["ctrl+c", "ctrl+q"])
async def test_one_can_leave_while_somebody_takes_long(key: str) -> None:
    async with open_app("guide") as screen:
        await screen.sees("● live")
        goes_on = asyncio.Event()
        screen.app.screen.call_later(goes_on.wait)
        typed(screen, "j", "j", key)
        for _ in range(PATIENCE):
            if screen.app._exit:
                break
            await asyncio.sleep(0.05)
        assert screen.app._exit
        goes_on.set()


async def test_what_is_too_much_is_not_taken_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_order, "MOST", 3)
    async with open_app("guide") as screen:
        await screen.sees("● live")
        goes_on = asyncio.Event()
        screen.app.screen.call_later(goes_on.wait)
        typed(screen, *"zjjjjjjj")
        await asyncio.sleep(0)
        goes_on.set()
        await until_noted(screen, "keys were not taken")


def clicked(kind: type[events.MouseEvent], *, button: int = 1) -> events.MouseEvent:
    return kind(None, 5, 5, 0, 0, button, False, False, False, 5, 5)


async def test_a_drag_stays_in_order_and_a_mere_move_does_not_wait(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with open_app("guide") as screen:
        await screen.sees("● live")
        seen: list[str] = []
        forward = screen.app.screen._forward_event

        def noted(event: events.Event) -> None:
            if isinstance(event, events.MouseEvent):
                seen.append(f"{type(event).__name__} {event.button}")
            forward(event)

        monkeypatch.setattr(screen.app.screen, "_forward_event", noted)
        goes_on = asyncio.Event()
        screen.app.screen.call_later(goes_on.wait)
        typed(screen, "j")
        for kind in (events.MouseDown, events.MouseMove, events.MouseUp):
            screen.app.post_message(clicked(kind))
        screen.app.post_message(clicked(events.MouseMove, button=0))
        await until(lambda: seen, "moved")
        goes_on.set()
        await until(lambda: "MouseUp 1" in seen, "dragged")
        assert seen[:4] == ["MouseMove 0", "MouseDown 1", "MouseMove 1", "MouseUp 1"]


async def test_the_rest_of_a_burst_that_lost_its_middle_does_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(in_order, "MOST", 3)
    monkeypatch.setattr(in_order, "PAUSE", 1.0)
    async with open_app("guide") as screen:
        await screen.sees("● live")
        goes_on = asyncio.Event()
        screen.app.screen.call_later(goes_on.wait)
        typed(screen, "z", *"jjjjjjj")
        for _ in range(LOOKS):
            await asyncio.sleep(0)
        goes_on.set()
        await until_noted(screen, "z: no such key")
        await until(screen.app._in_order._waiting.empty, "done with what was taken")
        typed(screen, "question_mark")
        await until_noted(screen, "keys were not taken")
        assert not isinstance(screen.app.screen, HelpScreen)


async def test_who_does_not_come_back_is_told_of_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(in_order, "LONG", 0.1)
    async with open_app("guide") as screen:
        await screen.sees("● live")
        goes_on = asyncio.Event()
        screen.view.call_later(goes_on.wait)
        typed(screen, "j", "question_mark")
        await until_noted(screen, "still busy with the last key")
        assert len(screen.app._notifications) == 1
        goes_on.set()
        await until(lambda: isinstance(screen.app.screen, HelpScreen), "done with the rest")

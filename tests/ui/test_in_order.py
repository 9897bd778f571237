"""What is typed waits for what was typed before, but not for ever and not without bound."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from textual import events

from ststui.ui import in_order
from tests.ui.opened import PATIENCE, open_app

if TYPE_CHECKING:
    from tests.ui.opened import Screen

pytestmark = pytest.mark.demo

LOOKS = 500
"""Turns of the loop in which it is looked whether somebody who takes long is still there."""


def typed(screen: Screen, *keys: str) -> None:
    """Keys as a terminal gives them that come in one piece."""
    for each in keys:
        screen.app.post_message(events.Key(each, each if len(each) == 1 else None))


async def until_noted(screen: Screen, text: str) -> None:
    for _ in range(PATIENCE):
        if any(text in str(each.message) for each in screen.app._notifications):
            return
        await asyncio.sleep(0.05)
    pytest.fail(f"never notified: {text}")


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

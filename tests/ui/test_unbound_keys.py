"""Keys that do nothing say so, each but not all the time; keys that do something do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.ui import stray_keys
from ststui.ui.commands import COMMANDS
from tests.ui.opened import open_app

if TYPE_CHECKING:
    from tests.ui.opened import Screen

pytestmark = pytest.mark.demo

WORDS = "no such key here; ? shows all"


def noted(screen: Screen) -> list[str]:
    return [str(each.message) for each in screen.app._notifications]


async def test_keys_that_do_nothing_are_answered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stray_keys, "UNBOUND_EVERY", 0.0)
    async with open_app("guide") as screen:
        await screen.sees("database")
        known = {key for each in COMMANDS for key in each.keys.split(",")}
        keys = [each for each in "plfdyezvtQ" if each not in known]
        assert keys
        await screen.press(*keys)
        assert [each for each in noted(screen) if WORDS in each] == [f"{k}: {WORDS}" for k in keys]


async def test_keys_of_the_tree_and_what_is_typed_in_the_prompt_are_none() -> None:
    async with open_app("guide") as screen:
        await screen.sees("database")
        await screen.press("j", "k", "g", "G", "right", "left", "N", "N")
        await screen.press("slash", *"zzz", "escape")
        assert not [each for each in noted(screen) if WORDS in each]


async def test_a_word_that_is_typed_is_answered_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stray_keys, "UNBOUND_EVERY", 600.0)
    async with open_app("guide") as screen:
        await screen.sees("database")
        await screen.press("z", "z", "z")
        assert [each for each in noted(screen) if WORDS in each] == [f"z: {WORDS}"]


async def test_a_key_without_a_sign_is_called_by_its_name() -> None:
    async with open_app("guide") as screen:
        await screen.sees("database")
        await screen.press("space")
        assert [each for each in noted(screen) if WORDS in each] == [f"space: {WORDS}"]

"""Which namespaces there are is asked again: what was absent or denied may be there by now."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from textual.widgets import OptionList

from ststui.cluster.session import Session
from ststui.cluster.trouble import Response, Trouble
from ststui.demo import kinds
from ststui.demo.scenarios import manifests
from ststui.ui import link
from ststui.ui.screens.choose import ChooseScreen
from tests.ui.opened import PATIENCE, open_app

if TYPE_CHECKING:
    from typing import Any

    from tests.ui.opened import Screen

pytestmark = pytest.mark.demo


async def lists(screen: Screen, text: str) -> None:
    """Wait until the list on top shows a text."""
    shown: list[str] = []
    for _ in range(PATIENCE):
        top = screen.app.screen
        if isinstance(top, ChooseScreen):
            shown = [str(each.prompt) for each in top.query_one(OptionList).options]
            if any(text in each for each in shown):
                return
        await asyncio.sleep(0.05)
    pytest.fail(f"never in the list: {text}; there is {shown}")


def deny_names(screen: Screen) -> None:
    """From now on namespaces may not be listed, and none was listed before."""
    assert screen.demo is not None
    assert screen.app.link is not None
    screen.demo.cluster.rights.deny("list", "namespaces")
    screen.app.link.namespaces = ()


async def test_a_namespace_that_is_made_later_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(link, "RETRY", 0.1)
    async with open_app("empty") as screen:
        assert screen.demo is not None
        await screen.sees("● live")
        await screen.press("colon", *"ns late", "enter")
        await screen.sees("There is no namespace late")
        screen.demo.cluster.create(kinds.NAMESPACES, manifests.namespace("late"))
        await screen.sees("No StatefulSets in namespace late")


async def test_names_that_may_be_listed_by_now_are_in_the_list() -> None:
    async with open_app("guide") as screen:
        await screen.sees("● live")
        deny_names(screen)
        await screen.press("n")
        await lists(screen, "namespaces may not be listed: type a whole name")
        await screen.press("escape")
        assert screen.demo is not None
        screen.demo.cluster.rights.restore()
        await screen.press("colon", *"ns", "enter")
        await lists(screen, "kube-system")


async def test_a_name_is_taken_as_typed_where_names_may_not_be_listed() -> None:
    async with open_app("guide") as screen:
        await screen.sees("● live")
        deny_names(screen)
        await screen.press("n")
        await lists(screen, "namespaces may not be listed")
        await screen.press(*"kube-system", "enter")
        await screen.sees("ns kube-system")


async def test_a_name_that_is_not_there_is_not_taken_where_all_are_known() -> None:
    async with open_app("guide") as screen:
        await screen.sees("● live")
        await screen.press("n")
        await lists(screen, "kube-system")
        await screen.press(*"zzz", "enter")
        await lists(screen, "no namespace has this in its name")


async def test_a_whole_name_is_not_taken_for_a_longer_one_that_is_known() -> None:
    async with open_app("guide") as screen:
        await screen.sees("● live")
        deny_names(screen)
        await screen.press("n")
        await lists(screen, "production")
        await screen.press(*"prod", "enter")
        await screen.sees("ns prod ", gone="ns production")


async def test_the_list_tells_that_there_is_no_connection_yet() -> None:
    async with open_app("guide") as screen:
        await screen.sees("● live")
        assert screen.app.link is not None
        session, screen.app.link.session = screen.app.link.session, None
        await screen.press("n")
        await lists(screen, "not connected yet: type a whole name")
        screen.app.link.session = session


@pytest.mark.parametrize("failing", [1, 2])
async def test_a_server_that_fails_once_says_nothing_of_a_namespace(
    monkeypatch: pytest.MonkeyPatch, failing: int
) -> None:
    """Whichever of the looks fails, it is looked again."""
    monkeypatch.setattr(link, "RETRY", 0.05)
    asked, get = [0], Session.get

    async def fails(self: Session, path: str, **more: Any) -> Response | Trouble:
        if path != "/api/v1/namespaces/late":
            return await get(self, path, **more)
        asked[0] += 1
        if asked[0] == failing:
            return Trouble(kind="unreachable", text="no answer")
        return await get(self, path, **more)

    monkeypatch.setattr(Session, "get", fails)
    async with open_app("empty") as screen:
        await screen.sees("● live")
        await screen.press("colon", *"ns late", "enter")
        for _ in range(PATIENCE):
            if asked[0] > failing + 1:
                break
            await asyncio.sleep(0.05)
        assert asked[0] > failing + 1
        await screen.sees("There is no namespace late")

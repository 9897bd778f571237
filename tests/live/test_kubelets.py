"""Kubelets are asked by turns, and what they said is not kept for ever."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.demo import start_in_process
from ststui.live import Store
from ststui.live.kubelets import Kubelets

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.cluster.session import Session

pytestmark = pytest.mark.demo


@contextlib.asynccontextmanager
async def session() -> AsyncIterator[Session]:
    async with contextlib.AsyncExitStack() as stack:
        demo = await stack.enter_async_context(start_in_process("guide"))
        flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))
        opened = await stack.enter_async_context(open_session(flags))
        assert await opened.login() is None
        yield opened


async def test_who_was_not_asked_comes_first_then_who_was_asked_longest_ago() -> None:
    async with session() as opened:
        kubelets = Kubelets(Store("here"))
        await kubelets.ask(opened, ["node-c"])
        await kubelets.ask(opened, ["node-a"])
        assert kubelets.by_turns({"node-a", "node-b", "node-c"}) == ["node-b", "node-c", "node-a"]
        kubelets.forget()
        assert kubelets.by_turns({"node-b", "node-a"}) == ["node-a", "node-b"]


async def test_of_machines_that_come_and_go_the_last_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ststui.live.kubelets.MOST", 3)
    async with session() as opened:
        kubelets = Kubelets(Store("here"))
        for number in range(5):
            await kubelets.ask(opened, [f"spot-{number}"])
        # Two are forgotten: they count as never asked.
        spots = [f"spot-{number}" for number in range(5)]
        assert kubelets.by_turns(reversed(spots)) == spots
        assert kubelets.by_turns(["spot-3", "spot-1"]) == ["spot-1", "spot-3"]


async def test_an_answer_serves_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    async with session() as opened:
        kubelets = Kubelets(Store("here"))
        (first,) = await kubelets.ask(opened, ["node-a"])
        (again,) = await kubelets.ask(opened, ["node-a"])
        assert again is first
        monkeypatch.setattr("ststui.live.kubelets.FRESH", 0.0)
        (anew,) = await kubelets.ask(opened, ["node-a"])
        assert anew is not first

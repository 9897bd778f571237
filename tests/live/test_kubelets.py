"""Kubelets are asked by turns, and what they said is not kept for ever."""

from __future__ import annotations

import pytest

from ststui.live import Store
from ststui.live.kubelets import Kubelets
from tests.live.opened import opened

pytestmark = pytest.mark.demo


async def test_who_was_not_asked_comes_first_then_who_was_asked_longest_ago() -> None:
    async with opened("guide") as session:
        kubelets = Kubelets(Store("here"))
        await kubelets.ask(session, ["node-c"])
        await kubelets.ask(session, ["node-a"])
        assert kubelets.by_turns({"node-a", "node-b", "node-c"}) == ["node-b", "node-c", "node-a"]
        kubelets.forget()
        assert kubelets.by_turns({"node-b", "node-a"}) == ["node-a", "node-b"]


async def test_of_machines_that_come_and_go_the_last_are_known(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ststui.live.kubelets.MOST", 3)
    async with opened("guide") as session:
        kubelets = Kubelets(Store("here"))
        for number in range(5):
            await kubelets.ask(session, [f"spot-{number}"])
        # Two are forgotten: they count as never asked.
        spots = [f"spot-{number}" for number in range(5)]
        assert kubelets.by_turns(reversed(spots)) == spots
        assert kubelets.by_turns(["spot-3", "spot-1"]) == ["spot-1", "spot-3"]


async def test_an_answer_serves_for_a_while_only(monkeypatch: pytest.MonkeyPatch) -> None:
    async with opened("guide") as session:
        kubelets = Kubelets(Store("here"))
        (first,) = await kubelets.ask(session, ["node-a"])
        (again,) = await kubelets.ask(session, ["node-a"])
        assert again is first
        monkeypatch.setattr("ststui.live.kubelets.FRESH", 0.0)
        (anew,) = await kubelets.ask(session, ["node-a"])
        assert anew is not first

"""The clock: order, standing, history; the same requests give the same history."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from ststui.demo import kinds
from ststui.demo.clock import Clock
from ststui.demo.fields import name_of
from tests.demo.conftest import START, standing_clock

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ststui.demo.running import Demo

    Start = Callable[..., Coroutine[Any, Any, Demo]]

pytestmark = pytest.mark.demo


def seconds(clock: Clock) -> float:
    return (clock.now() - START).total_seconds()


async def test_things_happen_in_the_order_of_their_time() -> None:
    clock = standing_clock()
    seen: list[tuple[float, float]] = []

    def note(wait: float) -> None:
        seen.append((wait, seconds(clock)))

    for wait in (3, 1, 2, 1):
        key = (wait, len(clock._entries))
        clock.after(wait, key, partial(note, wait))
    await clock.step(2)
    assert seen == [(1, 1), (1, 1), (2, 2)]
    assert seconds(clock) == 2
    await clock.step(10)
    assert seen[-1] == (3, 3)
    assert seconds(clock) == 12


async def test_of_several_wishes_for_a_key_the_earliest_counts() -> None:
    clock, seen = standing_clock(), []
    for wait in (5, 2, 9):
        clock.after(wait, "key", lambda: seen.append(seconds(clock)))
    clock.after(1, "other", lambda: seen.append(-1.0))
    clock.cancel("other")
    await clock.step(20)
    assert seen == [2]


async def test_work_may_put_more_work_on_the_agenda() -> None:
    clock, seen = standing_clock(), []

    def again() -> None:
        seen.append(seconds(clock))
        if len(seen) < 4:
            clock.after(10, "again", again)

    clock.after(0, "again", again)
    await clock.step(60)
    assert seen == [0, 10, 20, 30]


async def test_history_happens_before_now_and_catches_up() -> None:
    clock, seen = standing_clock(), []
    with clock.history(100):
        assert seconds(clock) == -100
        clock.after(30, "inside", lambda: seen.append(seconds(clock)))
        clock.after(150, "later", lambda: seen.append(seconds(clock)))
        clock.step_at_once(10)
        assert seconds(clock) == -90
    assert (seconds(clock), seen) == (0, [-70])
    await clock.step(50)
    assert seen == [-70, 50]


async def test_a_running_clock_does_what_is_due() -> None:
    clock, done = Clock(start=START, speed=10_000), asyncio.Event()
    running = asyncio.create_task(clock.run())
    clock.after(600, "far", done.set)
    async with asyncio.timeout(30):
        await done.wait()
    assert clock.now() >= START + timedelta(seconds=600)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_a_failure_goes_where_it_is_wanted_and_stops_nothing() -> None:
    clock, seen = standing_clock(), []
    failures: list[Exception] = []

    def fail() -> None:
        raise LookupError

    clock.on_failure = failures.append
    clock.after(1, "bad", fail)
    clock.after(2, "good", lambda: seen.append(True))
    await clock.step(5)
    assert [type(error) for error in failures] == [LookupError]
    assert seen == [True]


def history(demo: Demo) -> list[tuple[int, str, str, str]]:
    return [
        (change.revision, change.verb, kind.plural, name_of(change.new))
        for kind in kinds.KINDS
        for change in demo.store.changes_since(kind, 0)
    ]


@pytest.mark.parametrize("name", ["guide", "incident"])
async def test_a_scenario_always_goes_the_same_way(name: str, start_demo: Start) -> None:
    runs = []
    for _ in range(2):
        demo = await start_demo(name)
        await demo.step(300)
        runs.append(history(demo))
    assert len(runs[0]) > 200
    assert runs[0] == runs[1]


async def test_events_are_counted_and_forgotten_after_an_hour(start_demo: Start) -> None:
    demo = await start_demo("empty")
    node = demo.registry.get(kinds.NODES, "", "node-a")
    for _ in range(3):
        demo.cluster.recorder.warning(node, "Test", "again", by="test")
        await demo.step(60)
    mine = [item for item in demo.store.each(kinds.EVENTS) if item["reason"] == "Test"]
    assert [item["count"] for item in mine] == [3]
    await demo.step(3600)
    assert not [item for item in demo.store.each(kinds.EVENTS) if item["reason"] == "Test"]

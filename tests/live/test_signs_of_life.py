"""What the signs of life of a list-watch make of the state: live only while somebody looks on."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ststui.cluster.change import Alive, Arrived, Complete, Ended, Listing, Lost, Polling, Put
from ststui.cluster.trouble import Trouble
from ststui.live.feed import Feed
from ststui.live.health import Health, Scope
from ststui.live.intake import Intake
from ststui.live.standing import MOMENT, standing
from ststui.live.store import Store
from tests.faults.behind import behind_a_proxy
from tests.live import objects as of

if TYPE_CHECKING:
    from ststui.cluster.change import Change
    from ststui.live.standing import Standing
    from ststui.model import StatefulSet

    Step = tuple[float, Change[StatefulSet]]

SETS = Scope("statefulsets", None)
START = datetime(2026, 3, 1, tzinfo=UTC)
DEAD = Trouble(kind="timeout", text="127.0.0.1 does not answer")
HELD = Trouble(kind="timeout", text="watches bring nothing")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def after(*changes: Step) -> Store:
    """A store to which the changes were told at these seconds, after a list and a watch at 0."""
    store = Store("here")
    intake = Intake(store, SETS)
    begin: list[Change[StatefulSet]] = [Listing(START), Arrived((), (), 0), Complete(START)]
    for seconds, change in [*((0, each) for each in (*begin, Alive(START))), *changes]:
        intake.apply(change, now=at(seconds))
    return store


def seen(store: Store, seconds: float) -> tuple[str, datetime | None]:
    found: Standing = standing(store, now=at(seconds))
    return found.state, found.since


@pytest.mark.pure
def test_a_silent_connection_is_old_since_its_last_sign_of_life() -> None:
    lost = Lost(DEAD, at(220))
    assert seen(after((60, Alive(at(60))), (210, lost)), 210) == ("stale", at(60))
    put = Put(of.stateful_set("db"))
    assert seen(after((60, Alive(at(60))), (90, put), (210, lost)), 210) == ("stale", at(90))
    assert seen(after((210, lost), (240, Lost(DEAD, at(250)))), 240) == ("stale", START)


@pytest.mark.pure
def test_a_watch_that_is_opened_again_or_read_anew_within_a_moment_is_no_news() -> None:
    ended: Step = (300, Ended(at(300)))
    assert seen(after(ended), 300 + MOMENT) == ("live", None)
    assert seen(after(ended, (301, Alive(at(301)))), 400) == ("live", None)
    anew: list[Step] = [(301, Listing(at(300))), (302, Complete(at(302))), (303, Alive(at(303)))]
    assert seen(after(ended, *anew), 400) == ("live", None)


@pytest.mark.pure
def test_without_a_watch_for_longer_than_a_moment_it_is_not_live() -> None:
    ended: Step = (300, Ended(at(300)))
    assert seen(after(ended), 310) == ("stale", at(300))
    assert seen(after(ended, (309, Listing(at(309)))), 310) == ("stale", at(300))
    whole: list[Step] = [(309, Listing(at(308))), (309, Complete(at(309)))]
    assert seen(after(ended, *whole), 310) == ("live", None)
    assert seen(after(ended, *whole), 330) == ("stale", at(309))
    assert standing(after(ended), now=at(310)).why == "everything is read anew"


@pytest.mark.pure
def test_what_is_listed_at_intervals_is_as_old_as_its_list() -> None:
    store = after((300, Polling(HELD)))
    assert seen(store, 310) == ("polling", START)
    again: list[Step] = [(375, Listing(at(374))), (376, Complete(at(376)))]
    store = after((300, Polling(HELD)), *again)
    assert seen(store, 400) == ("polling", at(374))
    store = after((300, Polling(HELD)), *again, (377, Alive(at(377))))
    assert seen(store, 400) == ("live", None)


@pytest.mark.demo
async def test_a_relist_ends_the_watches_of_everything() -> None:
    async with behind_a_proxy() as (_, proxy, session):
        store = Store("here")
        scopes = (SETS, Scope("nodes", None))
        for each in scopes:
            store.set_health(each, Health().completed())
        proxy.stall()
        feed = asyncio.create_task(Feed(session, store, namespaces=None).run())
        try:
            async with asyncio.timeout(10):
                await store.healths.wait_until(
                    lambda: all(store.healths.by_scope[each].unwatched for each in scopes)
                )
        finally:
            feed.cancel()
            await asyncio.gather(feed, return_exceptions=True)
            proxy.flow()

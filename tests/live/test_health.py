"""How far data can be trusted, as signs of life and troubles come."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from ststui.cluster.trouble import Trouble
from ststui.live.health import Health, Scope
from ststui.live.standing import standing
from ststui.live.store import Store

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LATER = NOW + timedelta(seconds=30)
DOWN = Trouble(kind="unreachable", text="127.0.0.1 does not answer")
DENIED = Trouble(kind="denied", text="no permission: list pods")


def lost(health: Health, trouble: Trouble = DOWN, at: datetime = NOW) -> Health:
    return health.lost(trouble, now=at, retry_at=at + timedelta(seconds=5))


@pytest.mark.parametrize(
    ("health", "state", "known"),
    [
        (Health(), "loading", False),
        (Health().alive(), "loading", False),
        (Health().completed(), "live", True),
        (lost(Health()), "down", False),
        (lost(Health().completed()), "stale", True),
        (lost(Health().completed()).alive(), "live", True),
        (lost(Health()).alive(), "loading", False),
        (lost(Health()).completed(), "live", True),
        (lost(Health(), DENIED), "denied", False),
        (lost(Health().completed(), DENIED), "denied", False),
        (lost(Health().completed(), DENIED).completed(), "live", True),
        (Health().completed().polled("watch is denied"), "polling", True),
        (Health().completed().polled("watch is denied").completed(), "polling", True),
        (lost(Health().completed().polled("watch is denied")), "stale", True),
    ],
)
def test_states(health: Health, state: str, known: bool) -> None:
    assert (health.state, health.known) == (state, known)


def test_stale_since_the_first_loss() -> None:
    first = lost(Health().completed())
    again = lost(first, at=LATER)
    assert (again.since, again.retry_at) == (NOW, LATER + timedelta(seconds=5))
    assert again.why == "127.0.0.1 does not answer"


def test_life_leaves_no_trace_of_trouble() -> None:
    healed = lost(Health().completed()).alive()
    assert healed == Health().completed()


def store_with(**healths: Health) -> Store:
    store = Store("here")
    for resource, health in healths.items():
        store.set_health(Scope(resource, None), health)
    return store


def test_the_worst_scope_stands_for_all() -> None:
    store = store_with(statefulsets=Health().completed(), pods=lost(Health().completed()))
    found = standing(store, now=NOW)
    assert (found.state, found.since, found.why) == ("stale", NOW, "127.0.0.1 does not answer")


def test_a_denied_scope_is_named_and_does_not_count() -> None:
    store = store_with(statefulsets=Health().completed(), pods=lost(Health(), DENIED))
    found = standing(store, now=NOW)
    assert (found.state, found.unreadable) == ("live", (("pods", "no permission: list pods"),))


async def test_complete_is_waited_for_until_the_last_has_an_answer() -> None:
    store = store_with(statefulsets=Health(), pods=Health())
    waiting = asyncio.ensure_future(store.healths.wait_complete(("statefulsets", "pods")))
    store.set_health(Scope("statefulsets", None), Health().completed())
    await asyncio.sleep(0)
    assert not waiting.done()
    store.set_health(Scope("pods", None), lost(Health(), DENIED))
    await waiting

"""Only a 404 tells that no pod holds an ordinal's name: any other answer is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.demo import kinds
from ststui.live import once
from ststui.live.health import Health, Scope
from ststui.live.index import Name
from ststui.live.store import Store
from ststui.model import Unreadable
from tests.live import objects as of
from tests.live.opened import opened_with_demo

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo


def listed() -> Store:
    """A set that wants two pods, of which no list told."""
    store = Store("here")
    for each in ("statefulsets", "pods"):
        store.set_health(Scope(each, None), Health().completed())
    store.put("statefulsets", of.stateful_set("db"))
    return store


async def ask(
    store: Store, prepare: Callable[[Demo], None] = lambda _: None
) -> tuple[tuple[str, str], ...]:
    """Ask for what is missing; what stays open of each namespace."""
    async with opened_with_demo("empty") as (demo, session):
        prepare(demo)
        found = await once.ask_for_missing(session, store)
        return tuple((each.namespace, each.why) for each in found)


async def test_names_that_are_not_there_leave_nothing_open() -> None:
    assert await ask(listed()) == ()


async def test_without_the_right_to_get_pods_it_is_not_known() -> None:
    def deny(demo: Demo) -> None:
        demo.cluster.rights.deny("get", "pods")

    assert await ask(listed(), deny) == (("shop", "by name: no permission: get pods"),)


async def test_more_names_than_are_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(once, "MOST_NAMES", 1)
    assert await ask(listed()) == (("shop", "only 1 missing were asked for by name"),)


async def test_one_that_is_not_understood_is_there() -> None:
    def load(demo: Demo) -> None:
        odd = {"metadata": {"name": "db-1", "namespace": "shop", "uid": "q"}, "spec": "none"}
        demo.store.load(kinds.PODS, odd)

    store = listed()
    assert await ask(store, load) == ()
    family = store.families.of(Name("shop", "db"))
    assert family is not None
    assert isinstance(family.pods, Unreadable)
    assert family.pods.why.startswith("pods/db-1 is not understood: ")

"""A foreign pod that holds an ordinal's name is there for as long as the server has it."""

from __future__ import annotations

import time

import pytest

from ststui.live.health import Health, Scope
from ststui.live.missing import MissingPods
from ststui.live.store import Store
from tests.live import objects as of
from tests.live.opened import opened

pytestmark = pytest.mark.demo


async def test_one_that_is_held_from_before_and_gone_is_given_up() -> None:
    """As after a relist: the store stays, and whoever asks for it begins anew."""
    store = Store("here")
    for each in ("statefulsets", "pods"):
        store.set_health(Scope(each, None), Health().completed())
    store.put("statefulsets", of.stateful_set("db"))
    store.put("pods", of.pod("db-0"))
    store.put("pods", of.pod("db-1", of="db"))
    async with opened() as session:
        await MissingPods(session, store).look((), since=time.monotonic())
    # The watch tells of the other one.
    assert [each.metadata.name for each in store.pods] == ["db-1"]


async def test_the_name_of_one_that_is_gone_may_be_the_controllers_again() -> None:
    """Its pod may come by the watch while the answer about the foreign one is on its way."""
    store = Store("here")
    store.put("pods", of.pod("db-0"))
    async with opened() as session:
        missing = MissingPods(session, store)
        store.put("pods", of.pod("db-0", of="db"))
        await missing.look((), since=time.monotonic())
    assert [each.metadata.name for each in store.pods] == ["db-0"]

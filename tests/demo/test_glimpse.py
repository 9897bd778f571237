"""What is visible is known before the lists of the whole cluster have come."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from ststui.cluster import kinds
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.listing import list_once
from ststui.cluster.session import open_session
from ststui.live.feed import Feed
from ststui.live.glimpse import KINDS, Glimpse
from ststui.live.health import Health, Scope
from ststui.live.index import Name
from ststui.live.store import Store
from ststui.model import Readable, Unreadable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from typing import Any

    from ststui.demo.running import Demo

DATABASE = Name("production", "database")
pytestmark = pytest.mark.demo


async def test_the_namespace_in_sight_comes_first_and_gives_way_to_the_whole(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("incident")
    async with open_session(ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))) as session:
        await session.login()
        store = Store("demo")
        store.set_health(Scope("statefulsets", None), Health().completed())
        sets: Any = await list_once(session, kinds.STATEFUL_SETS, namespace=None)
        for each in sets.items:
            store.put("statefulsets", each)
        for kind in KINDS:
            store.set_health(Scope(kind.plural, None), Health())
        glimpse = Glimpse(session, store)
        running = asyncio.create_task(glimpse.run())
        glimpse.look([Name("shop", "kafka"), Name("shop", "cart")])
        await store.wait_until(lambda: all(Scope(k.plural, "shop") in store.health for k in KINDS))

        kafka, database = store.family(Name("shop", "kafka")), store.family(DATABASE)
        assert kafka is not None
        assert isinstance(kafka.pods, Readable)
        assert len(kafka.pods_by_ordinal) == kafka.set.replicas
        assert isinstance(kafka.claims, Readable)
        assert database is not None
        assert isinstance(database.pods, Unreadable)

        for kind in KINDS:
            store.set_health(Scope(kind.plural, None), Health().completed())
        await running
        assert {scope.namespace for scope in store.health} == {None}


@asynccontextmanager
async def feeding(demo: Demo) -> AsyncIterator[tuple[Store, Glimpse]]:
    """A feed of the whole cluster whose lists wait for the glimpse, while the block runs."""
    async with open_session(ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))) as session:
        store = Store("demo")
        glimpse = Glimpse(session, store)
        feed = Feed(session, store, namespaces=None, after=glimpse.first)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(feed.run()), group.create_task(glimpse.run())]
            yield store, glimpse
            for each in running:
                each.cancel()


async def test_sets_come_first_then_what_is_visible_then_the_rest(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    async with feeding(await start_demo("incident")) as (store, glimpse):
        await store.wait_until(lambda: store.sets.get("shop", "kafka") is not None)
        glimpse.look([Name("shop", "kafka")])
        await store.wait_until(lambda: Scope("pods", "shop") in store.health)
        assert {pod.metadata.namespace for pod in store.pods} == {"shop"}
        assert not store.health[Scope("pods", None)].known
        await store.wait_complete()
        assert {pod.metadata.namespace for pod in store.pods} > {"shop"}


async def test_where_nothing_is_visible_the_rest_does_not_wait(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    async with feeding(await start_demo("incident")) as (store, _):
        await store.wait_until(lambda: len(store.pods) > 0)

"""What is visible is known before the lists of the whole cluster have come."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.cluster import kinds
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.listing import Listed, list_once
from ststui.cluster.session import open_session
from ststui.live import feed, glimpse
from ststui.live.feed import Feed
from ststui.live.glimpse import Glimpse
from ststui.live.health import Health, Scope
from ststui.live.index import Name
from ststui.live.intake import Intake
from ststui.live.store import Store
from ststui.live.told import IN_ROWS
from ststui.model import Readable, Unreadable
from ststui.model.stateful_set import Ordinals

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from datetime import datetime
    from typing import Any

    from ststui.cluster.session import Session
    from ststui.demo.running import Demo
    from ststui.model import StatefulSet

KAFKA, CART, DATABASE = (
    Name("shop", "kafka"),
    Name("shop", "cart"),
    Name("production", "database"),
)
pytestmark = pytest.mark.demo


@pytest.fixture(autouse=True)
def every_cluster_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo's cluster would come whole as soon as a part of it."""
    monkeypatch.setattr(glimpse, "SMALL", 0)


@asynccontextmanager
async def feeding(demo: Demo) -> AsyncIterator[tuple[Store, Glimpse]]:
    """A feed of the whole cluster whose lists wait for the glimpse, while the block runs."""
    async with open_session(ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))) as session:
        store = Store("demo")
        looking = Glimpse(session, store)
        fed = Feed(session, store, namespaces=None, after=looking.first)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(fed.run()), group.create_task(looking.run())]
            yield store, looking
            for each in running:
                each.cancel()


@asynccontextmanager
async def knowing_sets(
    demo: Demo, *, but: StatefulSet | None = None
) -> AsyncIterator[tuple[Store, Glimpse]]:
    """A store that knows all sets and nothing else, and a glimpse that looks while the block runs.

    Args:
        demo: the cluster.
        but: a set that is not as the cluster has it.
    """
    async with open_session(ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))) as session:
        store = Store("demo")
        for each in await sets_of(session):
            if but is None or but.metadata.uid != each.metadata.uid:
                store.put("statefulsets", each)
        if but is not None:
            store.put("statefulsets", but)
        for kind in (kinds.STATEFUL_SETS, *IN_ROWS):
            store.set_health(Scope(kind.plural, None), Health())
        looking = Glimpse(session, store)
        running = asyncio.create_task(looking.run())
        try:
            yield store, looking
        finally:
            running.cancel()


async def sets_of(session: Session) -> tuple[StatefulSet, ...]:
    found = await list_once(session, kinds.STATEFUL_SETS, namespace=None)
    assert isinstance(found, Listed)
    return found.items


async def test_what_is_visible_is_known_before_the_lists_have_come(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    async with knowing_sets(await start_demo("incident")) as (store, looking):
        looking.look([KAFKA, CART])
        await looking.first()

        kafka, database = store.families.of(KAFKA), store.families.of(DATABASE)
        assert kafka is not None
        assert isinstance(kafka.pods, Readable)
        assert len(kafka.pods_by_ordinal) == kafka.set.replicas
        assert isinstance(kafka.claims, Readable)
        assert kafka.claims.value
        assert isinstance(kafka.revisions, Readable)
        assert database is not None
        assert isinstance(database.pods, Unreadable)

        looking.look([DATABASE])  # somebody scrolls while the lists are loading
        while not store.healths.knows("pods", DATABASE):  # noqa: ASYNC110 - nothing tells
            await asyncio.sleep(0.01)


async def test_sets_come_first_then_what_is_visible_then_the_rest(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    async with feeding(await start_demo("incident")) as (store, looking):
        await store.healths.wait_until(lambda: store.sets.get(*KAFKA) is not None)
        looking.look([KAFKA])
        await looking.first()
        assert {pod.metadata.namespace for pod in store.pods} == {"shop"}
        assert not store.healths.by_scope[Scope("pods", None)].known
        await store.healths.wait_complete()
        assert {pod.metadata.namespace for pod in store.pods} > {"shop"}


async def test_the_first_sets_need_not_wait_for_the_others(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed, "FIRST_SETS", 2)
    async with feeding(await start_demo("incident")) as (store, looking):
        await store.healths.wait_until(lambda: len(store.sets) > 0)
        assert len(store.sets) == 2
        looking.look(store.keys())
        await looking.first()
        await store.healths.wait_complete()
        assert len(store.sets) > 2


async def test_where_nothing_is_visible_the_rest_does_not_wait(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    async with feeding(await start_demo("incident")) as (store, _):
        await store.healths.wait_until(lambda: len(store.pods) > 0)


async def test_where_nothing_is_visible_it_is_waited_for_once(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("incident")
    async with open_session(ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))) as session:
        looking = Glimpse(session, Store("demo"))
        await looking.first()
        again = asyncio.create_task(looking.first())
        await asyncio.sleep(0)
        assert again.done()


async def test_a_small_cluster_is_not_read_twice(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glimpse, "SMALL", 1_000)
    async with feeding(await start_demo("incident")) as (store, looking):
        await store.healths.wait_until(lambda: len(store.sets) > 0)
        looking.look(store.keys())  # they are on the screen before their list is said to be whole
        await store.healths.wait_complete()
        assert looking.done == 0


async def test_a_set_with_pods_that_its_numbers_do_not_name_waits_for_the_lists(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("incident")
    async with open_session(ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))) as session:
        (kafka,) = (e for e in await sets_of(session) if e.metadata.name == KAFKA.name)
    # The controller has not seen the new start yet: its pods are those from 0 on.
    spec = msgspec.structs.replace(kafka.spec, ordinals=Ordinals(start=100))
    moved = msgspec.structs.replace(kafka, spec=spec)
    async with knowing_sets(demo, but=moved) as (store, looking):
        looking.look([KAFKA, CART])
        await looking.first()
        assert store.healths.knows("pods", CART)
        assert not store.healths.knows("pods", KAFKA)


async def test_sets_that_cannot_be_taken_in_for_a_bug_do_not_keep_the_rest(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]], monkeypatch: pytest.MonkeyPatch
) -> None:
    class Broken(Intake):
        def apply(self, change: Any, *, now: datetime) -> None:
            if self._scope.resource == "statefulsets":
                raise RuntimeError("a bug")
            super().apply(change, now=now)

    monkeypatch.setattr(feed, "Intake", Broken)
    async with feeding(await start_demo("incident")) as (store, _):
        await store.healths.wait_until(lambda: len(store.pods) > 0)
        assert store.healths.by_scope[Scope("statefulsets", None)].state == "down"


async def test_the_pods_of_many_visible_sets_are_asked_for_in_several_questions(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(glimpse, "NAMES_LONG", 20)
    async with feeding(await start_demo("incident")) as (store, looking):
        await store.healths.wait_until(lambda: store.sets.get(*KAFKA) is not None)
        looking.look([KAFKA, CART])
        await looking.first()
        for name in (KAFKA, CART):
            family = store.families.of(name)
            assert family is not None
            assert len(family.pods_by_ordinal) == family.set.replicas

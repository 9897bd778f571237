"""The diagnosis beside the feed: what is said rests on lists that are not old."""

from __future__ import annotations

import asyncio
import contextlib
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.demo import kinds, start_in_process
from ststui.demo.clock import Clock
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import storage_class
from ststui.live import Feed, Store
from ststui.live.checking import Checking
from ststui.live.freshness import MOST_NAMESPACES, READ_EVERY
from ststui.live.glance import at_rest
from ststui.live.health import Health, Scope
from ststui.live.index import Name
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
SECONDS = 15.0
NAMESPACE = "production"


@contextlib.asynccontextmanager
async def checked(scenario: str) -> AsyncIterator[tuple[Demo, Checking]]:
    """A scenario, and the diagnosis of it, kept as the screen keeps it."""
    async with start_in_process(scenario, clock=Clock(start=START, speed=0)) as demo:
        flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))
        async with open_session(flags) as session, asyncio.TaskGroup() as group:
            assert await session.login() is None
            store = Store(session.context)
            checking = Checking(session, store)
            feed = Feed(session, store, namespaces=None)
            tasks = [group.create_task(each) for each in (feed.run(), checking.run())]
            yield demo, checking
            for each in tasks:
                each.cancel()


def rules(checking: Checking, name: str) -> set[str]:
    found = checking.of(Name(NAMESPACE, name))
    return {each.rule.id for each in found.findings} if found is not None else set()


def classes(checking: Checking) -> set[str]:
    """The storage classes that were read."""
    part = checking.around.surroundings(NAMESPACE).storage_classes
    return set(part.value) if isinstance(part, Readable) else set()


async def told(checking: Checking, name: str) -> None:
    """Wait until it is said that the class of a set is missing."""
    while "pvc-class-missing" not in rules(checking, name):  # noqa: ASYNC110 - asked from outside
        await asyncio.sleep(0.05)


async def test_a_class_that_is_newer_than_the_list_of_classes_is_not_missing() -> None:
    async with asyncio.timeout(SECONDS * 4), checked("pending") as (demo, checking):
        # The list is read for a set whose class does not exist, which is said.
        await told(checking, "no-class")
        assert "fresh" not in classes(checking)
        storage_class(demo.cluster, "fresh", provisioner="csi.example.com")
        template = manifests.claim_template(storage_class="fresh")
        sets.add(demo.cluster, "late", namespace=NAMESPACE, image="nginx:1", claims=[template])
        await demo.clock.step(1)
        said: set[str] = set()
        while "fresh" not in classes(checking):
            said |= rules(checking, "late")
            assert "pvc-class-missing" not in said
            await asyncio.sleep(0.05)
        # And one that is missing still is said of, also of a new set.
        template = manifests.claim_template(storage_class="fersh")
        sets.add(demo.cluster, "typo", namespace=NAMESPACE, image="nginx:1", claims=[template])
        await demo.clock.step(1)
        await told(checking, "typo")
        assert "pvc-class-missing" not in rules(checking, "late")


async def test_where_many_namespaces_are_unwell_each_has_its_turn() -> None:
    async with asyncio.timeout(SECONDS * 4), checked("empty") as (demo, checking):
        spaces = [f"team-{number}" for number in range(MOST_NAMESPACES + 3)]
        nowhere = manifests.claim_template(storage_class="nowhere")
        for space in spaces:
            demo.cluster.registry.create(kinds.NAMESPACES, manifests.namespace(space))
            sets.add(demo.cluster, "web", namespace=space, image="nginx:1", claims=[nowhere])
        await demo.clock.step(SECONDS)
        while not all(read(checking, space) for space in spaces):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)  # each pass reads for a few of them


async def test_what_is_said_of_a_set_at_rest_goes_with_its_evidence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ststui.live.turns.CALM_AGAIN", 0.2)
    monkeypatch.setitem(READ_EVERY, "events", 1.0)
    async with asyncio.timeout(SECONDS * 4), checked("empty") as (demo, checking):
        made = sets.add(demo.cluster, "web", namespace=NAMESPACE, image="nginx:1")
        await demo.clock.step(60)
        name = Name(NAMESPACE, "web")
        while not at_rest(checking.store, name):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)
        event = repaired(made["metadata"]["uid"], at=demo.clock.now())
        demo.cluster.registry.create(kinds.EVENTS, event)
        checking.closely([name])
        await said_of(checking, "sts-identity-repaired", said=True)
        checking.closely([])
        demo.cluster.registry.delete(kinds.EVENTS, NAMESPACE, "web.repaired")
        await said_of(checking, "sts-identity-repaired", said=False)


async def test_what_was_read_for_a_namespace_goes_with_its_last_set() -> None:
    async with asyncio.timeout(SECONDS * 4), checked("empty") as (demo, checking):
        nowhere = manifests.claim_template(storage_class="nowhere")
        demo.cluster.registry.create(kinds.NAMESPACES, manifests.namespace("short-lived"))
        sets.add(demo.cluster, "web", namespace="short-lived", image="nginx:1", claims=[nowhere])
        await demo.clock.step(SECONDS)
        while not read(checking, "short-lived"):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)
        demo.cluster.registry.delete(kinds.STATEFUL_SETS, "short-lived", "web")
        while read(checking, "short-lived"):  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.05)


async def said_of(checking: Checking, rule: str, *, said: bool) -> None:
    """Wait until a rule is said of set web, or is no more."""
    while (rule in rules(checking, "web")) is not said:  # noqa: ASYNC110 - as above
        await asyncio.sleep(0.05)


def repaired(uid: str, *, at: datetime) -> dict[str, Any]:
    """The controller has put a pod's labels right."""
    moment = at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {
        "apiVersion": "v1",
        "kind": "Event",
        "metadata": {"name": "web.repaired", "namespace": NAMESPACE},
        "involvedObject": {
            "kind": "StatefulSet",
            "namespace": NAMESPACE,
            "name": "web",
            "uid": uid,
        },
        "reason": "SuccessfulUpdate",
        "message": "update Pod web-0 in StatefulSet web successful",
        "type": "Normal",
        "firstTimestamp": moment,
        "lastTimestamp": moment,
        "count": 1,
    }


def read(checking: Checking, space: str) -> bool:
    """Whether the events of a namespace were read."""
    return isinstance(checking.around.surroundings(space).events, Readable)


async def test_from_the_time_the_server_was_away_it_is_counted_anew() -> None:
    async with asyncio.timeout(SECONDS * 4), checked("guide") as (_, checking):
        name, pods = Name(NAMESPACE, "database"), Scope("pods", None)
        while checking.of(name) is None:  # noqa: ASYNC110 - asked from outside
            await asyncio.sleep(0.05)
        live, away = checking.store.healths.by_scope[pods], time.monotonic()
        checking.store.set_health(pods, Health(state="stale", complete=True, why="no answer"))
        await checking.look()
        checking.store.set_health(pods, live)
        now = time.monotonic()
        looked = checking.looked_on.unchanged_for(name, looked_for=0.0, now=now)
        assert looked is not None
        assert looked <= now - away

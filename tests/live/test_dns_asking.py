"""When DNS is asked: what is visible, after it changed, now and then; never what is hidden."""

from __future__ import annotations

from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import msgspec
import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.demo import start_in_process
from ststui.demo.clock import Clock
from ststui.live.dns import asking
from ststui.live.dns.asking import ASK_EVERY, AT_LATEST, SETTLED, Asking
from ststui.live.dns.client import ask_client
from ststui.live.dns.zone import Zone
from ststui.live.index import Name
from ststui.live.once import read_once
from ststui.model import Readable

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.demo.running import Demo
    from ststui.live.store import Store
    from ststui.settings.settings import DnsMode

pytestmark = pytest.mark.demo

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
STALE, MATCH = Name("production", "stale"), Name("production", "no-match")


class Bed(NamedTuple):
    """An embedded cluster with broken names, read once."""

    asking: Asking
    store: Store
    demo: Demo

    @property
    def asked(self) -> int:
        """Queries that the DNS servers got so far."""
        return self.demo.cluster.name_servers.asked


@asynccontextmanager
async def bed(mode: DnsMode = "auto") -> AsyncIterator[Bed]:
    async with start_in_process("dns", clock=Clock(start=START, speed=0)) as demo:
        flags = ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))
        async with open_session(flags) as session:
            once = await read_once(session, namespace="production")
            yield Bed(Asking(session, once.store, mode=mode), once.store, demo)


def due_again(found: Bed, name: Name) -> float:
    return found.asking._asked[name].due


def move(found: Bed, *, address: str) -> None:
    """Give a pod another address."""
    pod = found.store.pods.get("production", "stale-0")
    assert pod is not None
    status = msgspec.structs.replace(pod.status, pod_ip=address, pod_ips=())
    metadata = msgspec.structs.replace(pod.metadata, resource_version=address)
    found.store.put("pods", msgspec.structs.replace(pod, status=status, metadata=metadata))


async def test_nothing_is_asked_while_nothing_is_visible() -> None:
    async with bed() as found:
        for now in (0.0, 100.0, 1_000.0):
            assert not await found.asking.step(now=now)
        assert found.asked == 0


async def test_what_is_visible_is_asked_once_and_again_after_a_minute() -> None:
    async with bed() as found:
        found.asking.look([STALE])
        assert await found.asking.step(now=0.0)
        family = found.store.families.of(STALE)
        assert family is not None
        assert isinstance(family.dns, Readable)
        assert family.dns.value.ordinals[1].verdict == "split"
        once, due = found.asked, due_again(found, STALE)
        assert not await found.asking.step(now=due - 1)
        assert found.asked == once
        assert await found.asking.step(now=due)
        assert found.asked > once


async def test_the_minute_is_a_minute() -> None:
    async with bed() as found:
        found.asking.look([MATCH])
        assert await found.asking.step(now=0.0)
        assert not await found.asking.step(now=due_again(found, MATCH) - ASK_EVERY + 1)


async def test_all_visible_sets_share_a_burst() -> None:
    async with bed() as found:
        found.asking.look([STALE, MATCH])
        assert await found.asking.step(now=0.0)
        assert not await found.asking.step(now=0.0)
        for name in (STALE, MATCH):
            family = found.store.families.of(name)
            assert family is not None
            assert isinstance(family.dns, Readable)


async def test_a_change_is_asked_for_when_it_has_settled() -> None:
    async with bed() as found:
        found.asking.look([STALE])
        await found.asking.step(now=0.0)
        now = due_again(found, STALE) - ASK_EVERY + 10
        move(found, address="10.9.9.9")
        assert not await found.asking.step(now=now)
        assert not await found.asking.step(now=now + SETTLED - 0.1)
        assert await found.asking.step(now=now + SETTLED)
        family = found.store.families.of(STALE)
        assert family is not None
        assert isinstance(family.dns, Readable)
        assert family.dns.value.ordinals[0].verdict == "stale"


async def test_what_never_settles_is_asked_for_all_the_same() -> None:
    async with bed() as found:
        found.asking.look([STALE])
        await found.asking.step(now=0.0)
        first = now = due_again(found, STALE) - ASK_EVERY + 10
        asked, changes = False, 0
        while not asked and now < first + 2 * AT_LATEST:
            move(found, address=f"10.9.9.{changes}")
            changes += 1
            asked = await found.asking.step(now=now)
            now += SETTLED - 0.1
        assert asked
        assert first + AT_LATEST <= now <= first + AT_LATEST + 2 * SETTLED


async def test_after_a_bug_it_is_not_said_that_it_is_asking(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def breaks(*_: object, **__: object) -> None:
        raise LookupError("a bug")

    monkeypatch.setattr(asking, "ask_all", breaks)
    async with bed() as found:
        found.asking.look([STALE])
        with pytest.raises(LookupError):
            await found.asking.step(now=0.0)
        assert not found.asking.busy


async def test_what_changed_out_of_sight_is_forgotten() -> None:
    async with bed() as found:
        found.asking.look([STALE])
        await found.asking.step(now=0.0)
        found.asking.look([])
        asked = found.asked
        pod = found.store.pods.get("production", "stale-0")
        assert pod is not None
        found.store.drop("pods", Name("production", "stale-0"))
        assert not await found.asking.step(now=10.0)
        family = found.store.families.of(STALE)
        assert family is not None
        assert not isinstance(family.dns, Readable)
        assert found.asked == asked


@pytest.mark.parametrize(("mode", "asks"), [("on-demand", True), ("off", False)])
async def test_on_demand_asks_only_for_what_is_looked_at_closely(mode: DnsMode, asks: bool) -> None:
    async with bed(mode) as found:
        found.asking.look([STALE])
        assert not await found.asking.step(now=0.0)
        assert found.asked == 0
        found.asking.look([], closely=STALE)
        assert await found.asking.step(now=0.0) == asks
        assert bool(found.asked) == asks


async def test_the_client_view_tells_a_missing_name_from_silence() -> None:
    async with bed() as found:
        zone = Zone("cluster.local", "flag")
        families = tuple(
            family
            for name in (STALE, Name("production", "no-hostname"), Name("production", "no-service"))
            if (family := found.store.families.of(name))
        )
        stale, unnamed, lost = await ask_client(
            found.asking.session, families, namespace="production", pod="stale-0", zone=zone
        )
        assert stale.way.transport == "exec"
        assert [check.verdict for check in stale.ordinals.values()] == ["ok", "ok"]
        assert [check.verdict for check in unnamed.ordinals.values()] == ["no-hostname"] * 2
        assert [check.verdict for check in lost.ordinals.values()] == ["no-service"] * 2
        rcodes = {
            check.answers[0].rcode for dns in (unnamed, lost) for check in dns.ordinals.values()
        }
        assert rcodes == {"NXDOMAIN"}
        assert found.asked == 0, "no server is asked, only the pod"

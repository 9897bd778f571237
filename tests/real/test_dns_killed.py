"""A CoreDNS killed in the middle of a burst through its port-forward."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.dns.flight import Silence
from ststui.dns.stream import BATCH, StreamServer
from ststui.live.dns.burst import ask_all
from ststui.live.dns.way import DnsWishes, find_servers
from ststui.live.dns.zone import Zone
from ststui.live.index import Name
from ststui.live.once import read_once
from tests.real.dns_said import comes_to_say, verdicts
from tests.real.test_dns_ways import sockets
from tests.testbed.api import Api, wait_for
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.dns.stream import Stream
    from tests.real.conftest import OwnBed
    from tests.testbed.dns_server import DnsServer

pytestmark = pytest.mark.real

REPLICAS = 2 * BATCH
"""Names for more than one write, so that the server can die between two."""


class Killing:
    """A port-forward whose server is killed after it answered the first names."""

    def __init__(self, stream: Stream, server: DnsServer) -> None:
        self._stream, self._server = stream, server
        self._answered = asyncio.Event()
        self._sent = 0

    @property
    def why(self) -> str:
        return self._stream.why

    async def send(self, data: bytes) -> bool:
        self._sent += 1
        if self._sent == 2:
            await self._answered.wait()
            self._server.program.kill()
        return await self._stream.send(data)

    async def receive(self) -> bytes:
        data = await self._stream.receive()
        self._answered.set()
        return data


class Counted:
    """A DNS pod whose streams are counted."""

    def __init__(self, pod: StreamServer, server: DnsServer) -> None:
        self.opened = 0
        self._pod, self._server = pod, server
        self.asked = StreamServer(pod.label, self._connect)

    @asynccontextmanager
    async def _connect(self) -> AsyncIterator[Stream | Silence]:
        self.opened += 1
        async with self._pod.connect() as stream:
            if isinstance(stream, Silence) or self.opened > 1:
                yield stream
            else:
                yield Killing(stream, self._server)


async def test_the_stream_is_opened_again_then_the_verdict_says_so(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=1)
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
        open_session(ConnectionFlags(kubeconfig=str(bed.kubeconfig))) as session,
    ):
        await namespace.apply(
            headless_service("db"), statefulset("db", replicas=REPLICAS, parallel=True)
        )
        names = [f"db-{n}" for n in range(REPLICAS)]
        await namespace.wait_ready(*names, seconds=120)
        await comes_to_say(
            "shop", lambda said: set(verdicts(said)) == {"ok"}, kubeconfig=bed.kubeconfig
        )
        once = await read_once(session, namespace="shop")
        family = once.store.families.of(Name("shop", "db"))
        assert family is not None
        servers = await find_servers(session, DnsWishes())
        first, second = servers.servers
        assert isinstance(first, StreamServer)
        zone = Zone("cluster.local", "flag")
        await ask_all(session, (family,), servers=servers, zone=zone)
        tasks, open_ones = len(asyncio.all_tasks()), sockets()

        counted = Counted(first, bed.dns[0])
        dying = replace(servers, servers=(counted.asked, second))
        async with asyncio.timeout(20):
            (found,) = await ask_all(session, (family,), servers=dying, zone=zone)
        # Once because the first stream brought replies, once more without.
        assert counted.opened == 3
        answers: list[Any] = [check.answers[0] for check in found.ordinals.values()]
        lost = [each for each in answers if each.rcode is None]
        assert 0 < len(lost) < REPLICAS, "it died in the middle"
        # The second while the kubelet closes both channels before it wrote the reason.
        reasons = {"connection refused", "the connection was closed"}
        assert {each.why for each in lost} <= reasons
        assert not any(each.timed_out for each in lost)
        assert {check.answers[1].rcode for check in found.ordinals.values()} == {"NOERROR"}
        said = {
            (check.verdict, check.layer)
            for check in found.ordinals.values()
            if check.answers[0].rcode is None
        }
        assert said == {("unavailable", "server")}
        assert found.way.transport == "portForward"

        async def settled() -> bool:
            return len(asyncio.all_tasks()) == tasks and sockets() <= open_ones

        await wait_for(settled, what="end of the burst's tasks and sockets", seconds=20)
        bed.dns[0].start()
        _, code = await comes_to_say(
            "shop", lambda report: set(verdicts(report)) == {"ok"}, kubeconfig=bed.kubeconfig
        )
        assert code == 0

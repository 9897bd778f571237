"""DNS over UDP on loopback: what is cut (TC) is asked over TCP, what is lost is asked again."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

import dns.flags
import dns.message
import dns.rrset
import pytest

from ststui.dns.datagram import DatagramServer
from ststui.dns.flight import Silence
from ststui.dns.message import Question, Reply

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

pytestmark = pytest.mark.demo

ADDRESSES = tuple(sorted(f"10.244.0.{n}" for n in range(1, 100)))
LARGE, SMALL = Question("db.shop.svc.cluster.local.", "A"), Question("x.svc.cluster.local.", "A")


def answer(wire: bytes, *, cut: bool) -> bytes:
    """What a server says that gives out 99 addresses for the large name."""
    query = dns.message.from_wire(wire)
    response = dns.message.make_response(query)
    name = query.question[0].name.to_text()
    if name == LARGE.text:
        found = ADDRESSES[:3] if cut else ADDRESSES
        response.flags |= dns.flags.TC if cut else 0
    else:
        found = ("10.244.9.9",)
    response.answer.append(dns.rrset.from_text(name, 5, "IN", "A", *found))
    return response.to_wire()


class Cutting(asyncio.DatagramProtocol):
    """Cuts the large answer; loses the first datagrams."""

    def __init__(self, lost: int) -> None:
        self.lost = lost
        self.asked = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own is no subclass of what it promises to be.
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.asked += 1
        if self.asked > self.lost:
            self._transport.sendto(answer(data, cut=True), addr)


class NameServer:
    """A server on loopback and what it was asked."""

    def __init__(self, port: int, datagrams: Cutting) -> None:
        self.port, self.datagrams = port, datagrams
        self.over_tcp: list[str] = []
        self.serving: set[asyncio.Task[None] | None] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.serving.add(asyncio.current_task())
        try:
            while True:
                length = int.from_bytes(await reader.readexactly(2), "big")
                wire = await reader.readexactly(length)
                self.over_tcp.append(dns.message.from_wire(wire).question[0].name.to_text())
                whole = answer(wire, cut=False)
                writer.write(len(whole).to_bytes(2, "big") + whole)
        except asyncio.IncompleteReadError:
            writer.close()
            await writer.wait_closed()


@asynccontextmanager
async def name_server(*, tcp: bool = True, lost: int = 0) -> AsyncIterator[NameServer]:
    loop = asyncio.get_running_loop()
    transport, datagrams = await loop.create_datagram_endpoint(
        lambda: Cutting(lost), local_addr=("127.0.0.1", 0)
    )
    found = NameServer(transport.get_extra_info("sockname")[1], datagrams)
    streams = await asyncio.start_server(found.serve, "127.0.0.1", found.port) if tcp else None
    try:
        yield found
    finally:
        transport.close()
        if streams is not None:
            streams.close()
        await asyncio.gather(*(each for each in found.serving if each))


async def test_only_what_was_cut_is_asked_over_tcp() -> None:
    async with name_server() as server:
        found = await DatagramServer("127.0.0.1", server.port).ask([LARGE, SMALL])
    large, small = found[LARGE], found[SMALL]
    assert isinstance(large, Reply)
    assert isinstance(small, Reply)
    assert (large.values, large.truncated) == (ADDRESSES, False)
    assert small.values == ("10.244.9.9",)
    assert server.over_tcp == [LARGE.text]


async def test_without_tcp_the_cut_answer_stays_and_is_said_to_be_cut() -> None:
    async with name_server(tcp=False) as server:
        found = await DatagramServer("127.0.0.1", server.port).ask([LARGE])
    large = found[LARGE]
    assert isinstance(large, Reply)
    assert (large.values, large.truncated) == (ADDRESSES[:3], True)


async def test_a_lost_datagram_is_sent_again() -> None:
    async with name_server(lost=1) as server:
        found = await DatagramServer("127.0.0.1", server.port).ask([SMALL])
    assert isinstance(found[SMALL], Reply)
    assert server.datagrams.asked == 2


async def test_nobody_at_the_port_is_no_timeout() -> None:
    async with name_server(tcp=False) as server:
        port = server.port
    found = await DatagramServer("127.0.0.1", port).ask([SMALL])
    silence = found[SMALL]
    assert isinstance(silence, Silence)
    assert (silence.timed_out, silence.why) == (False, "Connection refused")

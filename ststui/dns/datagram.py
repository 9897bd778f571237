"""DNS over UDP, as a resolver in the cluster would ask; what does not fit is asked over TCP."""

from __future__ import annotations

import asyncio
import random
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.dns.flight import Flight, Outcome, Silence
from ststui.dns.message import Reply
from ststui.dns.stream import StreamServer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from ststui.dns.message import Question
    from ststui.dns.stream import Stream

WINDOW = 64
"""Queries in flight: more and the kernel drops what it cannot keep."""
AGAIN_AFTER = 1.0
"""Seconds after which a query is sent again."""
PATIENCE = 4.0
"""Seconds without any reply after which all that is open has timed out."""
LONGEST = 30.0
"""Seconds for one burst."""
CONNECT_PATIENCE = 3.0
"""Seconds for a TCP connection."""


class _Replies(asyncio.DatagramProtocol):
    def __init__(self) -> None:
        self.arrived: asyncio.Queue[bytes | None] = asyncio.Queue()
        self.why = ""

    def datagram_received(self, data: bytes, addr: object) -> None:
        del addr  # the socket is connected: the kernel takes nothing from others
        self.arrived.put_nowait(data)

    def error_received(self, exc: Exception) -> None:
        self.why = getattr(exc, "strerror", None) or str(exc)
        self.arrived.put_nowait(None)


@dataclass(frozen=True, slots=True)
class DatagramServer:
    """A DNS server at an address."""

    host: str
    port: int = 53

    @property
    def label(self) -> str:
        """Address and port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    async def ask(self, questions: Iterable[Question]) -> dict[Question, Outcome]:
        """Ask; each question has an outcome."""
        flight = Flight(questions, window=WINDOW, first_id=random.randrange(65_536))  # noqa: S311
        silence = Silence(timed_out=True, why=f"nothing within {LONGEST:g} s")
        try:
            async with asyncio.timeout(LONGEST):
                silence = await self._exchange(flight)
        except TimeoutError:
            pass
        except OSError as error:
            silence = Silence(timed_out=False, why=error.strerror or str(error))
        flight.give_up(silence)
        cut = [
            question
            for question, outcome in flight.outcomes.items()
            if isinstance(outcome, Reply) and outcome.truncated
        ]
        if cut:
            whole = await StreamServer(self.label, self.connect).ask(cut)
            flight.outcomes.update(
                {q: outcome for q, outcome in whole.items() if isinstance(outcome, Reply)}
            )
        return flight.outcomes

    async def _exchange(self, flight: Flight) -> Silence:
        loop = asyncio.get_running_loop()
        transport, replies = await loop.create_datagram_endpoint(
            _Replies, remote_addr=(self.host, self.port)
        )
        try:
            heard = loop.time()
            while flight.open:
                now = loop.time()
                if now - heard > PATIENCE:
                    return Silence(timed_out=True, why=f"nothing within {PATIENCE:g} s")
                flight.overdue(before=now - AGAIN_AFTER)
                for wire in flight.take(now=now):
                    transport.sendto(wire)
                try:
                    async with asyncio.timeout(AGAIN_AFTER / 4):
                        data = await replies.arrived.get()
                except TimeoutError:
                    continue
                if data is None:
                    return Silence(timed_out=False, why=replies.why)
                if flight.land(data, now=loop.time()):
                    heard = loop.time()
        finally:
            transport.close()
        return Silence(timed_out=False, why="")

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Stream | Silence]:
        """Open a TCP connection; leaving the block closes it."""
        try:
            async with asyncio.timeout(CONNECT_PATIENCE):
                reader, writer = await asyncio.open_connection(self.host, self.port)
        except TimeoutError:
            yield Silence(timed_out=True, why="no TCP connection in time")
            return
        except OSError as error:
            yield Silence(timed_out=False, why=error.strerror or str(error))
            return
        try:
            yield SocketStream(reader, writer)
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


class SocketStream:
    """A TCP connection as a stream."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.why = ""
        self._reader = reader
        self._writer = writer

    async def send(self, data: bytes) -> bool:
        """Send bytes; False when it has ended."""
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as error:
            self.why = error.strerror or str(error)
            return False
        return True

    async def receive(self) -> bytes:
        """The next bytes; none when it has ended."""
        try:
            return await self._reader.read(65_536)
        except OSError as error:
            self.why = error.strerror or str(error)
            return b""

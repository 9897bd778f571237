"""DNS over a stream of bytes: many queries in flight, replies matched, one stream a burst."""

from __future__ import annotations

import asyncio
import contextlib
import random
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from ststui.dns.flight import Flight, Outcome, Silence
from ststui.dns.framing import Unframer, framed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from contextlib import AbstractAsyncContextManager

    from ststui.dns.message import Question

PATIENCE = 3.0
"""Seconds without any reply after which what is in flight has timed out."""
LONGEST = 30.0
"""Seconds for one burst to one server, whatever it sends."""
BATCH = 64
"""Queries in one write: a WebSocket message each would cost more than the query."""


class Stream(Protocol):
    """A connection to a DNS server over which TCP's bytes go."""

    @property
    def why(self) -> str:
        """Why it ended; for people, raw, empty if the other side just closed it."""

    async def send(self, data: bytes) -> bool:
        """Send bytes; False when it has ended."""

    async def receive(self) -> bytes:
        """The next bytes; none when it has ended."""


@dataclass(frozen=True, slots=True)
class StreamServer:
    """A DNS server behind streams; one is opened for each burst and closed after it."""

    label: str
    """The DNS pod's name, or address and port."""
    connect: Callable[[], AbstractAsyncContextManager[Stream | Silence]]

    async def ask(self, questions: Iterable[Question]) -> dict[Question, Outcome]:
        """Ask; each question has an outcome.

        A stream that ends is opened again as long as the last one brought a reply (CoreDNS can
        limit the queries of one connection), and once without.
        """
        flight = Flight(questions, first_id=random.randrange(65_536))  # noqa: S311 - no secret
        silence = Silence(timed_out=True, why=f"nothing within {LONGEST:g} s")
        try:
            async with asyncio.timeout(LONGEST):
                silence = await self._until_done(flight)
        except TimeoutError:
            pass
        flight.give_up(silence)
        return flight.outcomes

    async def _until_done(self, flight: Flight) -> Silence:
        again = True
        while True:
            before = flight.open
            async with self.connect() as stream:
                if isinstance(stream, Silence):
                    return stream
                silence = await converse(stream, flight)
            flight.return_flying()
            if not flight.open or silence.timed_out:
                return silence
            if flight.open == before:
                if not again:
                    return silence
                again = False


async def converse(stream: Stream, flight: Flight) -> Silence:
    """Send what a flight has to ask and take in the replies, until all are there or it ends.

    Returns:
        Why there are no more replies; without meaning when all are there.
    """
    loop = asyncio.get_running_loop()
    unframer = Unframer()
    room = asyncio.Event()

    async def send() -> None:
        while flight.open:
            room.clear()
            batch: list[bytes] = []
            for wire in flight.take(now=loop.time()):
                batch.append(framed(wire))
                if len(batch) == BATCH:
                    if not await stream.send(b"".join(batch)):
                        return
                    batch = []
            if batch and not await stream.send(b"".join(batch)):
                return
            await room.wait()

    sender = asyncio.create_task(send(), name="dns queries")
    try:
        async with asyncio.timeout(PATIENCE) as limit:
            while flight.open:
                data = await stream.receive()
                if not data:
                    return Silence(timed_out=False, why=stream.why or "the connection was closed")
                for wire in unframer.feed(data):
                    if flight.land(wire, now=loop.time()):
                        room.set()
                        limit.reschedule(loop.time() + PATIENCE)
    except TimeoutError:
        return Silence(timed_out=True, why=f"nothing within {PATIENCE:g} s")
    finally:
        sender.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await sender
    return Silence(timed_out=False, why="")

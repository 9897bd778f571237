"""An HTTP proxy in front of an API server that does to the answers what networks do."""

from __future__ import annotations

import asyncio
from collections import deque
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import aiohttp
from aiohttp import web

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

HOP_BY_HOP = {"connection", "content-length", "content-encoding", "transfer-encoding", "host"}


@dataclass(frozen=True, slots=True)
class Canned:
    """An answer that does not come from the API server."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


def whole(chunk: bytes) -> Iterable[bytes]:
    """Forward as it came."""
    return (chunk,)


def bytewise(chunk: bytes) -> Iterable[bytes]:
    """Forward byte by byte."""
    return (chunk[at : at + 1] for at in range(len(chunk)))


class FaultProxy:
    """Forwards everything until told otherwise."""

    def __init__(self, upstream: str, *, tls: ssl.SSLContext | None) -> None:
        self.upstream = upstream
        self.requests: list[web.Request] = []
        """All requests, in order."""
        self.canned: deque[Canned] = deque()
        """Answers to give instead, one per request."""
        self.refuse: Callable[[web.Request], Canned | None] = lambda _: None
        """An answer to give instead, as long as it is set."""
        self.shape: Callable[[bytes], Iterable[bytes]] = whole
        """How the bytes of an answer are forwarded."""
        self.holds_back = False
        """Whether it keeps the bodies of watches to itself, as a proxy that buffers."""
        self.headers: dict[str, str] = {}
        """Headers put into every request."""
        self._flowing = asyncio.Event()
        self._flowing.set()
        self._open: set[asyncio.Transport] = set()
        self._tls = tls
        self._client: aiohttp.ClientSession | None = None
        self._runner: web.AppRunner | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    @property
    def watches(self) -> list[web.Request]:
        """The requests that were watches."""
        return [r for r in self.requests if "watch" in r.query]

    @property
    def lists(self) -> list[web.Request]:
        """The requests that were lists."""
        return [r for r in self.requests if "watch" not in r.query]

    async def __aenter__(self) -> Self:
        connector = aiohttp.TCPConnector(ssl=self._tls or True, limit=0)
        self._client = aiohttp.ClientSession(connector=connector, read_bufsize=2**22)
        await self.listen()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.vanish()
        assert self._client is not None
        await self._client.close()

    async def listen(self) -> None:
        """Listen, on the same port as before."""
        app = web.Application(client_max_size=2**26)
        app.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port, reuse_address=True).start()
        self._port = self._runner.addresses[0][1]

    async def vanish(self) -> None:
        """Cut everything and do not listen any more."""
        self.cut()
        self.flow()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def cut(self) -> None:
        """Break all connections that carry an answer, with a reset."""
        for transport in tuple(self._open):
            transport.abort()

    def stall(self) -> None:
        """Forward nothing, and keep all connections open."""
        self._flowing.clear()

    def flow(self) -> None:
        """Forward again."""
        self._flowing.set()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.requests.append(request)
        canned = self.canned.popleft() if self.canned else self.refuse(request)
        if canned is not None:
            return web.Response(status=canned.status, body=canned.body, headers=canned.headers)
        assert self._client is not None
        assert isinstance(request.transport, asyncio.Transport)
        transport = request.transport
        self._open.add(transport)
        try:
            with suppress(ConnectionError, aiohttp.ClientError):
                return await self._forward(request)
        finally:
            self._open.discard(transport)
        # The API server is not there, or one side is gone: what a load balancer then does.
        transport.abort()
        return web.Response(status=502)

    async def _forward(self, request: web.Request) -> web.StreamResponse:
        assert self._client is not None
        kept = {k: v for k, v in request.headers.items() if k.lower() not in HOP_BY_HOP}
        async with self._client.request(
            request.method,
            f"{self.upstream}{request.path_qs}",
            headers={**kept, **self.headers},
            data=await request.read(),
        ) as back:
            kept = {k: v for k, v in back.headers.items() if k.lower() not in HOP_BY_HOP}
            answer = web.StreamResponse(status=back.status, headers=kept)
            await self._flowing.wait()
            await answer.prepare(request)
            try:
                async for chunk in back.content.iter_any():
                    if self.holds_back and "watch" in request.query:
                        continue
                    for piece in self.shape(chunk):
                        await self._flowing.wait()
                        await answer.write(piece)
            finally:
                # No farewell to an API server that goes on sending.
                if back.connection is not None and back.connection.transport is not None:
                    back.connection.transport.abort()
            await answer.write_eof()
            return answer


@asynccontextmanager
async def fault_proxy(
    upstream: str, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[FaultProxy]:
    """A proxy that runs while the block does."""
    async with FaultProxy(upstream, tls=tls) as proxy:
        yield proxy

"""A session with one API server: verbs that give values, with login, clock and trouble inside.

Every verb gives a `Response` for a 2xx answer and a `Trouble` for anything else; nothing is raised
but `CancelledError`. Importing this module is cheap: the HTTP client comes with the first session.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from ststui.cluster.channel import Channel, Query
from ststui.cluster.clock import ServerClock
from ststui.cluster.connection import connection
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.headers import plain
from ststui.cluster.keepalive import keep_alive
from ststui.cluster.kubernetes_client import kubernetes_client
from ststui.cluster.parting import drop
from ststui.cluster.proxy import check_proxy, proxy_for
from ststui.cluster.stream import Stream
from ststui.cluster.trouble import Response, Trouble
from ststui.cluster.websocket import WebSocket
from ststui.errors import LoginError

CONNECT_PATIENCE: Final = 10.0
"""Seconds to wait for a connection; a bastion's route to a dead address gives no answer at all."""

HEAD_PATIENCE: Final = 30.0
"""Seconds to wait for the head of an answer that is then read for long."""

READ_PATIENCE: Final = 60.0
"""Seconds to wait for the next bytes of an answer; the API server's own limit is 60 s."""

JSON: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Session:
    """One API server as one identity."""

    _channel: Channel

    @property
    def context(self) -> str:
        """Name of the kubeconfig's context."""
        return self._channel.connection.context

    @property
    def cluster_name(self) -> str:
        """Name of the kubeconfig's cluster entry."""
        return self._channel.connection.cluster_name

    @property
    def server(self) -> str:
        """Address of the API server, without a slash at its end."""
        return self._channel.connection.cluster.server

    @property
    def namespace(self) -> str:
        """The namespace in effect: flag, context, or `default`."""
        return self._channel.connection.namespace

    @property
    def in_pod(self) -> bool:
        """Whether it is a pod's to its own cluster, by its service account."""
        return self._channel.connection.in_pod

    @property
    def user_agent(self) -> str:
        """How ststui calls itself in the server's audit log."""
        return self._channel.user_agent

    def now(self) -> datetime:
        """The server's time: the local clock plus what the Date headers tell."""
        return self._channel.clock.now()

    @property
    def may_ask(self) -> bool:
        """Whether `login` may need the terminal: an exec plugin that may ask questions."""
        return self._channel.credentials.may_ask

    async def login(self) -> Trouble | None:
        """Get credentials while the terminal may be used, before the first frame.

        Returns:
            What went wrong; `None` when there is a credential or none is needed.
        """
        try:
            await self._channel.credentials.login()
        except LoginError as error:
            return Trouble(kind="unauthorized", text=str(error))
        return None

    async def get(
        self,
        path: str,
        *,
        query: Query | None = None,
        accept: str = JSON,
        look: Callable[[bytes], None] | None = None,
    ) -> Response | Trouble:
        """Read something.

        Args:
            path: The path below the server's address, with a leading slash.
            query: Query parameters.
            accept: The media type to ask for.
            look: Called with the first bytes of the body while the rest is on its way.

        Returns:
            The answer, or why there is none.
        """
        headers = (("Accept", accept),)
        return await self._exchange("GET", path, query=query, headers=headers, look=look)

    async def send(
        self, method: str, path: str, *, body: bytes, content_type: str, query: Query | None = None
    ) -> Response | Trouble:
        """Send something; what changes the cluster goes through `ststui.writing` only.

        Args:
            method: POST, PUT, PATCH or DELETE.
            path: The path below the server's address, with a leading slash.
            body: The body; may be empty.
            content_type: Its media type, e.g. `application/json-patch+json`.
            query: Query parameters, e.g. `dryRun` and `fieldManager`.

        Returns:
            The answer, or why there is none.
        """
        headers = (("Accept", JSON), ("Content-Type", content_type))
        return await self._exchange(method, path, query=query, headers=headers, body=body)

    @asynccontextmanager
    async def stream(
        self,
        path: str,
        *,
        query: Query | None = None,
        idle_timeout: float | None = None,
        accept: str = JSON,
    ) -> AsyncIterator[Stream | Trouble]:
        """Read an answer while it comes; leaving the block ends it.

        Args:
            path: The path below the server's address, with a leading slash.
            query: Query parameters.
            idle_timeout: Seconds without a byte after which it counts as lost; for ever if `None`.
            accept: The media type to ask for.

        Yields:
            The stream, or why there is none.
        """
        import aiohttp  # noqa: PLC0415 - only the first request needs it

        patience = aiohttp.ClientTimeout(sock_connect=CONNECT_PATIENCE, sock_read=idle_timeout)
        answer = await self._channel.open(
            "GET",
            path,
            query=query,
            headers=(("Accept", accept),),
            patience=patience,
            head_patience=min(idle_timeout or HEAD_PATIENCE, HEAD_PATIENCE),
        )
        if isinstance(answer, Trouble):
            yield answer
            return
        try:
            if answer.status // 100 != 2:
                yield await self._channel.refusal(answer)
            else:
                keep_alive(answer)
                yield Stream(answer, headers=plain(answer.headers), explain=self._channel.explain)
        finally:
            drop(answer)

    @asynccontextmanager
    async def websocket(
        self, path: str, *, query: Query | None = None, protocols: Sequence[str] = ()
    ) -> AsyncIterator[WebSocket | Trouble]:
        """Open a WebSocket; leaving the block closes it.

        Args:
            path: The path below the server's address, with a leading slash.
            query: Query parameters; pairs where a name stands more than once.
            protocols: Subprotocols to offer, the best first.

        Yields:
            The socket, or why there is none.
        """
        answer = await self._channel.open_websocket(path, query=query, protocols=protocols)
        if isinstance(answer, Trouble):
            yield answer
            return
        try:
            yield WebSocket(answer, explain=self._channel.explain)
        finally:
            await answer.close()

    async def _exchange(
        self,
        method: str,
        path: str,
        *,
        query: Query | None,
        headers: tuple[tuple[str, str], ...],
        body: bytes | None = None,
        look: Callable[[bytes], None] | None = None,
    ) -> Response | Trouble:
        import aiohttp  # noqa: PLC0415 - only the first request needs it

        patience = aiohttp.ClientTimeout(
            total=self._channel.connection.request_timeout,
            sock_connect=CONNECT_PATIENCE,
            sock_read=READ_PATIENCE,
        )
        answer = await self._channel.open(
            method, path, query=query, headers=headers, body=body, patience=patience
        )
        if isinstance(answer, Trouble):
            return answer
        try:
            if answer.status // 100 != 2:
                return await self._channel.refusal(answer)
            head = b""
            if look is not None:
                head = await answer.content.readany()
                look(head)
            return Response(answer.status, plain(answer.headers), head + await answer.read())
        except (aiohttp.ClientError, OSError) as error:
            return self._channel.explain(error)
        finally:
            drop(answer)


async def prepare() -> None:
    """Load the HTTP client in a thread, before the first verb needs it: 0.16 s of imports."""
    await asyncio.to_thread(kubernetes_client)


@asynccontextmanager
async def open_session(
    flags: ConnectionFlags,
    *,
    environment: Mapping[str, str] | None = None,
    clock: ServerClock | None = None,
) -> AsyncIterator[Session]:
    """Open a session; nothing is sent before the first verb.

    Args:
        flags: The connection flags.
        environment: The process' environment unless given.
        clock: The clock to set by the server's; a new one unless given.

    Yields:
        The session; its connections close with the block.

    Raises:
        KubeconfigError: The kubeconfig cannot be used.
        UnknownNameError: A flag names a context, cluster or user that does not exist.
    """
    environment = os.environ if environment is None else environment
    found = connection(flags, environment=environment)
    proxy = proxy_for(
        found.cluster.server, proxy_url=found.cluster.proxy_url, environment=environment
    )
    if proxy is not None:
        check_proxy(proxy, server=found.cluster.server)
    channel = Channel(connection=found, clock=clock or ServerClock(), proxy=proxy)
    try:
        yield Session(channel)
    finally:
        await channel.close()

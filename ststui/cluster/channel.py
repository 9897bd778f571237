"""One request to the API server: the credential of now, one more try with a newer one after 401."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ststui.cluster.answer import trouble_of_answer
from ststui.cluster.certificate import expires_at
from ststui.cluster.clock import ServerClock
from ststui.cluster.credential import Credential
from ststui.cluster.credentials import Credentials
from ststui.cluster.endpoint import Connection
from ststui.cluster.failure import trouble_of_failure
from ststui.cluster.headers import Headers, login_headers, plain, user_agent
from ststui.cluster.parting import drop
from ststui.cluster.transport import Transport, open_transport
from ststui.cluster.trouble import Trouble
from ststui.errors import KubeconfigError, LoginError

if TYPE_CHECKING:
    import aiohttp

MOST_OF_AN_ERROR: Final = 65_536
"""Bytes that are read of an answer that is not 2xx."""

FAREWELL_PATIENCE: Final = 1.0
"""Seconds to wait for the other side's close frame (aiohttp: 10 s); what is gone sends none."""

Query = Mapping[str, str] | Sequence[tuple[str, str]]
"""Query parameters; pairs where a name stands more than once (exec's `command`)."""

Answer = TypeVar("Answer")


@dataclass(slots=True, kw_only=True)
class Channel:
    """The way to one API server as one identity."""

    connection: Connection
    clock: ServerClock
    proxy: str | None
    user_agent: str = field(default_factory=user_agent)
    credentials: Credentials = field(init=False)
    _transport: Transport | None = field(default=None, init=False)
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)

    def __post_init__(self) -> None:
        self.credentials = Credentials(self.connection, self.clock)

    async def open(
        self,
        method: str,
        path: str,
        *,
        query: Query | None,
        headers: Headers,
        patience: "aiohttp.ClientTimeout",
        head_patience: float | None = None,
        body: bytes | None = None,
    ) -> "aiohttp.ClientResponse | Trouble":
        """Send a request and read the head of the answer.

        Args:
            method: The HTTP method.
            path: The path below the server's address, with a leading slash.
            query: Query parameters.
            headers: Headers besides login, impersonation, agent and compression.
            patience: The limits of time.
            head_patience: Seconds to wait for the head of the answer, the login not counted.
            body: The body.

        Returns:
            The answer, which the caller releases or closes, whatever its status; or why there
            is none.
        """

        async def send(
            http: "aiohttp.ClientSession", login: Headers, **common: Any
        ) -> "aiohttp.ClientResponse":
            async with asyncio.timeout(head_patience):
                return await http.request(
                    method,
                    f"{self.connection.cluster.server}{path}",
                    params=query,
                    headers=(*login, *headers),
                    data=body,
                    timeout=patience,
                    allow_redirects=False,
                    **common,
                )

        return await self._with_login(send, status=lambda a: a.status, drop=drop)

    async def open_websocket(
        self, path: str, *, query: Query | None, protocols: Sequence[str]
    ) -> "aiohttp.ClientWebSocketResponse[bool] | Trouble":
        """Upgrade to a WebSocket.

        Args:
            path: The path below the server's address, with a leading slash.
            query: Query parameters.
            protocols: Subprotocols to offer.

        Returns:
            The socket, which the caller closes; or why there is none.
        """

        async def send(
            http: "aiohttp.ClientSession", login: Headers, **common: Any
        ) -> "aiohttp.ClientWebSocketResponse[bool]":
            import aiohttp  # noqa: PLC0415 - loaded already, the session is its

            socket: aiohttp.ClientWebSocketResponse[bool] = await http.ws_connect(
                f"{self.connection.cluster.server}{path}",
                params=query,
                headers=login,
                protocols=protocols,
                max_msg_size=0,
                timeout=aiohttp.ClientWSTimeout(ws_close=FAREWELL_PATIENCE),
                **common,
            )
            return socket

        return await self._with_login(send)

    async def refusal(self, answer: "aiohttp.ClientResponse") -> Trouble:
        """Say what an answer means that is not 2xx.

        Args:
            answer: The answer, its body not yet read.

        Returns:
            The trouble.
        """
        import aiohttp  # noqa: PLC0415 - loaded already, the answer is its

        try:
            body = await answer.content.readexactly(MOST_OF_AN_ERROR)
        except asyncio.IncompleteReadError as end:
            body = end.partial
        except (aiohttp.ClientError, OSError):
            body = b""
        return self._trouble(answer.status, headers=plain(answer.headers), body=body)

    def explain(self, error: BaseException) -> Trouble:
        """Say what an exception of the HTTP client means.

        Args:
            error: The exception.

        Returns:
            The trouble; names an expired client certificate where that explains it.
        """
        import aiohttp  # noqa: PLC0415 - loaded already, it raised this

        if isinstance(error, aiohttp.WSServerHandshakeError):
            return self._trouble(error.status, headers=plain(error.headers or {}), body=b"")
        found = trouble_of_failure(error, server=self.connection.cluster.server, proxy=self.proxy)
        return self._certificate_ended() or found if found.kind == "tls" else found

    async def close(self) -> None:
        """Close all connections."""
        async with self._lock:
            if self._transport is not None:
                await self._transport.close()
                self._transport = None

    async def _with_login(
        self,
        send: Callable[..., Awaitable[Answer]],
        *,
        status: Callable[[Answer], int] = lambda _: 0,
        drop: Callable[[Answer], Any] = lambda _: None,
    ) -> Answer | Trouble:
        """Send, and once more if the answer is 401 and a newer credential can be had."""
        import aiohttp  # noqa: PLC0415 - only a type until a transport is open

        again = True
        while True:
            try:
                credential = await self.credentials.get()
                transport = await self._transport_for(credential)
            except LoginError as error:
                return Trouble(kind="unauthorized", text=str(error))
            except KubeconfigError as error:
                return Trouble(kind="tls", text=str(error))
            sent = self.clock.local()
            answer: Answer | None = None
            trouble = Trouble(kind="unreachable", text="")
            try:
                answer = await send(
                    transport.http,
                    login_headers(self.connection, credential=credential, agent=self.user_agent),
                    proxy=self.proxy,
                    server_hostname=self.connection.cluster.tls_server_name or None,
                )
            except (aiohttp.ClientError, OSError, ValueError) as error:
                trouble = self.explain(error)
            if isinstance(answer, aiohttp.ClientResponse):
                self.clock.hear(answer.headers.get("Date"), sent=sent)
            code = trouble.status if answer is None else status(answer)
            if code == 401 and again:
                again = False
                renewed = await self._renew(credential)
                if renewed is not False and answer is not None:
                    drop(answer)
                if isinstance(renewed, Trouble):
                    return renewed
                if renewed:
                    continue
            return trouble if answer is None else answer

    async def _renew(self, refused: Credential) -> bool | Trouble:
        try:
            return await self.credentials.renew(refused)
        except LoginError as error:
            return Trouble(kind="unauthorized", text=str(error), status=401)

    async def _transport_for(self, credential: Credential) -> Transport:
        """The connections with the certificate of now.

        One that was renewed on disk is taken, as client-go v0.36.3, transport/cert_rotation.go,
        takes it.
        """
        async with self._lock:
            held = self._transport
            shown = credential.certificate or self.connection.user.certificate_bytes()
            in_a_file = not credential.certificate and self.connection.user.client_certificate
            if held is not None and (shown == held.certificate or (in_a_file and not shown)):
                return held
            try:
                self._transport = await open_transport(self.connection, credential=credential)
            except KubeconfigError:
                if held is not None and in_a_file:
                    # Certificate and key are two files: half of a renewal is not the end.
                    return held
                raise
            if held is not None:
                # As client-go: what was opened with the old certificate does not outlive it.
                await held.close()
            return self._transport

    def _trouble(self, status: int, *, headers: Mapping[str, str], body: bytes) -> Trouble:
        ended = self._certificate_ended() if status == 401 else None
        return ended or trouble_of_answer(
            status,
            headers=headers,
            body=body,
            server=self.connection.cluster.server,
            now=self.clock.now(),
        )

    def _certificate_ended(self) -> Trouble | None:
        """The trouble with the client certificate, if it has ended."""
        held = self._transport
        shown = held.certificate if held else self.connection.user.certificate_bytes()
        ends = expires_at(shown)
        if ends is None or ends > self.clock.now():
            return None
        user = self.connection.user_name
        return Trouble(
            kind="unauthorized",
            text=f'the client certificate of user "{user}" expired on {ends:%Y-%m-%d}; renew it',
        )

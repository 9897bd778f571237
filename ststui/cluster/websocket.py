"""A WebSocket to the API server: exec, attach and port-forward."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Self

from ststui.cluster.trouble import Trouble

if TYPE_CHECKING:
    import aiohttp


class WebSocket:
    """Binary messages both ways; iterating gives them until the other side closes.

    Iterating never raises but `CancelledError`: when it ended, `trouble` says why.

    Attributes:
        protocol: The subprotocol that the server chose; empty if none.
        trouble: `None` while it runs and after a proper end; else what cut it.
    """

    def __init__(
        self,
        socket: "aiohttp.ClientWebSocketResponse[bool]",
        *,
        explain: Callable[[BaseException], Trouble],
    ) -> None:
        self.protocol = socket.protocol or ""
        self.trouble: Trouble | None = None
        self._socket = socket
        self._explain = explain

    async def send(self, message: bytes) -> Trouble | None:
        """Send one binary message.

        Args:
            message: The bytes.

        Returns:
            What went wrong, `None` when it is on its way.
        """
        import aiohttp  # noqa: PLC0415 - loaded already, the socket is its

        try:
            await self._socket.send_bytes(message)
        except (aiohttp.ClientError, OSError) as error:
            self.trouble = self._explain(error)
        return self.trouble

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        import aiohttp  # noqa: PLC0415 - loaded already, the socket is its

        try:
            message = await self._socket.receive()
        except (aiohttp.ClientError, OSError) as error:
            self.trouble = self._explain(error)
            raise StopAsyncIteration from None
        if message.type is aiohttp.WSMsgType.BINARY:
            return bytes(message.data)
        if message.type is aiohttp.WSMsgType.TEXT:
            return str(message.data).encode()
        if message.type is aiohttp.WSMsgType.ERROR:
            self.trouble = self._explain(self._socket.exception() or ConnectionError())
        raise StopAsyncIteration

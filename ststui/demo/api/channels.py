"""Channels over WebSockets: each binary message begins with the number of its stream.

k8s.io/cri-streaming/pkg/streaming/remotecommand/websocket.go 0.36: 0 is standard input, 1 output,
2 error output, 3 the final Status, 4 the terminal's size; v5 adds 255, which closes a stream.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from aiohttp import WSMsgType, web

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

STDIN, STDOUT, STDERR, STATUS, RESIZE, CLOSE = 0, 1, 2, 3, 4, 255
PROTOCOLS = ("v5.channel.k8s.io", "v4.channel.k8s.io")
"""Understood subprotocols, the better one first."""


class Channels:
    """The streams of one command."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket

    async def write(self, channel: int, data: bytes) -> None:
        """Send bytes on a stream."""
        await self._socket.send_bytes(bytes((channel,)) + data)

    async def finish(self, exit_code: int) -> None:
        """Send the final Status and close."""
        status: dict[str, Any] = {"metadata": {}, "status": "Success"}
        if exit_code:
            status = {
                "metadata": {},
                "status": "Failure",
                "message": f"command terminated with non-zero exit code: exit status {exit_code}",
                "reason": "NonZeroExitCode",
                "details": {"causes": [{"reason": "ExitCode", "message": str(exit_code)}]},
            }
        await self.write(STATUS, json.dumps(status).encode())
        await self._socket.close()

    async def fail(self, message: str) -> None:
        """Send a Status of failure to start, and close."""
        status = {
            "metadata": {},
            "status": "Failure",
            "message": message,
            "reason": "InternalError",
            "code": 500,
        }
        await self.write(STATUS, json.dumps(status).encode())
        await self._socket.close()

    async def messages(self) -> AsyncIterator[tuple[int, bytes]]:
        """What the client sends: stream and bytes; (CLOSE, stream) when it closes one."""
        async for message in self._socket:
            if message.type is WSMsgType.BINARY and message.data:
                yield message.data[0], message.data[1:]
            elif message.type is WSMsgType.TEXT and message.data:
                raw = message.data.encode()
                yield raw[0], raw[1:]

"""A port of a pod as a stream of bytes, through the API server and the kubelet."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from ststui.cluster.port_frames import PROTOCOL, PortFrames
from ststui.cluster.session import Session
from ststui.cluster.trouble import Trouble
from ststui.cluster.websocket import WebSocket

CONNECT_PATIENCE: Final = 5.0
"""Seconds for the upgrade; the API server asks the kubelet before it answers."""

_NOISE: Final = re.compile(r"^error forwarding port \d+ to pod [^:]*(?:, uid [^:]*)?: ")


class ForwardedPort:
    """One connection to one port; a `ststui.dns.stream.Stream`.

    Attributes:
        why: Why it ended; empty if the other side just closed it.
    """

    def __init__(self, socket: WebSocket, *, port: int) -> None:
        self.why = ""
        self._socket = socket
        self._frames = PortFrames(port)

    async def send(self, data: bytes) -> bool:
        """Send bytes to the port.

        Args:
            data: The bytes.

        Returns:
            False when the connection has ended.
        """
        trouble = await self._socket.send(self._frames.write(data))
        if trouble is not None:
            self.why = self.why or trouble.text
        return trouble is None

    async def receive(self) -> bytes:
        """Wait for bytes from the port.

        Returns:
            The bytes; none when the connection has ended.
        """
        async for message in self._socket:
            data = self._frames.read(message)
            if self._frames.trouble:
                self.why = in_short(self._frames.trouble)
                return b""
            if data:
                return data
        if self._socket.trouble is not None:
            self.why = self._socket.trouble.text
        return b""


@asynccontextmanager
async def forward(
    session: Session, *, namespace: str, pod: str, port: int
) -> AsyncIterator[ForwardedPort | Trouble]:
    """Open a connection to a port of a pod; leaving the block closes it.

    Args:
        session: The session.
        namespace: The pod's namespace.
        pod: The pod's name.
        port: The port inside the pod.

    Yields:
        The connection, or why there is none.
    """
    path = f"/api/v1/namespaces/{namespace}/pods/{pod}/portforward"
    query = {"ports": str(port)}
    async with AsyncExitStack() as stack:
        try:
            async with asyncio.timeout(CONNECT_PATIENCE):
                opening = session.websocket(path, query=query, protocols=(PROTOCOL,))
                socket = await stack.enter_async_context(opening)
        except TimeoutError:
            text = f"no port-forward to pod {pod} within {CONNECT_PATIENCE:g} s"
            yield Trouble(kind="timeout", text=text)
            return
        if isinstance(socket, Trouble):
            yield socket
        elif socket.protocol != PROTOCOL:
            spoken = socket.protocol or "none"
            yield Trouble(kind="proxy", text=f"the WebSocket speaks {spoken} instead of {PROTOCOL}")
        else:
            yield ForwardedPort(socket, port=port)


def in_short(text: str) -> str:
    """Shorten what the kubelet says of a failed port-forward to its reason.

    Args:
        text: The text of the error channel.

    Returns:
        E.g. `connect: connection refused`; the text itself if it is of another form.
    """
    line = " ".join(text.split())
    bare = _NOISE.sub("", line)
    _, found, tail = bare.rpartition(": connect: ")
    return tail if found else bare

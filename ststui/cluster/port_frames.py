"""Frames of a port-forward over `v4.channel.k8s.io`: channel bytes, port numbers, error texts.

k8s.io/cri-streaming v0.36.3, pkg/streaming/portforward/websocket.go: each message is one channel
byte and its payload; port i has the channels 2i (data) and 2i+1 (errors), and the first message on
each is the port's number as two bytes, little endian. No I/O here.
"""

import struct
from dataclasses import dataclass, field
from typing import Final

PROTOCOL: Final = "v4.channel.k8s.io"
"""The one subprotocol with plain frames; the newer one for port-forwards tunnels SPDY."""

_DATA: Final = 0
_ERROR: Final = 1
_PORT: Final = struct.Struct("<H")


@dataclass(slots=True)
class PortFrames:
    """What came on the two channels of the one forwarded port."""

    port: int
    trouble: str = ""
    """What the error channel said, or why the frames make no sense; final when not empty."""

    _heads: dict[int, bytearray] = field(
        default_factory=lambda: {_DATA: bytearray(), _ERROR: bytearray()}
    )

    def read(self, message: bytes) -> bytes:
        """Take a message in.

        Args:
            message: One WebSocket message.

        Returns:
            The bytes of the port that were in it; none if it was about something else.
        """
        if not message or self.trouble:
            return b""
        channel, payload = message[0], message[1:]
        head = self._heads.get(channel)
        if head is None:
            self.trouble = f"a frame for channel {channel}, which was not opened"
            return b""
        if len(head) < _PORT.size:
            missing = _PORT.size - len(head)
            head += payload[:missing]
            payload = payload[missing:]
            if len(head) == _PORT.size and _PORT.unpack(head)[0] != self.port:
                self.trouble = f"port {_PORT.unpack(head)[0]} was opened instead of {self.port}"
                return b""
        if channel == _DATA:
            return payload
        if payload:
            self.trouble = payload.decode(errors="replace").strip()
        return b""

    @staticmethod
    def write(data: bytes) -> bytes:
        """Give the message that sends bytes to the port.

        Args:
            data: The bytes.

        Returns:
            One WebSocket message.
        """
        return bytes((_DATA,)) + data

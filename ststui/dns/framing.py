"""Messages in a stream of bytes, each with its length in front (RFC 1035, 4.2.2)."""

from __future__ import annotations

import struct

MOST = 65_535
"""Bytes of one message."""
_LENGTH = struct.Struct(">H")


def framed(message: bytes) -> bytes:
    """A message with its length in front.

    Raises:
        ValueError: it is longer than DNS allows.
    """
    if len(message) > MOST:
        raise ValueError("a DNS message has at most 65535 bytes")
    return _LENGTH.pack(len(message)) + message


class Unframer:
    """Takes a stream apart, whatever pieces it comes in."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that are complete now, in their order."""
        self._buffer += data
        found: list[bytes] = []
        start = 0
        while len(self._buffer) - start >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._buffer, start)
            end = start + _LENGTH.size + length
            if len(self._buffer) < end:
                break
            found.append(bytes(self._buffer[start + _LENGTH.size : end]))
            start = end
        del self._buffer[:start]
        return found

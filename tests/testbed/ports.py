"""Free ports on the loopback address."""

from __future__ import annotations

import random
import socket

RANGE = (20_000, 32_000)
"""Below Linux' ephemeral ports (32768 and up): no outgoing connection can take a port between
the moment it was found free and the moment its program listens, nor while a program restarts."""


def free_ports(count: int) -> tuple[int, ...]:
    """``count`` different ports on which nothing listens now, for TCP and UDP."""
    found: list[int] = []
    for port in random.sample(range(*RANGE), k=RANGE[1] - RANGE[0]):
        if _is_free(port):
            found.append(port)
        if len(found) == count:
            return tuple(found)
    message = f"no {count} free ports between {RANGE[0]} and {RANGE[1]}"
    raise OSError(message)


def _is_free(port: int) -> bool:
    for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
        with socket.socket(socket.AF_INET, kind) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                return False
    return True

"""Noticing that the other end of a quiet connection is gone.

A watch may be silent for a minute. The kernel asks the other end meanwhile, so that a connection
that a firewall forgot, or whose machine died, fails within half a minute and not at the next
bookmark that does not come.
"""

import contextlib
import socket
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import aiohttp

QUIET_SECONDS: Final = 15
"""Seconds of silence before the kernel asks."""

BETWEEN_SECONDS: Final = 5
"""Seconds between two questions."""

QUESTIONS: Final = 3
"""So many questions without an answer end the connection."""


def keep_alive(answer: "aiohttp.ClientResponse") -> None:
    """Let the kernel watch over the connection of an answer, where it can.

    Args:
        answer: An answer that is still being read.
    """
    transport = answer.connection.transport if answer.connection else None
    found = transport.get_extra_info("socket") if transport else None
    if found is None:
        return
    with contextlib.suppress(OSError):
        found.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        # macOS has no TCP_KEEPIDLE under this name.
        for option, value in (
            ("TCP_KEEPIDLE", QUIET_SECONDS),
            ("TCP_KEEPINTVL", BETWEEN_SECONDS),
            ("TCP_KEEPCNT", QUESTIONS),
        ):
            if hasattr(socket, option):
                found.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)

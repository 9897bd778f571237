"""The audit in the system's log: the way out of a full disk."""

from __future__ import annotations

import errno
import os
import socket
import time
from collections import deque
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.writing.audit import Line

SOCKETS = (Path("/dev/log"), Path("/var/run/syslog"))
"""Where the system's log listens: Linux, macOS."""
PRIORITY = (4 << 3) | 5
"""Facility auth, severity notice (RFC 3164, section 4.1.1)."""
TIMEOUT = 3.0
"""Seconds for one line: a log that hangs is one that cannot be written."""
MOST = 1_000
"""Lines kept to be read again; one of them has a kilobyte or two."""
KINDS = (socket.SOCK_DGRAM, socket.SOCK_STREAM)


@dataclass(frozen=True, slots=True)
class SyslogAudit:
    """Lines as messages on the log's own socket; what was noted cannot be read again.

    The C library's syslog() does not tell whether anybody took the message, so it is not used.
    """

    sockets: tuple[Path, ...] = SOCKETS
    noted: deque[Line] = field(default_factory=lambda: deque(maxlen=MOST))
    """By this program, while it runs; the last ones."""

    def note(self, line: Line) -> str:
        """Send a line to the system's log; why not, where it does not take it."""
        place = next((each for each in self.sockets if each.exists()), None)
        if place is None:
            return f"syslog cannot be written: nothing listens on {self.sockets[0]}"
        stamp = time.strftime("%b %e %H:%M:%S")
        head = f"<{PRIORITY}>{stamp} ststui[{os.getpid()}]: ".encode()
        why = ""
        for kind in KINDS:
            why = _send(place, kind, head + msgspec.json.encode(line))
            if not why:
                self.noted.append(line)
                return ""
            if why != os.strerror(errno.EPROTOTYPE):
                break
        return f"syslog cannot be written: {place}: {why.lower()}"

    def lines(self) -> Iterator[Line]:
        """What this program noted last."""
        yield from self.noted


def _send(place: Path, kind: socket.SocketKind, message: bytes) -> str:
    with socket.socket(socket.AF_UNIX, kind) as log:
        log.settimeout(TIMEOUT)
        try:
            log.connect(str(place))
            # A stream has no messages of its own; each ends with a NUL or newline.
            log.sendall(message if kind is socket.SOCK_DGRAM else message + b"\n")
        except OSError as error:
            return error.strerror or "no answer"
    return ""

"""Writes that were begun and whose end nobody noted: the program was killed, or the disk full."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.wording.escape import safe
from ststui.writing.began import began

if TYPE_CHECKING:
    from ststui.writing.audit import Audit, Line


@dataclass(frozen=True, slots=True)
class LeftOpen:
    """One such write."""

    id: str
    text: str
    """One sentence, safe for a terminal."""


def left_open(audit: Audit) -> tuple[LeftOpen, ...]:
    """The writes left open, oldest first; those of programs that run still are not among them."""
    begun: dict[str, Line] = {}
    for line in audit.lines():
        found = str(line.get("id", ""))
        if line.get("phase") == "before":
            begun[found] = line
        elif line.get("phase") in {"after", "told"}:
            begun.pop(found, None)
    return tuple(LeftOpen(i, _text(line)) for i, line in begun.items() if not _running(line))


def tell(audit: Audit, found: tuple[LeftOpen, ...]) -> None:
    """Note that somebody was told, so that it is said once."""
    for each in found:
        audit.note({"phase": "told", "id": each.id})


def _running(line: Line) -> bool:
    """Whether the program that noted a line still runs, as far as this machine can tell."""
    number = line.get("pid")
    if line.get("host") != socket.gethostname() or not isinstance(number, int) or number <= 0:
        return False
    try:
        os.kill(number, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        pass  # it is somebody else's, and runs
    noted, told = line.get("began"), began(number)
    return noted is None or told is None or noted == told


def _text(line: Line) -> str:
    where = f"{line.get('namespace')}/{line.get('name')}, context {line.get('context')}"
    return safe(
        f"begun at {line.get('at')} and not known to have ended: {line.get('title')} ({where}, "
        f"{line.get('method')} {line.get('path')}): look whether it was done"
    )

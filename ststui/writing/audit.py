"""The audit file: one line of JSON before and one after each request, or nothing is written."""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import msgspec
from platformdirs import user_state_path

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWNER_ONLY = 0o600
OWNER_ONLY_FOLDER = 0o700

MOST_READ = 4 * 2**20
"""Bytes that are read again: thousands of writes, while the file may grow for years."""

Line = dict[str, Any]
"""One line: `docs/safety.md` has its keys."""


def place() -> Path:
    """Where the audit file is: `$XDG_STATE_HOME/ststui/audit.jsonl`."""
    return user_state_path("ststui") / "audit.jsonl"


class Audit(Protocol):
    """Takes note of requests."""

    def note(self, line: Line) -> str:
        """Note a line for good.

        Returns:
            Why it could not be noted; empty when it was. Then a crash does not lose it.
        """

    def lines(self) -> Iterator[Line]:
        """What was noted before, oldest first, as far as it can be read."""


@dataclass(frozen=True, slots=True)
class FileAudit:
    """A file of its owner alone; several programs may note at the same time."""

    path: Path

    def note(self, line: Line) -> str:
        """Append a line and have it on the disk before it returns."""
        data = msgspec.json.encode(line) + b"\n"
        try:
            self.path.parent.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
            flags = os.O_CREAT | os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
            opened = os.open(self.path, flags, OWNER_ONLY)
        except OSError as error:
            return _why(self.path, error)
        try:
            return self._append(opened, data)
        except OSError as error:
            return _why(self.path, error)
        finally:
            os.close(opened)

    def lines(self) -> Iterator[Line]:
        """The newest lines of the file; what is no line of JSON is passed over."""
        for each in self._newest().splitlines():
            with suppress(msgspec.DecodeError, RecursionError):
                line = msgspec.json.decode(each)
                if isinstance(line, dict):
                    yield line

    def _newest(self) -> bytes:
        try:
            opened = os.open(self.path, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        except OSError:
            return b""
        try:
            found = os.fstat(opened)
            if not stat.S_ISREG(found.st_mode):
                return b""
            return os.pread(opened, MOST_READ, max(found.st_size - MOST_READ, 0))
        except OSError:
            return b""
        finally:
            os.close(opened)

    def _append(self, opened: int, data: bytes) -> str:
        fcntl.flock(opened, fcntl.LOCK_EX)
        found = os.fstat(opened)
        if not stat.S_ISREG(found.st_mode):
            return f"{self.path} cannot be written: it is no file"
        if found.st_mode & 0o077:
            os.fchmod(opened, OWNER_ONLY)
        if found.st_size and os.pread(opened, 1, found.st_size - 1) != b"\n":
            # A crash of the machine left half a line: it must not take this one with it.
            data = b"\n" + data
        try:
            written = os.write(opened, data)
            if written == len(data):
                os.fsync(opened)
                return ""
        except OSError:
            _cut(opened, found.st_size)
            raise
        # Half a line, on a disk that is full now: taken back, so that the next line is whole.
        _cut(opened, found.st_size)
        return f"{self.path} cannot be written: no space left for a whole line"


def _cut(opened: int, size: int) -> None:
    with suppress(OSError):
        os.ftruncate(opened, size)


def _why(path: Path, error: OSError) -> str:
    return f"{path} cannot be written: {(error.strerror or 'unknown error').lower()}"

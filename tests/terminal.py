"""A real pseudo-terminal with a program in it, read back as a screen: what a user sees."""

from __future__ import annotations

import fcntl
import os
import pty
import queue
import signal
import struct
import termios
import threading
import time
from typing import TYPE_CHECKING, Self

import pyte

if TYPE_CHECKING:
    from types import TracebackType

PATIENCE = 30.0
"""Seconds to wait for something to appear before giving up."""

MOST_AT_ONCE = 256
"""Pieces of 4 KiB that are drawn before the screen is looked at."""

KEYS = {
    "enter": "\r",
    "esc": "\x1b",
    "tab": "\t",
    "shift-tab": "\x1b[Z",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "pgdn": "\x1b[6~",
    "ctrl-c": "\x03",
    "ctrl-z": "\x1a",
    "ctrl-r": "\x12",
    "ctrl-p": "\x10",
    "ctrl-d": "\x04",
    "ctrl-k": "\x0b",
    "ctrl-u": "\x15",
}


class Terminal:
    """A program in a pseudo-terminal of a given size."""

    def __init__(
        self,
        command: list[str],
        *,
        columns: int = 140,
        lines: int = 40,
        env: dict[str, str] | None = None,
    ) -> None:
        self.columns, self.lines = columns, lines
        self.patience = PATIENCE
        """More where the program paints faster than this terminal reads on a busy machine."""
        self.screen = pyte.Screen(columns, lines)
        self._stream = pyte.ByteStream(self.screen)
        self.received = 0
        self.at = 0.0
        """When the last piece came, by the monotonic clock."""
        self._came: queue.SimpleQueue[tuple[float, bytes]] = queue.SimpleQueue()
        self._closed = False
        self.exit_code: int | None = None
        whole = {**os.environ, "TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})}
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, whole)
        self.resize(columns, lines)
        self._receiver = threading.Thread(target=self._receive, daemon=True)
        self._receiver.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None
    ) -> None:
        self.close()

    def resize(self, columns: int, lines: int) -> None:
        """Tell the program that its window has another size."""
        self.columns, self.lines = columns, lines
        self.screen.resize(lines, columns)
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def read(self, seconds: float, *, most: int = MOST_AT_ONCE) -> bool:
        """Take what the program writes within a time; False when it has ended.

        Args:
            seconds: how long to wait for anything.
            most: how many pieces to take when so many are there already.
        """
        for count in range(most):
            try:
                piece = self._came.get(timeout=0 if count else seconds)
            except queue.Empty:
                break
            self.at, data = piece
            if not data:
                self._came.put(piece)
                return False
            self.received += len(data)
            # pyte does not know the sequences of the kitty protocol and of mode reports.
            self._stream.feed(_without_unknown(data))
        return True

    def _receive(self) -> None:
        """Take everything at once, as a terminal does: pyte draws slower than a program paints."""
        data = b"."
        while data and not self._closed:
            try:
                data = os.read(self.fd, 65536)
            except OSError:
                data = b""
            self._came.put((time.monotonic(), data))

    @property
    def text(self) -> str:
        """What is on the screen, line by line."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def wait_for(self, *wanted: str, gone: str = "") -> str:
        """Wait until all these texts are on the screen, and another is not; returns the screen.

        Raises:
            AssertionError: they did not appear in time; shows the screen.
        """
        end = time.monotonic() + self.patience
        ended = False
        while True:
            text = self.text
            missing = [each for each in wanted if each not in text]
            still = bool(gone) and gone in text
            if not missing and not still:
                return text
            if ended or time.monotonic() > end:
                raise AssertionError(f"not on the screen: {missing or f'still {gone}'}\n{text}")
            ended = not self.read(0.1)

    def press(self, *keys: str) -> None:
        """Press keys by name, or type text."""
        for key in keys:
            os.write(self.fd, KEYS.get(key, key).encode())

    def settle(self, seconds: float = 0.3) -> str:
        """Read until nothing came for a while; returns the screen."""
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            before = self.received
            if not self.read(seconds) or self.received == before:
                break
        return self.text

    def wait_exit(self) -> int:
        """Wait until the program has ended; returns its exit code.

        Raises:
            AssertionError: it did not end in time.
        """
        end = time.monotonic() + self.patience
        while time.monotonic() < end:
            self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.exit_code = os.waitstatus_to_exitcode(status)
                return self.exit_code
        raise AssertionError(f"did not end\n{self.text}")

    def close(self) -> None:
        """End the program if it still runs."""
        if self.exit_code is None:
            try:
                os.kill(self.pid, signal.SIGKILL)
                os.waitpid(self.pid, 0)
            except (ProcessLookupError, ChildProcessError):
                pass
        self._closed = True
        self._receiver.join(1.0)
        os.close(self.fd)


def _without_unknown(data: bytes) -> bytes:
    for unknown in (b"\x1b[>1u", b"\x1b[<u", b"\x1b[?u", b"\x1b[?2026$p", b"\x1b[?2048$p"):
        data = data.replace(unknown, b"")
    return data

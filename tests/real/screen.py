"""The program in a terminal of a given size, in a home of its own, and what it leaves there."""

from __future__ import annotations

import termios
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.cli.program import COMMAND
from tests.terminal import Terminal

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace

LEAVES_ALTERNATE_SCREEN = b"\x1b[?1049l"
SHOWS_CURSOR = b"\x1b[?25h"


class Screen(Terminal):
    """A terminal that keeps every byte it was sent."""

    def __init__(
        self, *arguments: str, home: Path, columns: int = 140, lines: int = 40, kubeconfig: str = ""
    ) -> None:
        """Start ststui.

        Args:
            *arguments: of the command line.
            home: an empty folder; HOME and the working files of the program.
            columns: of the terminal.
            lines: of the terminal.
            kubeconfig: becomes KUBECONFIG.
        """
        env = {"HOME": str(home), "KUBECONFIG": kubeconfig, "XDG_STATE_HOME": str(home / "state")}
        super().__init__([*COMMAND, *arguments], columns=columns, lines=lines, env=env)
        self.raw = bytearray()
        self.home = home
        feed = self._stream.feed

        def keep_and_feed(data: bytes) -> None:
            self.raw += data
            feed(data)

        self._stream.feed = keep_and_feed
        self.line_discipline = termios.tcgetattr(self.fd)

    @property
    def tree(self) -> list[str]:
        """The lines of the screen without the pane that may stand beside the tree."""
        display: list[str] = self.screen.display
        # The header line of the tree has no branches: a bar in it is the pane's edge.
        edge = display[1].find("│")
        whole = self.columns if edge < 0 else edge
        return [line[:whole].rstrip() for line in display]

    @property
    def cursor_row(self) -> str:
        """The line of the tree that is lit; empty when none is."""
        plain = self.screen.buffer[1][0].bg
        lit = (y for y in range(2, self.lines - 1) if self.screen.buffer[y][0].bg != plain)
        return next((self.tree[y] for y in lit), "")

    def assert_gone(self) -> None:
        """Nothing is left: no process, no file, no changed terminal."""
        assert self.raw.rstrip().count(LEAVES_ALTERNATE_SCREEN) == 1
        assert self.raw.rindex(SHOWS_CURSOR) > self.raw.rindex(b"\x1b[?25l")
        assert termios.tcgetattr(self.fd)[:4] == self.line_discipline[:4]
        assert processes_of_session(self.pid) == []
        assert list(self.home.iterdir()) == []


def open_screen(namespace: Namespace, home: Path, *arguments: str, **size: Any) -> Screen:
    """ststui on a test's namespace."""
    kubeconfig = str(namespace.cluster.kubeconfig)
    return Screen("-n", namespace.name, *arguments, home=home, kubeconfig=kubeconfig, **size)


def processes_of_session(session: int) -> list[str]:
    """Command lines of the processes that a terminal's program started, itself included."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
            if int(fields[3]) == session and fields[0] != "Z":
                found.append((stat.parent / "cmdline").read_text())
        except OSError:
            continue
    return found

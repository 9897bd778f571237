"""One running program of the test bed: started, killed, stopped, started again."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_SPAWNER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="spawner")
"""Starts every program: the parent-death signal comes when the *thread* that started it ends
(prctl(2), PR_SET_PDEATHSIG), and a test's worker thread ends with its event loop."""

LAST_LINES = 15
"""How much of a log is shown when a program ended by itself."""


class ProgramEndedError(Exception):
    """A program of the bed ended by itself: which one, and its last words."""


class Program:
    """A program with its log file; at most one process at a time."""

    def __init__(self, name: str, *, command: Sequence[str], folder: Path) -> None:
        self.name = name
        self.command = tuple(command)
        self.log = folder / f"{name}.log"
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while it runs."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process and running else None

    def start(self) -> None:
        """Start the process; its output is added to the log."""
        self._process = _SPAWNER.submit(self._spawn).result()

    def _spawn(self) -> subprocess.Popen[bytes]:
        # The kernel ends the program when this process dies, however it dies.
        guard = ("setpriv", "--pdeathsig", "KILL") if shutil.which("setpriv") else ()
        with self.log.open("ab") as output:
            return subprocess.Popen(
                [*guard, *self.command],
                cwd=self._folder,
                env={**os.environ, "HOME": str(self._folder), "NO_PROXY": "*", "no_proxy": "*"},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                process_group=0,
            )

    def kill(self) -> None:
        """End it at once (SIGKILL) and wait until it is gone; nothing if it does not run."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def freeze(self) -> None:
        """Stop it without ending it: its connections stay open and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen program go on."""
        self._signal(signal.SIGCONT)

    def check(self) -> None:
        """Say so if it ended by itself.

        Raises:
            ProgramEndedError: it runs no more, though nobody stopped it.
        """
        if self._process is not None and self._process.poll() is not None:
            words = self.log.read_text(errors="replace").splitlines()[-LAST_LINES:]
            raise ProgramEndedError("\n".join([f"{self.name} ended by itself:", *words]))

    def _signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

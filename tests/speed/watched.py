"""The program in a terminal, measured from outside."""

from __future__ import annotations

import asyncio
import os
import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.cli.program import COMMAND, environment
from tests.terminal import PATIENCE, Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

TICKS = os.sysconf("SC_CLK_TCK")


CALM = 0.05
"""Share of a core below which nothing is being worked off."""
CALM_SECONDS = 2


class Usage(NamedTuple):
    """What was used over a while."""

    cpu: float
    """Share of one core, 0 to 1."""
    bytes: float
    """Bytes to the terminal in a second."""


class Watched(Terminal):
    """ststui on all namespaces, with the moment it was started."""

    def __init__(self, kubeconfig: Path) -> None:
        self.started = time.monotonic()
        super().__init__([*COMMAND, "-A"], env=environment(kubeconfig))

    def until(self, holds: Callable[[], bool]) -> float:
        """Seconds until the bytes have come that draw something.

        Raises:
            AssertionError: it did not come; shows the screen.
        """
        begin = self.at = time.monotonic()
        while not holds():
            if time.monotonic() - begin > PATIENCE * 4 or not self.read(0.05, most=1):
                raise AssertionError(f"did not come\n{self.text}")
        return self.at - begin

    def since_start(self, holds: Callable[[], bool]) -> float:
        """Seconds from the start until the bytes have come that draw something."""
        self.until(holds)
        return self.at - self.started

    def line(self, number: int) -> str:
        """One line of the screen."""
        return str(self.screen.display[number])

    @property
    def memory(self) -> float:
        """Resident memory in MiB."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        found = re.search(r"VmRSS:\s+(\d+)", status)
        assert found is not None
        return int(found[1]) / 1024

    @property
    def _cpu_seconds(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def usage(self, seconds: float) -> Usage:
        """What it uses over a while in which nobody types."""
        begin, cpu, received = time.monotonic(), self._cpu_seconds, self.received
        while time.monotonic() - begin < seconds:
            self.read(0.05)
        passed = time.monotonic() - begin
        return Usage((self._cpu_seconds - cpu) / passed, (self.received - received) / passed)

    def until_at_rest(self) -> float:
        """Seconds until it hardly uses anything for two seconds: all sets have been judged."""
        begin, calm = time.monotonic(), 0
        while calm < CALM_SECONDS:
            if time.monotonic() - begin > PATIENCE * 4:
                raise AssertionError(f"does not come to rest\n{self.text}")
            calm = calm + 1 if self.usage(1.0).cpu <= CALM else 0
        return time.monotonic() - begin - CALM_SECONDS

    async def usage_while(self, seconds: float) -> Usage:
        """Likewise, beside a churn in this program's event loop."""
        return await asyncio.to_thread(self.usage, seconds)

    @property
    def lit(self) -> int | None:
        """The line the cursor is on."""
        plain = self.screen.buffer[1][0].bg
        lines = range(2, self.lines - 1)
        return next((y for y in lines if self.screen.buffer[y][0].bg != plain), None)

    def key_to_paint(self, key: str) -> float:
        """Seconds from a key that moves the cursor until it is painted elsewhere."""
        before = self.lit
        self.press(key)
        return self.until(lambda: self.lit not in {before, None})

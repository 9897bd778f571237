"""An embedded cluster: a real Kubernetes API on loopback, moved by controllers of its own.

Importing this package imports neither aiohttp nor the scenarios; starting does.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING

from ststui.demo.catalogue import DEFAULT, SCENARIOS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from ststui.demo.clock import Clock
    from ststui.demo.running import Demo

__all__ = ["DEFAULT", "SCENARIOS", "spawn", "start_in_process"]


@asynccontextmanager
async def start_in_process(
    scenario: str = DEFAULT, *, clock: Clock | None = None, speed: float = 1.0, port: int = 0
) -> AsyncIterator[Demo]:
    """Run an embedded cluster in this event loop; for tests.

    Args:
        scenario: One of SCENARIOS.
        clock: Its time; with Clock(start=..., speed=0) only clock.step() moves it.
        speed: Seconds of the demo per real second, where no clock is given.
        port: Where to listen on loopback; 0 for a free one.

    Yields:
        The running cluster.

    Raises:
        KeyError: If there is no such scenario.
    """
    from ststui.demo.running import run_demo  # noqa: PLC0415 - aiohttp only when started

    async with run_demo(scenario, clock=clock, speed=speed, port=port) as demo:
        yield demo


@contextmanager
def spawn(scenario: str = DEFAULT, *, speed: float = 1.0) -> Iterator[Path]:
    """Run an embedded cluster in a process of its own, which ends with this one, however it ends.

    Args:
        scenario: One of SCENARIOS.
        speed: Seconds of the demo per real second.

    Yields:
        The path of a kubeconfig for it.

    Raises:
        KeyError: If there is no such scenario.
        RuntimeError: If the process does not come up; the text is what it said.
    """
    from ststui.demo.child import child_process  # noqa: PLC0415 - only when started

    with child_process(scenario, speed=speed) as kubeconfig:
        yield kubeconfig

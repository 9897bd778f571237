"""The demo in a process of its own, tied to its parent by a pipe."""

from __future__ import annotations

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ststui.demo.catalogue import SCENARIOS

if TYPE_CHECKING:
    from collections.abc import Iterator

END_SECONDS = 3.0
"""How long the child may take to end before it is killed."""


@contextmanager
def child_process(scenario: str, *, speed: float) -> Iterator[Path]:
    """Run python -m ststui.demo until the block ends.

    The child reads its standard input and ends when that ends: also if this process is killed.

    Args:
        scenario: One of SCENARIOS.
        speed: Seconds of the demo per real second.

    Yields:
        The path of the kubeconfig it wrote.

    Raises:
        KeyError: If there is no such scenario.
        RuntimeError: If it does not come up.
    """
    if scenario not in SCENARIOS:
        raise KeyError(scenario)
    command = [sys.executable, "-m", "ststui.demo", "--scenario", scenario, "--speed", str(speed)]
    process = subprocess.Popen(  # noqa: S603 - our own module
        [*command, "--until-eof"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    with process:
        try:
            first = process.stdout.readline().strip() if process.stdout else ""
            if not first:
                said = process.stderr.read() if process.stderr else ""
                raise RuntimeError(f"the demo cluster did not start: {said.strip()}")
            yield Path(first)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()

"""ststui run as a program of its own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

COMMAND = (sys.executable, "-m", "ststui")


class Ended(NamedTuple):
    """How a program ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """Its output, decoded from JSON."""
        return json.loads(self.out)


def environment(kubeconfig: Path | str | None = None) -> dict[str, str]:
    """A plain environment: no kubeconfig but the given one, no home, no service account."""
    kept = {"PATH": os.environ["PATH"], "HOME": f"{tempfile.gettempdir()}/ststui-no-home"}
    return kept if kubeconfig is None else {**kept, "KUBECONFIG": str(kubeconfig)}


async def ststui(
    *arguments: str, kubeconfig: Path | str | None = None, env: dict[str, str] | None = None
) -> Ended:
    """Run it to its end.

    Args:
        *arguments: of the command line.
        kubeconfig: becomes KUBECONFIG; none is set when left out.
        env: more of the environment.
    """
    running = await asyncio.create_subprocess_exec(
        *COMMAND,
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**environment(kubeconfig), **(env or {})},
    )
    out, err = await running.communicate()
    assert running.returncode is not None
    return Ended(running.returncode, out.decode(), err.decode())


async def tree(kubeconfig: Path | str, *arguments: str) -> Ended:
    """The tree of all namespaces, which must have come."""
    found = await ststui("tree", "-A", *arguments, kubeconfig=kubeconfig)
    assert found.code == 0, found.err
    return found

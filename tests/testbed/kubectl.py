"""The real kubectl."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class KubectlError(Exception):
    """kubectl ended with an error; its words are the message."""


def run_kubectl(program: str, *arguments: str, kubeconfig: Path, stdin: str | None = None) -> str:
    """Run it and return what it printed.

    Raises:
        KubectlError: it ended with an error.
    """
    done = subprocess.run(
        [program, f"--kubeconfig={kubeconfig}", *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise KubectlError(f"kubectl {' '.join(arguments)}: {done.stderr.strip()}")
    return done.stdout

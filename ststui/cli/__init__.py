"""The command line: one file per subcommand; Textual is imported by the TUI's alone."""

from __future__ import annotations

import gc
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
"""Exit code after ctrl-c, as shells have it."""

COLLECT_EVERY = 100_000
"""New containers between two looks for cycles, instead of 700: what is read from a cluster forms
trees, and looking through it again and again took a fifth of the time until 10,000 pods were on
the screen (1.83 s, then 1.46 s; tests/speed)."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ststui; returns the exit code."""
    gc.set_threshold(COLLECT_EVERY, 20, 100)
    from ststui.cli.command import run  # noqa: PLC0415 - what is imported counts before the frame

    try:
        return run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (``| head``).
        sys.stderr.close()
        return 0

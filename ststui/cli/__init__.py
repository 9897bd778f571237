"""The command line: one file per subcommand; Textual is imported by the TUI's alone."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

INTERRUPTED = 130
"""Exit code after ctrl-c, as shells have it."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run ststui; returns the exit code."""
    from ststui.cli.command import run  # noqa: PLC0415 - what is imported counts before the frame

    try:
        return run(sys.argv[1:] if arguments is None else list(arguments))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away (``| head``).
        sys.stderr.close()
        return 0

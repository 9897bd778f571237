"""The terminal interface."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from ststui.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from ststui.cli.options import Options

FRAMES = "30"
"""Paints a second at most."""
FRAMES_OVER_SSH = "10"
"""Likewise over SSH, where each costs bytes."""


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Open the terminal interface and wait until it is left.

    Raises:
        UsageError: stdin or stdout is not a terminal.
    """
    del parsed
    must_have_terminal()
    return show(wanted)


def must_have_terminal() -> None:
    """Refuse to start where nothing can be shown.

    Raises:
        UsageError: stdin or stdout is not a terminal.
    """
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise UsageError("no terminal", try_="use `ststui tree`, which needs none")


def show(wanted: Options) -> int:
    """Open the terminal interface; returns the exit code when it is left."""
    remote = "SSH_CONNECTION" in os.environ
    # Textual reads these when it is imported.
    os.environ.setdefault("TEXTUAL_FPS", FRAMES_OVER_SSH if remote else FRAMES)
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    from ststui.ui.app import StstuiApp  # noqa: PLC0415 - after the environment is set

    app = StstuiApp(wanted)
    app.run(mouse=wanted.mouse)
    return app.return_code or 0

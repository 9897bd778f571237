"""The terminal interface."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from ststui.errors import StstuiError, UnreadableError, UsageError

if TYPE_CHECKING:
    import argparse

    from ststui.cli.options import Options
    from ststui.cluster.session import Session

FRAMES = "60"
"""Paints a second at most. News come by ticks, which are far fewer: this is how long the second of
two quick keys waits for its paint."""
FRAMES_OVER_SSH = "30"
"""Likewise over SSH, where each costs bytes: as often as a held key repeats."""


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Open the terminal interface and wait until it is left.

    Raises:
        UsageError: stdin or stdout is not a terminal.
    """
    if wanted.settings.rules.files or wanted.settings.runbooks:
        from ststui.settings.own_rules import book_of  # noqa: PLC0415 - others need not wait

        book_of(wanted.settings)  # what is wrong in them is said before the first frame
    del parsed
    must_have_terminal()
    return show(wanted)


def must_have_terminal() -> None:
    """Refuse to start where nothing can be shown.

    Raises:
        UsageError: stdin or stdout is not a terminal, or one whose cursor cannot be moved.
    """
    if not sys.stdin.isatty() or not sys.stdout.isatty():
        raise UsageError("no terminal", try_="use `ststui tree`, which needs none")
    if os.environ.get("TERM") == "dumb":
        # terminfo(5): the type without any capability; editors set it for the shells in them.
        raise UsageError(
            "TERM=dumb is a terminal that only prints lines",
            try_="use `ststui tree`, or set TERM to what it is",
        )


def show(wanted: Options, *, tour: bool = False) -> int:
    """Open the terminal interface; returns the exit code when it is left.

    Raises:
        UnreadableError: a login that asks questions failed.
    """
    remote = "SSH_CONNECTION" in os.environ
    # Textual reads these when it is imported.
    os.environ.setdefault("TEXTUAL_FPS", FRAMES_OVER_SSH if remote else FRAMES)
    os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
    os.environ.setdefault("TEXTUAL_SMOOTH_SCROLL", "0")
    return asyncio.run(_show(wanted, tour=tour))


async def _show(wanted: Options, *, tour: bool) -> int:
    async with AsyncExitStack() as stack:
        session = await _login_first(stack, wanted) if _mentions_exec(wanted) else None
        from ststui.ui.app import StstuiApp  # noqa: PLC0415 - after the environment is set

        app = StstuiApp(wanted, session=session, tour=tour)
        await app.run_async(mouse=wanted.mouse)
        return app.return_code or 0


def _mentions_exec(wanted: Options) -> bool:
    """Whether a kubeconfig may name an exec plugin: a cheap look that spares others the parsing."""
    paths = wanted.flags.kubeconfig or os.environ.get("KUBECONFIG") or "~/.kube/config"
    for path in paths.split(os.pathsep):
        try:
            if b"exec" in Path(path).expanduser().read_bytes():
                return True
        except (OSError, RuntimeError):
            continue
    return False


async def _login_first(stack: AsyncExitStack, wanted: Options) -> Session | None:
    """Log in while the terminal is still free, where an exec plugin may ask questions."""
    from ststui.cluster.session import open_session  # noqa: PLC0415 - only where it is needed

    try:
        session = await stack.enter_async_context(open_session(wanted.flags))
    except StstuiError:
        return None  # the screen says it
    if not session.may_ask:
        return session
    trouble = await session.login()
    if trouble is not None:
        raise UnreadableError(trouble.text)
    return session

"""Asks whether a plan may be carried out, by flags or at a terminal."""

from __future__ import annotations

import signal
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from ststui.actions import Plan


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    yes: bool
    name: str | None = None
    """The name that was typed or given."""
    why: str = ""
    """Why not."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The flags that answer."""
    parser.add_argument("--yes", action="store_true", help="carry out a plan that is safe")
    parser.add_argument(
        "--yes-really",
        metavar="NAME",
        help="carry out a dangerous plan or one in a protected context",
    )


def has_terminal() -> bool:
    """Whether somebody can be asked."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def confirm(plan: Plan, parsed: argparse.Namespace, *, typed: bool) -> Answer:
    """Ask; the plan was shown before.

    Args:
        plan: what is to be done.
        parsed: the flags `--yes` and `--yes-really`.
        typed: whether the name is needed although the plan is safe (a protected context).
    """
    name, given = plan.subject.name, parsed.yes_really
    if given is not None:
        if given == name:
            return Answer(yes=True, name=given)
        return Answer(yes=False, why=f"--yes-really names {given}, this is about {name}")
    if plan.dangerous or typed:
        what = "the plan is dangerous" if plan.dangerous else "the context is protected"
        if parsed.yes or not has_terminal():
            return Answer(yes=False, why=f"{what}: it needs --yes-really {name}")
        answer = _ask(f"{what}; type {name} to go on: ")
        return Answer(yes=answer == name, name=answer, why=f"{answer!r} was typed, not {name}")
    if parsed.yes:
        return Answer(yes=True)
    if not has_terminal():
        return Answer(yes=False, why="no terminal to ask at: it needs --yes")
    return Answer(yes=_ask("go on? [y/N] ").lower() in {"y", "yes"}, why="answered no")


def _ask(question: str) -> str:
    """Ask at the terminal; ctrl-c ends it at once.

    asyncio's own handler only asks the running task to end, which waits here for a line.
    """
    sys.stderr.write(question)
    sys.stderr.flush()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return sys.stdin.readline().strip()
    finally:
        signal.signal(signal.SIGINT, before)

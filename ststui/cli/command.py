"""Parses the arguments and runs the command."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from ststui.cli import act, demo, diagnose, dns, explain, next_steps, plan, tree, tui
from ststui.cli.asked import ACTIONS
from ststui.cli.log import log_to
from ststui.cli.options import options
from ststui.cli.parser import build_parser
from ststui.errors import StstuiError, UnreadableError, UsageError
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = logging.getLogger(__name__)

USAGE = 2
UNREADABLE = 3
FAILED = 70
"""After a bug of our own (EX_SOFTWARE of sysexits.h)."""

COMMANDS = (
    ("tree", "print the tree of sets and ordinals once", tree.add_arguments),
    ("next", "print what the controller does next and whom it waits for", next_steps.add_arguments),
    ("diagnose", "print what is wrong, why, and what fixes it", diagnose.add_arguments),
    ("dns", "print what DNS answers for every name of the sets", dns.add_arguments),
    ("plan", "print what an action would do and what can go wrong", plan.add_arguments),
    *(
        (name, f"{words}, after showing what it does", act.adder(name))
        for name, words, _ in ACTIONS
    ),
    ("explain", "print what a rule of diagnose means, or all of them", explain.add_arguments),
    ("demo", "the terminal interface on an embedded cluster", demo.add_arguments),
)
RUN = {
    "tree": tree.run,
    "next": next_steps.run,
    "diagnose": diagnose.run,
    "dns": dns.run,
    "plan": plan.run,
    **{name: act.run for name, _, _ in ACTIONS},
    "explain": explain.run,
    "demo": demo.run,
}


def run(arguments: Sequence[str]) -> int:
    """Run a command; trouble is one line on stderr and an exit code.

    Returns:
        The exit code of docs/commands.md: 2 wrong usage, 3 unreadable.
    """
    try:
        parsed = build_parser(COMMANDS).parse_args(arguments)
        wanted = options(parsed)
        log_to(wanted.log_file, level=wanted.log_level)
        return RUN.get(parsed.command, tui.run)(parsed, wanted)
    except UsageError as error:
        _say(error)
        return USAGE
    except UnreadableError as error:
        _say(error)
        return UNREADABLE
    except BrokenPipeError:
        raise  # the reader went away: main() knows
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        _log.error("ended by a bug", exc_info=error)
        _say(
            StstuiError(
                f"ended by a bug of its own: {type(error).__name__}",
                try_="run it with --log-file FILE and report what is in it",
            )
        )
        return FAILED


def _say(error: StstuiError) -> None:
    print(f"ststui: {safe(str(error))}", file=sys.stderr)  # noqa: T201 - this is the command line

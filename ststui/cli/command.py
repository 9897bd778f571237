"""Parses the arguments and runs the command."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from ststui.cli.commands import COMMANDS, TUI
from ststui.cli.log import log_to
from ststui.cli.options import options
from ststui.cli.parser import build_parser
from ststui.cli.streams import give_up_stdout, is_unwritable, prepare_streams
from ststui.errors import StstuiError, UnreadableError, UsageError
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

_log = logging.getLogger(__name__)

USAGE = 2
UNREADABLE = 3
UNWRITABLE = 74
"""EX_IOERR of sysexits.h."""
FAILED = 70
"""After a bug of our own (EX_SOFTWARE of sysexits.h)."""


def run(arguments: Sequence[str]) -> int:
    """Run a command; trouble is one line on stderr and an exit code.

    Returns:
        The exit code of docs/commands.md.
    """
    try:
        prepare_streams()
        parsed = build_parser(COMMANDS).parse_args(arguments)
        wanted = options(parsed)
        log_to(wanted.log_file, level=wanted.log_level, utc=wanted.utc)
        command = next((each for each in COMMANDS if each.name == parsed.command), TUI)
        code = command.run(parsed, wanted)
        sys.stdout.flush()
    except UsageError as error:
        _say(error)
        return USAGE
    except UnreadableError as error:
        _say(error)
        return UNREADABLE
    except BrokenPipeError:
        raise  # the reader went away: main() knows
    except Exception as error:  # noqa: BLE001 - no traceback reaches a user
        if is_unwritable(error):
            give_up_stdout()
            _say(StstuiError(f"the output cannot be written: {error}", try_="is the disk full?"))
            return UNWRITABLE
        _log.error("ended by a bug", exc_info=error)
        _say(
            StstuiError(
                f"ended by a bug of its own: {type(error).__name__}",
                try_="run it with --log-file FILE and report what is in it",
            )
        )
        return FAILED
    return code


def _say(error: StstuiError) -> None:
    print(f"ststui: {safe(str(error))}", file=sys.stderr)  # noqa: T201 - this is the command line

"""Flags before the command that cannot stand there: a command's own, and misspelt ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.errors import UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterable, Sequence


def refuse_misplaced(
    arguments: Sequence[str], *, known: Iterable[argparse.Action], commands: Iterable[str]
) -> None:
    """Refuse a flag before the command that is not one of those that may stand there.

    argparse takes the flag's value for the command then, and complains of that.

    Args:
        arguments: the command line.
        known: flags that may stand before the command.
        commands: names of the commands.

    Raises:
        UsageError: names the flag, and one that is spelt nearly like it.
    """
    takes = {name: each.nargs != 0 for each in known for name in each.option_strings}
    names = frozenset(commands)
    left = iter(arguments)
    for each in left:
        if each in names or not each.startswith("-") or each in {"-", "--"}:
            return
        flag, is_whole, _ = each.partition("=")
        if flag in takes:
            if takes[flag] and not is_whole:
                next(left, None)
        elif each.startswith("--") or each[:2] not in takes:
            raise _unknown(flag, takes, command=next((e for e in left if e in names), ""))


def _unknown(flag: str, known: Iterable[str], *, command: str) -> UsageError:
    from difflib import get_close_matches  # noqa: PLC0415 - only for this error

    close = get_close_matches(flag, list(known), n=1, cutoff=0.75)
    if close:
        return UsageError(f"there is no flag {flag}", try_=f"did you mean {close[0]}?")
    if not command:
        return UsageError(f"there is no flag {flag}", try_="see `ststui --help`")
    return UsageError(
        f"{flag} is no flag of all commands",
        try_=f"if it is one of {command}, put it behind that word; see `ststui {command} --help`",
    )

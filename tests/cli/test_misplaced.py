"""Flags before the command that are none there: named, and not taken for a command."""

from __future__ import annotations

import pytest

from ststui.cli.commands import COMMANDS
from ststui.cli.parser import build_parser
from ststui.errors import UsageError

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("typed", "flag", "advice"),
    [
        ("-o json tree", "-o", "ststui tree --help"),
        ("--from dump.yaml next web", "--from", "ststui next --help"),
        ("--from=dump.yaml tree", "--from", "put it behind"),
        ("-n shop --output json tree", "--output", "put it behind"),
        ("--contxt tree tree", "--contxt", "--context"),
        ("--nonsense", "--nonsense", "ststui --help"),
    ],
)
def test_the_flag_is_named(typed: str, flag: str, advice: str) -> None:
    with pytest.raises(UsageError) as error:
        build_parser(COMMANDS).parse_args(typed.split())
    assert flag in error.value.what
    assert "json" not in error.value.what
    assert "dump" not in error.value.what
    assert advice in error.value.try_


@pytest.mark.parametrize(
    ("typed", "command"),
    [
        ("-n shop tree", "tree"),
        ("-nshop tree", "tree"),
        ("--namespace=shop tree -o json", "tree"),
        ("--context tree next", "next"),
        ("-A --dns off tree --dns", "tree"),
        ("--read-only", None),
    ],
)
def test_what_may_stand_there_does(typed: str, command: str | None) -> None:
    assert build_parser(COMMANDS).parse_args(typed.split()).command == command

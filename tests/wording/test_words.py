"""Words, ages and harmless text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.wording.age import age, duration, seconds_until_change
from ststui.wording.escape import safe, safe_lines
from ststui.wording.revision import revisions
from ststui.wording.symbols import to_ascii

pytestmark = pytest.mark.pure

DAY = 86_400


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (None, "?"),
        (-5, "0s"),
        (0, "0s"),
        (119, "119s"),
        (120, "2m"),
        (252, "4m12s"),
        (600, "10m"),
        (3 * 3600, "3h"),
        (3 * 3600 + 300, "3h5m"),
        (47 * 3600, "47h"),
        (2 * DAY + 3600, "2d1h"),
        (41 * DAY, "41d"),
        (3 * 365 * DAY + 2 * DAY, "3y2d"),
        (9 * 365 * DAY, "9y"),
    ],
)
def test_durations_read_as_kubectls(seconds: int | None, expected: str) -> None:
    assert duration(seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(None, "?"), (-1, "0s"), (59, "59s"), (60, "1m"), (3599, "59m"), (47 * 3600, "47h")],
)
def test_ages_have_one_unit(seconds: int | None, expected: str) -> None:
    assert age(seconds) == expected
    assert age(50 * 3600) == "2d"


@given(st.integers(0, 10**9))
def test_an_age_stands_until_it_is_said_to_change(seconds: int) -> None:
    wait = seconds_until_change(seconds)
    assert wait is not None
    assert all(age(seconds + step) == age(seconds) for step in range(1, wait, max(wait // 7, 1)))


@pytest.mark.parametrize(
    ("hostile", "expected"),
    [
        ("\x1b[2J", "\\e[2J"),
        ("a\nb\tc", "a\\nb\\tc"),
        ("\u202egnp.exe", "\\u{202e}gnp.exe"),
        ("\x9b31m", "\\x9b31m"),
        ("[red]x[/]", "[red]x[/]"),
        ("naïve 数据", "naïve 数据"),
    ],
)
def test_hostile_text_is_spelled_out(hostile: str, expected: str) -> None:
    assert safe(hostile) == expected


@given(st.text())
def test_nothing_unprintable_is_left(text: str) -> None:
    for line in (safe(text), *safe_lines(text)):
        assert all(unicodedata.category(c)[0] != "C" for c in line)
        assert "\n" not in line


@given(st.text())
def test_ascii_mode_is_ascii(text: str) -> None:
    assert to_ascii(text).isascii()


def test_revisions_that_begin_alike_are_told_apart() -> None:
    assert revisions("db-7c9f", "db-7c9f", set_name="db", arrow="→") == "7c9"
    assert revisions("db-7c9f", "db-b41a", set_name="db", arrow="→") == "7c9→b41"
    assert revisions("db-7c9f", "db-7c9a", set_name="db", arrow="→") == "7c9f→7c9a"

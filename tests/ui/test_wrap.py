"""Lines wrapped: nothing is lost, nothing is wider than it may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.ui.widgets.wrap import wrap

pytestmark = pytest.mark.pure


def wrapped(text: str, width: int) -> list[str]:
    return ["".join(cell.text for cell in line) for line in wrap((Cell(text),), width)]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("two words", 9, ["two words"]),
        ("two words", 7, ["two", "  words"]),
        ("db-0.db.shop.svc.cluster.local", 26, ["db-0.db.shop.svc.cluster", "  .local"]),
        ("registry/team/image:16.4", 20, ["registry/team/", "  image:16.4"]),
        ("x" * 12, 10, ["x" * 8, "  " + "x" * 4]),
    ],
)
def test_where_a_line_is_parted(text: str, width: int, lines: list[str]) -> None:
    assert [each.rstrip() for each in wrapped(text, width)] == lines


@given(st.text(alphabet="ab.-/: \u4e2d", max_size=80), st.integers(4, 60))
def test_no_line_is_too_wide_and_nothing_is_lost(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(cell_len(each) <= width for each in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_a_line_that_fits_stays_in_its_pieces() -> None:
    line = (Cell("  one "), Cell("two words", "strong"))
    assert list(wrap(line, 15)) == [line]

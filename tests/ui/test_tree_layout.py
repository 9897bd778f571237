"""Columns by width: never wider than the screen, and every line fills it exactly."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ststui.ui.widgets.tree.layout import GAP, Layout, lay_out
from ststui.ui.widgets.tree.paint import fit, header, paint
from ststui.ui.widgets.tree.rows import COLUMNS, Cell, Row, RowKey

pytestmark = pytest.mark.pure

NARROWEST = 40
"""Cells below which NAME, READY and STATUS have no room."""

needs = st.dictionaries(
    st.sampled_from(["#", *(each.name for each in COLUMNS)]), st.integers(0, 80)
).map(lambda found: {**found, "#": min(found.get("#", 0), 10)})
hidden = st.frozensets(st.sampled_from(["CONTEXT", "NAMESPACE", "DNS", "ROLE"]))
texts = st.text(max_size=90).map(lambda text: "".join(c for c in text if c.isprintable()))


def end(layout: Layout) -> int:
    last = layout.placed[-1]
    return last.at + last.width


@given(needs, st.integers(NARROWEST, 400), hidden)
def test_columns_fit_into_the_width(
    needed: dict[str, int], width: int, hide: frozenset[str]
) -> None:
    layout = lay_out(needed, width=width, hidden=hide)
    assert end(layout) <= width
    for one, other in zip(layout.placed, layout.placed[1:], strict=False):
        assert one.at + one.width < other.at
    names = [each.name for each in layout.placed]
    assert {"NAME", "READY", "STATUS"} <= set(names)
    assert not hide & set(names)
    assert names == [each.name for each in COLUMNS if each.name in names]


@given(needs, st.integers(NARROWEST, 200))
def test_no_column_is_left_out_that_would_fit(needed: dict[str, int], width: int) -> None:
    layout = lay_out(needed, width=width, hidden=frozenset())
    shown = {each.name: each.width for each in layout.placed}
    free = width - end(layout)
    for column in COLUMNS:
        if needed.get(column.name) and column.name not in shown:
            wanted = min(max(needed[column.name], len(column.name)), column.most)
            assert wanted + GAP > free


def test_the_columns_go_one_by_one_as_the_width_shrinks() -> None:
    needed = {each.name: 6 for each in COLUMNS} | {"NAME": 20, "STATUS": 20}
    order: list[str] = []
    known = {each.name for each in COLUMNS}
    for width in range(200, NARROWEST, -1):
        now = {each.name for each in lay_out(needed, width=width, hidden=frozenset()).placed}
        order += sorted(known - now - set(order))
        known = now
    assert order == [
        "AGE",
        "DNS",
        "ROLE",
        "CLAIMS",
        "REV",
        "NODE",
        "RESTARTS",
        "CONTEXT",
        "NAMESPACE",
    ]


@given(
    needs,
    st.integers(NARROWEST, 200),
    st.dictionaries(st.sampled_from([each.name for each in COLUMNS]), texts),
    st.integers(0, 2),
    st.booleans(),
    st.booleans(),
)
def test_a_painted_line_fills_the_width_exactly(
    needed: dict[str, int],
    width: int,
    cells: dict[str, str],
    depth: int,
    spans: bool,
    ascii_only: bool,
) -> None:
    layout = lay_out(needed, width=width, hidden=frozenset())
    made = Row(
        key=RowKey("here", "ordinal", "shop", "web", "uid"),
        depth=depth,
        cells={"NAME": Cell("")} | {name: Cell(text) for name, text in cells.items()},
        spans=spans,
    )
    pieces = [each.text for each in paint(made, layout, ascii_only=ascii_only)]
    assert sum(map(cell_len, pieces)) == width
    assert not ascii_only or "".join(pieces).isascii()
    assert sum(cell_len(each.text) for each in header(layout)) == width


@given(texts, st.integers(0, 60), st.booleans())
def test_text_is_cut_or_filled_to_its_cells(text: str, width: int, right: bool) -> None:
    assert cell_len(fit(text, width, right=right)) == width

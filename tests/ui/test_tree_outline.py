"""The rows in order, and the cursor that follows its object whatever happens around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ststui.ui.widgets.tree.outline import Outline
from ststui.ui.widgets.tree.rows import Cell, Row, RowKey

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable

    from ststui.ui.widgets.tree.rows.row import RowKind

pytestmark = pytest.mark.pure

Block = tuple[Row, ...]


def row(block: int, uid: int, *, text: str = "", kind: RowKind = "ordinal") -> Row:
    """The row of an object; the first of a block is its set."""
    key = RowKey("here", kind, "shop", f"set-{block}", f"uid-{block}-{uid}")
    return Row(key=key, depth=1 if uid else 0, cells={"NAME": Cell(text)})


@st.composite
def blocks(draw: st.DrawFn) -> list[tuple[int, Block]]:
    """Blocks in some order, each with some of its objects in some order."""
    names = draw(st.lists(st.integers(0, 4), unique=True, max_size=5))
    made = []
    for name in names:
        uids = draw(st.lists(st.integers(0, 5), unique=True, max_size=6))
        kinds: st.SearchStrategy[RowKind] = st.sampled_from(["ordinal", "ordinal", "partition"])
        rows = tuple(
            row(name, uid, text=draw(st.sampled_from(["a", "b"])), kind=draw(kinds)) for uid in uids
        )
        made.append((name, rows))
    return made


def flat(shown: Iterable[tuple[Hashable, Block]]) -> list[Row]:
    return [each for _, block in shown for each in block]


@given(st.lists(blocks(), min_size=1, max_size=5), st.integers(0, 40))
def test_the_cursor_stays_on_its_object_while_there_is_one(
    contents: list[list[tuple[int, Block]]], line: int
) -> None:
    outline = Outline()
    outline.show(contents[0])
    outline.move_to(line)
    for content in contents[1:]:
        before = outline.cursor
        outline.show(content)
        keys = [each.key for each in flat(content)]
        assert outline.rows == flat(content)
        if before in keys:
            assert outline.cursor == before
        if outline.selected is not None and any(each.selectable for each in outline.rows):
            assert outline.selected.key == outline.cursor
            assert keys[outline.cursor_line] == outline.cursor
            assert outline.selected.selectable


@given(st.lists(blocks(), min_size=1, max_size=5))
def test_until_somebody_chooses_the_cursor_is_on_the_first_row_that_can_be_chosen(
    contents: list[list[tuple[int, Block]]],
) -> None:
    outline = Outline()
    for content in contents:
        outline.show(content)
        first = next((each.key for each in flat(content) if each.selectable), None)
        assert outline.cursor == first


@given(blocks(), blocks(), st.integers(0, 40))
def test_replacing_blocks_is_showing_them(
    first: list[tuple[int, Block]], second: list[tuple[int, Block]], line: int
) -> None:
    outline = Outline()
    shown: dict[Hashable, Block] = {}
    shown.update(first)
    outline.show(first)
    outline.move_to(line)
    before = list(outline.rows)
    other: dict[Hashable, Block] = {}
    other.update((name, block) for name, block in second if name in shown)
    change = outline.replace(other)
    if any(len(shown[name]) != len(block) for name, block in other.items()):
        assert change is None
        assert outline.rows == before
        return
    assert change is not None
    expected = flat([(name, other.get(name, block)) for name, block in first])
    assert outline.rows == expected
    pairs = enumerate(zip(before, expected, strict=True))
    assert sorted(change.lines) == [at for at, (old, new) in pairs if old != new]


@given(blocks(), blocks())
def test_lines_that_differ_are_named_or_said_to_have_moved(
    first: list[tuple[int, Block]], second: list[tuple[int, Block]]
) -> None:
    outline = Outline()
    outline.show(first)
    before = list(outline.rows)
    change = outline.show(second)
    after = flat(second)
    if len(before) != len(after):
        assert change.moved
        return
    pairs = enumerate(zip(before, after, strict=True))
    assert list(change.lines) == [line for line, (old, new) in pairs if old != new]


@given(blocks(), st.integers(-3, 60), st.sampled_from([1, -1]))
def test_a_move_ends_on_a_selectable_row(
    content: list[tuple[int, Block]], line: int, direction: int
) -> None:
    outline = Outline()
    outline.show(content)
    outline.move_to(line, direction=direction)
    possible = [at for at, each in enumerate(flat(content)) if each.selectable]
    if possible:
        wanted = min(max(line, 0), len(flat(content)) - 1)
        ahead = [at for at in possible if (at - wanted) * direction >= 0]
        nearest = min(ahead or possible, key=lambda at: abs(at - wanted))
        assert outline.cursor_line == nearest


def test_when_its_object_is_gone_the_cursor_is_on_what_stands_there_now() -> None:
    outline = Outline()
    outline.show([(0, (row(0, 0), row(0, 1), row(0, 2)))])
    outline.move_to(1)
    outline.show([(0, (row(0, 0), row(0, 2)))])
    assert outline.cursor == row(0, 2).key


def test_the_parent_is_the_next_row_above_that_hangs_less_deep() -> None:
    outline = Outline()
    outline.show([(0, (row(0, 0), row(0, 1), row(0, 2))), (1, (row(1, 0), row(1, 1)))])
    assert [outline.parent_line(line) for line in range(5)] == [0, 0, 0, 0, 3]


FIRST = (row(1, 0), row(1, 1), row(1, 2))
SECOND = (row(2, 0), row(2, 1), row(2, 2))


@pytest.mark.parametrize(
    ("line", "then"),
    [
        pytest.param(2, [(1, FIRST[:1]), (2, SECOND)], id="is folded"),
        pytest.param(1, [(2, SECOND), (1, FIRST[:1])], id="is folded and moves"),
        pytest.param(2, [(1, FIRST[:2]), (2, SECOND)], id="loses its last row"),
    ],
)
def test_the_cursor_stays_in_its_set(line: int, then: list[tuple[int, Block]]) -> None:
    outline = Outline()
    outline.show([(1, FIRST), (2, SECOND)])
    outline.move_to(line)
    outline.show(then)
    assert outline.cursor == FIRST[0].key


def test_a_row_in_the_middle_that_goes_leaves_the_cursor_on_the_next_of_its_set() -> None:
    outline = Outline()
    outline.show([(1, FIRST), (2, SECOND)])
    outline.move_to(1)
    outline.show([(1, (FIRST[0], FIRST[2])), (2, SECOND)])
    assert outline.cursor == FIRST[2].key

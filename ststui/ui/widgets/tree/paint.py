"""One row to one line of text pieces; roles to styles is the widget's business."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from rich.cells import cell_len, set_cell_size

from ststui.ui.widgets.tree.layout import MARK
from ststui.ui.widgets.tree.rows.cell import BLANK, Cell
from ststui.wording.symbols import UNICODE, to_ascii

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.ui.widgets.tree.layout import Layout
    from ststui.ui.widgets.tree.rows import Row

BRANCH = f"{UNICODE.branch} "


SPANNED = ("NAME", "STATUS", "RESTARTS")
"""Cells of a row that spans, in order."""
RULE = 100
"""Cells that the rule of a partition takes at most."""


def fit(text: str, width: int, *, right: bool = False) -> str:
    """The text in exactly ``width`` cells, cut with an ellipsis where it is too long."""
    if width <= 0:
        return ""
    size = len(text) if text.isascii() else cell_len(text)
    if size == width:
        return text
    if size < width:
        padding = " " * (width - size)
        return padding + text if right else text + padding
    if width == 1:
        return UNICODE.ellipsis
    return set_cell_size(text, width - 1) + UNICODE.ellipsis


def paint(row: Row, layout: Layout, *, ascii_only: bool) -> Iterator[Cell]:
    """The pieces of a line from left to right, filling exactly the layout's width."""
    if not ascii_only:
        yield from _pieces(row, layout)
        return
    # Before cells are measured: a character of no or of two cells becomes one of one.
    cells = {name: Cell(to_ascii(each.text), each.role) for name, each in row.cells.items()}
    for cell in _pieces(replace(row, cells=cells), layout):
        yield Cell(to_ascii(cell.text), cell.role)


def _pieces(row: Row, layout: Layout) -> Iterator[Cell]:
    if row.spans:
        yield from _span(row, layout)
        return
    at = 0
    for name, start, width, right in layout.placed:
        if name == "READY":
            yield Cell(" " * (start - MARK - at))
            yield Cell(fit(row.mark.text, MARK), row.mark.role)
        elif start > at:
            yield Cell(" " * (start - at))
        at = start + width
        if name == "NAME":
            yield from _name(row, width, layout)
        else:
            cell = row.cells.get(name)
            if cell is None or not cell.text:
                yield Cell(" " * width)
            else:
                yield Cell(fit(cell.text, width, right=right), cell.role)
    if at < layout.width:
        yield Cell(" " * (layout.width - at))


def _name(row: Row, width: int, layout: Layout) -> Iterator[Cell]:
    cell = row.cells.get("NAME", Cell())
    if row.depth == 0:
        yield Cell(f"{_arrow(row)} ", "dim")
        where = row.cells.get("NAMESPACE", BLANK).text if layout.prefixed else ""
        text = f"{where}/{cell.text}" if where else cell.text
        yield Cell(fit(text, width - 2), cell.role)
        return
    yield Cell(BRANCH, "dim")
    used = 2
    ordinal = layout.ordinal
    if ordinal:
        yield Cell(fit(row.ordinal, ordinal, right=True) + "  ", "dim")
        used += ordinal + 2
    yield Cell(fit(cell.text, width - used), cell.role)


def _span(row: Row, layout: Layout) -> Iterator[Cell]:
    start = next((each.at for each in layout.placed if each.name == "NAME"), 0)
    width = layout.width - start
    if start:
        yield Cell(" " * start)
    cell = row.cells["NAME"]
    if row.key.kind == "partition":
        lead = f"{UNICODE.branch} {UNICODE.rule * 3} {cell.text} "
        rest = min(width, RULE) - cell_len(lead)
        yield Cell(fit(lead + UNICODE.rule * max(rest, 0), width), cell.role)
        return
    lead = BRANCH if row.depth else f"{_arrow(row)} "
    if row.depth == 2:
        lead += " " * (layout.ordinal + 4)
    yield Cell(lead, "dim")
    room = width - len(lead)
    for name in SPANNED:
        part = row.cells.get(name, BLANK)
        if part.text and room > 0:
            text = fit(part.text, min(cell_len(part.text), room))
            yield Cell(text, part.role)
            yield Cell("  "[: room - cell_len(text)])
            room -= cell_len(text) + 2
    if room > 0:
        yield Cell(" " * room)


def _arrow(row: Row) -> str:
    if not row.expandable:
        return " "
    return UNICODE.expanded if row.expanded else UNICODE.collapsed


def header(layout: Layout) -> Iterator[Cell]:
    """The line of column titles."""
    at = 0
    for name, start, width, right in layout.placed:
        yield Cell(" " * (start - at))
        title = f"  {name}" if name == "NAME" else name
        yield Cell(fit(title, width, right=right), "dim")
        at = start + width
    if at < layout.width:
        yield Cell(" " * (layout.width - at))

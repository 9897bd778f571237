"""The widget that paints the tree: lines on demand, only those that changed."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip

from ststui.ui.widgets.lines import Lines
from ststui.ui.widgets.tree.layout import Layout, lay_out
from ststui.ui.widgets.tree.outline import Outline
from ststui.ui.widgets.tree.paint import header, paint
from ststui.ui.widgets.tree.rows import Cell
from ststui.ui.widgets.wrap import wrap
from ststui.wording.symbols import to_ascii

if TYPE_CHECKING:
    from collections.abc import Mapping

    from textual import events

    from ststui.ui.widgets.tree.outline import Change
    from ststui.ui.widgets.tree.rows import Row, RowKey


REACTION = 0.4
"""Seconds in which nobody can have seen that a row unfolded: a person needs 0.25 to react."""


class TreeView(Lines):
    """Rows under columns, with a cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"tree--cursor"}
    headers = 1
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False, id="tree.up"),
        Binding("down,j", "move(1)", "Down", show=False, id="tree.down"),
        Binding("pageup,ctrl+b", "page(-1)", "Page up", show=False, id="tree.page-up"),
        Binding("pagedown,ctrl+f", "page(1)", "Page down", show=False, id="tree.page-down"),
        Binding("home,g", "top", "First", show=False, id="tree.first"),
        Binding("end,G", "bottom", "Last", show=False, id="tree.last"),
        Binding("left,h", "collapse", "Collapse", show=False, id="tree.collapse"),
        Binding("right", "expand", "Expand", show=False, id="tree.expand"),
        Binding("enter", "fold", "Expand or collapse", show=False, id="tree.toggle"),
    ]

    @dataclass
    class Moved(Message):
        """The cursor is on another row."""

        row: Row | None

    @dataclass
    class Folded(Message):
        """A row is to be expanded or collapsed."""

        row: Row
        expand: bool

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(ascii_only=ascii_only, id=id)
        self.outline = Outline()
        self._needed: dict[str, int] = {}
        self._hidden: frozenset[str] = frozenset()
        self._layout = Layout((), 0, 0)
        self._message: tuple[str, ...] = ()
        self._cursor_was = 0
        self._seen: tuple[RowKey, bool] | None = None
        """The selected row, and whether it was expanded."""
        self._asked: RowKey | None = None
        """The row that somebody folds or unfolds."""
        self._turned_at = float("-inf")
        """When the selected row was folded or unfolded though nobody asked for it."""

    @property
    def total(self) -> int:
        """Rows, or the lines of the message where there are none."""
        return len(self.outline.rows) or len(self._message)

    @property
    def message(self) -> tuple[str, ...]:
        """The lines shown in place of rows."""
        return self._message

    def say(self, text: str) -> None:
        """Show a text while there are no rows; empty for none."""
        lines = tuple(w for line in text.splitlines() for w in self._wrapped(line))
        if lines != self._message:
            self._message = lines
            if not self.outline.rows:
                self.refresh()

    def _wrapped(self, line: str) -> list[str]:
        width = max(self.size.width - 6, 10)
        return ["".join(c.text for c in cells) for cells in wrap([Cell(line)], width)]

    @property
    def layout_now(self) -> Layout:
        """The columns as they are placed now."""
        return self._layout

    def shape(self, needed: Mapping[str, int], *, hidden: frozenset[str]) -> None:
        """Set what the columns need; lays out anew if that changed."""
        if dict(needed) == self._needed and hidden == self._hidden:
            return
        self._needed, self._hidden = dict(needed), hidden
        self._lay_out()

    def apply(self, change: Change) -> None:
        """Repaint what a change of the outline touched."""
        self._lay_out()
        self._note_turn()
        seen = self._cursor_was in range(self.top, self.top + self.page)
        moved = self.outline.cursor_line - self._cursor_was if seen else 0
        self._cursor_was = self.outline.cursor_line
        self.show_from(self.top + moved)  # what is selected stays where the eye is
        if change.moved:
            self.refresh()
            return
        for line in change.lines:
            self.repaint_line(line)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        line = self.outline.cursor_line
        self._move(line + by, direction=1 if by > 0 else -1)

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        step = max(self.page - 1, 1)
        self._move(self.outline.cursor_line + by * step, direction=by)

    def action_top(self) -> None:
        """Move the cursor to the first row."""
        self._move(0)

    def action_bottom(self) -> None:
        """Move the cursor to the last row."""
        self._move(len(self.outline.rows) - 1, direction=-1)

    def action_fold(self) -> None:
        """Expand or collapse the row.

        A set unfolds by itself when it is not well any more. Somebody who was about to unfold it
        then must not fold it: it stays as it came.
        """
        row = self.outline.selected
        if row is not None and row.expandable:
            unseen = time.monotonic() - self._turned_at < REACTION
            self._fold(row, expand=row.expanded if unseen else not row.expanded)

    def action_expand(self) -> None:
        """Expand the row, or go to the next one."""
        row = self.outline.selected
        if row is not None and row.expandable and not row.expanded:
            self._fold(row, expand=True)
        else:
            self.action_move(1)

    def action_collapse(self) -> None:
        """Collapse the row, or go to the one it hangs under."""
        row = self.outline.selected
        if row is None:
            return
        if row.expandable and row.expanded:
            self._fold(row, expand=False)
        elif row.depth:
            self._move(self.outline.parent_line(self.outline.cursor_line))

    def paint_header(self, _: int, width: int) -> Strip:
        """The titles of the columns."""
        style = self.style_of("dim")
        if not self.outline.rows:
            return Strip.blank(width, style)
        cells = [Segment(c.text, style) for c in header(self._layout) if c.text]
        return Strip(cells).adjust_cell_length(width, style)

    def paint_line(self, line: int, width: int) -> Strip:
        """One row, or a line of the message."""
        if not self.outline.rows:
            text = f"  {self._message[line]}" if line < len(self._message) else ""
            shown = to_ascii(text) if self.ascii_only else text
            style = self.style_of("plain")
            return Strip([Segment(shown, style)]).adjust_cell_length(width, style)
        selected = line == self.outline.cursor_line
        pieces = paint(self.outline.rows[line], self._layout, ascii_only=self.ascii_only)
        segments = [self._segment(cell, selected=selected) for cell in pieces if cell.text]
        return Strip(segments).adjust_cell_length(width, self.style_of("plain"))

    def _segment(self, cell: Cell, *, selected: bool) -> Segment:
        style = self.style_of(cell.role)
        if selected:
            style += self.get_component_rich_style("tree--cursor", partial=True)
        return Segment(cell.text, style)

    def on_resize(self, _: events.Resize) -> None:
        """Lay out for the new width."""
        self._lay_out()
        self.reveal(self.outline.cursor_line)

    def on_click(self, event: events.Click) -> None:
        """Select by mouse; a second click folds."""
        line = int(event.y) - self.headers + self.top
        if event.y < self.headers or line >= len(self.outline.rows):
            return
        again = line == self.outline.cursor_line
        self._move(line)
        if again:
            self.action_fold()

    def go_to(self, key: RowKey) -> bool:
        """Put the cursor on a row; False when the tree does not show it."""
        line = self.outline.line_of(key)
        if line is None:
            return False
        self._move(line)
        return True

    def _move(self, line: int, *, direction: int = 1) -> None:
        before, key = self.outline.cursor_line, self.outline.cursor
        self.outline.move_to(line, direction=direction)
        if self.outline.cursor == key:
            return
        self._cursor_was = self.outline.cursor_line
        self._turned_at = float("-inf")
        self._note_turn()
        self.repaint_line(before)
        self.repaint_line(self.outline.cursor_line)
        self.reveal(self.outline.cursor_line)
        self.post_message(self.Moved(self.outline.selected))

    def _fold(self, row: Row, *, expand: bool) -> None:
        self._asked = row.key if expand != row.expanded else None
        self.post_message(self.Folded(row, expand=expand))

    def _note_turn(self) -> None:
        """Note when the selected row is another way round than it was seen last."""
        row, before = self.outline.selected, self._seen
        self._seen = (row.key, row.expanded) if row is not None else None
        if row is None or before is None or before[0] != row.key or before[1] == row.expanded:
            return
        if self._asked == row.key:
            self._asked = None
        else:
            self._turned_at = time.monotonic()

    def _lay_out(self) -> None:
        bar = 1 if self.total > self.page else 0
        layout = lay_out(self._needed, width=self.size.width - bar, hidden=self._hidden)
        if layout != self._layout:
            self._layout = layout
            self.refresh()

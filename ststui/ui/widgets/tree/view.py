"""The widget that paints the tree: lines on demand, only those that changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ststui.ui.widgets.tree.layout import Layout, lay_out
from ststui.ui.widgets.tree.outline import Outline
from ststui.ui.widgets.tree.paint import header, paint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rich.style import Style
    from textual import events

    from ststui.ui.widgets.tree.outline import Change
    from ststui.ui.widgets.tree.rows import Cell, Row

HEADER = 1
"""Lines of column titles above the rows."""


class TreeView(ScrollView, can_focus=True):
    """Rows under columns, with a cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "tree--plain",
        "tree--dim",
        "tree--strong",
        "tree--bad",
        "tree--look",
        "tree--moving",
        "tree--cursor",
        "tree--header",
    }
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
        super().__init__(id=id)
        self.outline = Outline()
        self.ascii_only = ascii_only
        self._needed: dict[str, int] = {}
        self._hidden: frozenset[str] = frozenset()
        self._layout = Layout((), 0, 0)
        self._styles_of: dict[tuple[str, bool], Style] = {}

    @property
    def rows_in_view(self) -> range:
        """The lines of the outline that are on the screen."""
        top = int(self.scroll_offset.y)
        return range(top, min(top + max(self.size.height - HEADER, 0), len(self.outline.rows)))

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
        self.virtual_size = Size(0, len(self.outline.rows) + HEADER)
        if change.moved:
            self.refresh()
            return
        visible = self.rows_in_view
        for line in change.lines:
            if line in visible:
                self._refresh_row(line)

    def show_cursor(self) -> None:
        """Scroll so that the cursor's row is on the screen."""
        height = max(self.size.height - HEADER, 1)
        line, top = self.outline.cursor_line, int(self.scroll_offset.y)
        if line < top:
            self.scroll_to(y=line, animate=False, immediate=True)
        elif line >= top + height:
            self.scroll_to(y=line - height + 1, animate=False, immediate=True)

    def action_move(self, by: int) -> None:
        """Move the cursor by rows."""
        line = self.outline.cursor_line
        self._move(line + by, direction=1 if by > 0 else -1)

    def action_page(self, by: int) -> None:
        """Move the cursor by screens."""
        step = max(self.size.height - HEADER - 1, 1)
        self._move(self.outline.cursor_line + by * step, direction=by)

    def action_top(self) -> None:
        """Move the cursor to the first row."""
        self._move(0)

    def action_bottom(self) -> None:
        """Move the cursor to the last row."""
        self._move(len(self.outline.rows) - 1, direction=-1)

    def action_fold(self) -> None:
        """Expand or collapse the row."""
        row = self.outline.selected
        if row is not None and row.expandable:
            self.post_message(self.Folded(row, expand=not row.expanded))

    def action_expand(self) -> None:
        """Expand the row, or go to the next one."""
        row = self.outline.selected
        if row is not None and row.expandable and not row.expanded:
            self.post_message(self.Folded(row, expand=True))
        else:
            self.action_move(1)

    def action_collapse(self) -> None:
        """Collapse the row, or go to the one it hangs under."""
        row = self.outline.selected
        if row is None:
            return
        if row.expandable and row.expanded:
            self.post_message(self.Folded(row, expand=False))
        elif row.depth:
            self._move(self.outline.parent_line(self.outline.cursor_line))

    def render_line(self, y: int) -> Strip:
        """Paint one line of the screen."""
        width = self.size.width
        if y < HEADER:
            style = self._style("header", selected=False)
            return Strip(
                [Segment(cell.text, style) for cell in header(self._layout) if cell.text], width
            )
        line = y - HEADER + int(self.scroll_offset.y)
        if line >= len(self.outline.rows):
            return Strip.blank(width, self._style("plain", selected=False))
        selected = line == self.outline.cursor_line
        pieces = paint(self.outline.rows[line], self._layout, ascii_only=self.ascii_only)
        return Strip(
            [self._segment(cell, selected=selected) for cell in pieces if cell.text], width
        )

    def _segment(self, cell: Cell, *, selected: bool) -> Segment:
        return Segment(cell.text, self._style(cell.role, selected=selected))

    def _style(self, role: str, *, selected: bool) -> Style:
        found = self._styles_of.get((role, selected))
        if found is None:
            found = self.get_component_rich_style(f"tree--{role}")
            if selected:
                cursor = self.get_component_rich_style("tree--cursor", partial=True)
                found = found + cursor
            self._styles_of[role, selected] = found
        return found

    def notify_style_update(self) -> None:
        """Forget styles when the theme changes."""
        super().notify_style_update()
        self._styles_of.clear()

    def on_resize(self, _: events.Resize) -> None:
        """Lay out for the new width."""
        self._lay_out()
        self.show_cursor()

    def on_click(self, event: events.Click) -> None:
        """Select by mouse; a second click folds."""
        line = int(event.y) - HEADER + int(self.scroll_offset.y)
        if event.y < HEADER or line >= len(self.outline.rows):
            return
        again = line == self.outline.cursor_line
        self._move(line)
        if again:
            self.action_fold()

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        """Repaint after scrolling: the header stays."""
        super().watch_scroll_y(old_value, new_value)
        self.refresh()

    def _move(self, line: int, *, direction: int = 1) -> None:
        before, key = self.outline.cursor_line, self.outline.cursor
        self.outline.move_to(line, direction=direction)
        if self.outline.cursor == key:
            return
        self._refresh_row(before)
        self._refresh_row(self.outline.cursor_line)
        self.show_cursor()
        self.post_message(self.Moved(self.outline.selected))

    def _refresh_row(self, line: int) -> None:
        y = line - int(self.scroll_offset.y) + HEADER
        if HEADER <= y < self.size.height:
            self.refresh(Region(0, y, self.size.width, 1))

    def _lay_out(self) -> None:
        layout = lay_out(self._needed, width=self.size.width, hidden=self._hidden)
        if layout != self._layout:
            self._layout = layout
            self.refresh()

    def get_content_height(self, *_: Any) -> int:
        """All lines."""
        return len(self.outline.rows) + HEADER

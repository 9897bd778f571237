"""A widget of lines that scrolls by itself, so that a change of length repaints nothing else.

Textual's ScrollView lays out and repaints the whole screen whenever its virtual size changes
(measured: 16 KB for each row that comes or goes at 140x40); here only lines that differ are sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.segment import Segment
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from ststui.ui.widgets.roles import ROLES

if TYPE_CHECKING:
    from rich.style import Style

WHEEL = 3
"""Lines per turn of the wheel."""


class Lines(Widget, can_focus=True, inherit_bindings=False):
    """Lines below fixed headers, with a scrollbar of one column when there are too many.

    A subclass gives ``total``, ``paint_line`` and ``paint_header``.
    """

    COMPONENT_CLASSES = {"lines--bar", *(f"lines--{role}" for role in ROLES)}  # noqa: RUF012
    headers = 0
    """Lines above the scrolled ones."""

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.ascii_only = ascii_only
        self.top = 0
        """The first line that is on the screen."""
        self._styles_of: dict[str, Style] = {}

    @property
    def total(self) -> int:
        """How many lines there are."""
        raise NotImplementedError

    def paint_line(self, line: int, width: int) -> Strip:
        """One line, exactly ``width`` cells wide."""
        raise NotImplementedError

    def paint_header(self, y: int, width: int) -> Strip:
        """One line above the scrolled ones."""
        raise NotImplementedError

    @property
    def page(self) -> int:
        """How many lines fit on the screen."""
        return max(self.size.height - self.headers, 1)

    @property
    def in_view(self) -> range:
        """The lines that are on the screen."""
        return range(self.top, min(self.top + self.page, self.total))

    def scroll_by(self, lines: int) -> None:
        """Scroll, not beyond the ends."""
        self.show_from(self.top + lines)

    def show_from(self, line: int) -> None:
        """Make a line the first on the screen."""
        top = max(min(line, self.total - self.page), 0)
        if top != self.top:
            self.top = top
            self.refresh()

    def reveal(self, line: int) -> None:
        """Scroll as little as needed to have a line on the screen."""
        if line < self.top:
            self.show_from(line)
        elif line >= self.top + self.page:
            self.show_from(line - self.page + 1)

    def repaint_line(self, line: int) -> None:
        """Paint a line anew if it is on the screen."""
        y = line - self.top + self.headers
        width, height = self.size
        if self.headers <= y < height:
            self.refresh(Region(0, y, width, 1))

    def style_of(self, role: str) -> Style:
        """The style of a role, as the theme has it."""
        found = self._styles_of.get(role)
        if found is None:
            found = self._styles_of[role] = self.get_component_rich_style(f"lines--{role}")
        return found

    def notify_style_update(self) -> None:
        """Forget styles when the theme changes."""
        super().notify_style_update()
        self._styles_of.clear()

    def render_line(self, y: int) -> Strip:
        """Paint one line of the screen."""
        width, height = self.size  # Textual looks it up anew each time, for each line of a paint
        page = max(height - self.headers, 1)
        if y < self.headers:
            return self.paint_header(y, width)
        line = self.top + y - self.headers
        if line >= self.total:  # also between a new size and the scrolling that follows it
            return Strip.blank(width, self.style_of("plain"))
        if self.total <= page:
            return self.paint_line(line, width)
        strip = self.paint_line(line, width - 1)
        return Strip([*strip, self._bar(y - self.headers, page)], width)

    def on_mouse_scroll_down(self) -> None:
        """Scroll by the wheel."""
        self.scroll_by(WHEEL)

    def on_mouse_scroll_up(self) -> None:
        """Scroll by the wheel."""
        self.scroll_by(-WHEEL)

    def _bar(self, y: int, page: int) -> Segment:
        size = max(page * page // self.total, 1)
        first = (page - size) * self.top // max(self.total - page, 1)
        thumb = first <= y < first + size
        text = ("#" if self.ascii_only else "┃") if thumb else " "
        return Segment(text, self.style_of("bar"))

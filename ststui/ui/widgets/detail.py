"""The detail pane: wrapped lines of cells; only lines that differ are painted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.strip import Strip

from ststui.ui.widgets.lines import Lines
from ststui.ui.widgets.wrap import wrap
from ststui.wording.symbols import to_ascii

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events

    from ststui.ui.widgets.pane import Line


class Detail(Lines):
    """Shows lines of cells."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll(-1)", "Up", show=False, id="pane.up"),
        Binding("down,j", "scroll(1)", "Down", show=False, id="pane.down"),
        Binding("pageup", "scroll(-10)", "Page up", show=False, id="pane.page-up"),
        Binding("pagedown", "scroll(10)", "Page down", show=False, id="pane.page-down"),
        Binding("home,g", "scroll(-100000)", "First", show=False, id="pane.first"),
        Binding("end,G", "scroll(100000)", "Last", show=False, id="pane.last"),
    ]

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(ascii_only=ascii_only, id=id)
        self._given: tuple[Line, ...] = ()
        self._lines: list[Line] = []

    @property
    def total(self) -> int:
        """Wrapped lines."""
        return len(self._lines)

    @property
    def text(self) -> str:
        """All it holds, without colours and not wrapped."""
        return "\n".join("".join(cell.text for cell in line) for line in self._given)

    def show(self, lines: Iterable[Line], *, from_top: bool = False) -> None:
        """Show these lines.

        Args:
            lines: cells line by line; long ones are wrapped.
            from_top: whether to scroll back, because they are about something else.
        """
        self._given = tuple(lines)
        self._wrap(from_top=from_top)

    def action_scroll(self, lines: int) -> None:
        """Scroll by lines."""
        self.scroll_by(lines)

    def on_resize(self, _: events.Resize) -> None:
        """Wrap for the new width."""
        self._wrap(from_top=False)

    def paint_line(self, line: int, width: int) -> Strip:
        """One wrapped line."""
        segments = [
            Segment(to_ascii(c.text) if self.ascii_only else c.text, self.style_of(c.role))
            for c in self._lines[line]
        ]
        return Strip(segments).adjust_cell_length(width, self.style_of("plain"))

    def _wrap(self, *, from_top: bool) -> None:
        width = max(self.size.width - 1, 1)
        before, was_top = self._lines, self.top
        self._lines = [w for each in self._given for w in wrap(each, width)]
        self.top = 0 if from_top else max(min(self.top, self.total - self.page), 0)
        bar_changes = len(before) != self.total and max(len(before), self.total) > self.page
        if bar_changes or self.top != was_top:
            self.refresh()
            return
        for line in range(max(len(before), self.total)):
            old = before[line] if line < len(before) else ()
            if old != (self._lines[line] if line < self.total else ()):
                self.repaint_line(line)

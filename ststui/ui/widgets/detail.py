"""The detail pane: wrapped lines of cells; only lines that differ are painted again."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ststui.ui.widgets.roles import ROLES
from ststui.ui.widgets.wrap import wrap
from ststui.wording.symbols import to_ascii

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual import events

    from ststui.ui.widgets.pane import Line


class Detail(ScrollView, can_focus=True):
    """Shows lines of cells."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"detail--{role}" for role in ROLES}
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "scroll_up", "Up", show=False, id="pane.up"),
        Binding("down,j", "scroll_down", "Down", show=False, id="pane.down"),
        Binding("home,g", "scroll_home", "First", show=False, id="pane.first"),
        Binding("end,G", "scroll_end", "Last", show=False, id="pane.last"),
    ]

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._ascii = ascii_only
        self._given: tuple[Line, ...] = ()
        self._lines: list[Line] = []

    def show(self, lines: Iterable[Line], *, from_top: bool = False) -> None:
        """Show these lines.

        Args:
            lines: cells line by line; long ones are wrapped.
            from_top: whether to scroll back, because they are about something else.
        """
        self._given = tuple(lines)
        if from_top:
            self.scroll_to(y=0, animate=False, immediate=True)
        self._wrap()

    def on_resize(self, _: events.Resize) -> None:
        """Wrap for the new width."""
        self._wrap()

    def render_line(self, y: int) -> Strip:
        """Paint one line of the screen."""
        width = self.scrollable_content_region.width
        line = y + int(self.scroll_offset.y)
        cells = self._lines[line] if line < len(self._lines) else ()
        segments = [
            Segment(
                to_ascii(cell.text) if self._ascii else cell.text,
                self.get_component_rich_style(f"detail--{cell.role}"),
            )
            for cell in cells
        ]
        plain = self.get_component_rich_style("detail--plain")
        return Strip(segments).adjust_cell_length(width, plain)

    def _wrap(self) -> None:
        width = max(self.scrollable_content_region.width, 1)
        before, self._lines = self._lines, [w for each in self._given for w in wrap(each, width)]
        self.virtual_size = Size(width, len(self._lines))
        top = int(self.scroll_offset.y)
        for y in range(self.size.height):
            line = top + y
            old = before[line] if line < len(before) else ()
            new = self._lines[line] if line < len(self._lines) else ()
            if old != new:
                self.refresh(Region(0, y, self.size.width, 1))

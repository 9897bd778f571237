"""A line of cells; repainted only when its cells differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip
from textual.widget import Widget

from ststui.ui.widgets.roles import ROLES
from ststui.ui.widgets.tree.paint import fit
from ststui.ui.widgets.tree.rows import Cell
from ststui.wording.symbols import to_ascii

if TYPE_CHECKING:
    from collections.abc import Sequence


class Line(Widget):
    """One line: cells from the left, cells from the right."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {f"line--{role}" for role in ROLES}

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._ascii = ascii_only
        self._left: tuple[Cell, ...] = ()
        self._right: tuple[Cell, ...] = ()

    def show(self, left: Sequence[Cell], right: Sequence[Cell] = ()) -> None:
        """Show these cells; what does not fit is cut from the left part."""
        if (tuple(left), tuple(right)) != (self._left, self._right):
            self._left, self._right = tuple(left), tuple(right)
            self.refresh()

    @property
    def text(self) -> str:
        """What it shows, without colours."""
        return "".join(each.text for each in (*self._left, *self._right))

    def render_line(self, y: int) -> Strip:
        """Paint the line."""
        width = self.size.width
        if y:
            return Strip.blank(width)
        cells = beside(self._left, self._right, width=width)
        return Strip([self._segment(each.text, each.role) for each in cells]).crop(0, width)

    def _segment(self, text: str, role: str) -> Segment:
        shown = to_ascii(text) if self._ascii else text
        return Segment(shown, self.get_component_rich_style(f"line--{role}"))


def beside(left: Sequence[Cell], right: Sequence[Cell], *, width: int) -> list[Cell]:
    """Both parts on one line, at least a blank apart; what does not fit is cut from the left."""
    apart = int(bool(left and right))
    room = max(width - apart - sum(cell_len(each.text) for each in right), 0)
    cells: list[Cell] = []
    for cell in left:
        size = min(cell_len(cell.text), room)
        cells.append(Cell(fit(cell.text, size), cell.role))
        room -= size
    return [*cells, Cell(" " * (room + apart)), *right]

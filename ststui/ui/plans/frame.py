"""What a dialog looks like: its lines in a box that is as high as what is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.containers import Vertical

from ststui.ui.plans.dialog import beyond
from ststui.ui.widgets.detail import Detail
from ststui.ui.widgets.line import Line
from ststui.ui.widgets.tree.rows import Cell

if TYPE_CHECKING:
    from ststui.actions import Grounds
    from ststui.ui.plans.dialog import Dialog

LOW = 10
"""Lines of a terminal under which the dialog has no frame, so that what is said is seen."""
FRAME = 7
"""Lines of the dialog that are not its body."""
OVERLAP = 2
"""Lines that are still on the screen after one has scrolled by a page."""


class Frame(Vertical):
    """A title, where it is, what is asked and said, and the keys."""

    def __init__(self, *, ascii_only: bool) -> None:
        super().__init__(id="plan")
        self._title = Line(ascii_only=ascii_only, id="plan-title")
        self._where = Line(ascii_only=ascii_only, id="plan-where")
        self._body = Detail(ascii_only=ascii_only, id="plan-body")
        self._below = Line(ascii_only=ascii_only, id="plan-below")
        self._keys = Line(ascii_only=ascii_only, id="plan-keys")
        self._body.can_focus = False
        self.parts = (self._title, self._where, self._body, self._below, self._keys)
        """From top to bottom."""

    @property
    def low(self) -> bool:
        """Whether there are so few lines that there is no frame."""
        return self.app.size.height < LOW

    def draw(self, dialog: Dialog, grounds: Grounds | None) -> None:
        """Show a dialog as it is now."""
        self._title.show(dialog.heading())
        self._body.show(dialog.lines(grounds))
        self._where.show(dialog.where(), dialog.verdict())
        height = min(self._body.total + FRAME, self.app.size.height)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
            self.call_after_refresh(self.draw_place, dialog)
        self.draw_place(dialog)

    def draw_place(self, dialog: Dialog) -> None:
        """Show the keys, and how many lines are above and below what is seen."""
        body, (keys, leave) = self._body, dialog.footer()
        above, below = body.top, max(body.total - body.in_view.stop, 0)
        self._below.show(dialog.asked(), beyond(above, below))
        # On a terminal of a few lines there is none for it but that of the keys.
        short = below and self.low
        self._keys.show(keys, [Cell(f"  ↓ {below} more", "look")] if short else leave)

    def page(self, by: int) -> None:
        """Scroll what is said by so many pages."""
        self._body.scroll_by(by * max(self._body.page - OVERLAP, 1))

"""The detail pane: lines of cells, wrapped, scrollable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text
from textual.containers import VerticalScroll
from textual.widgets import Static

from ststui.wording.symbols import to_ascii

if TYPE_CHECKING:
    from collections.abc import Iterable

    from textual.app import ComposeResult

    from ststui.ui.widgets.pane import Line


class Detail(VerticalScroll, can_focus=True):
    """Shows lines; repaints only when they differ."""

    def __init__(self, *, ascii_only: bool = False, id: str | None = None) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self._ascii = ascii_only
        self._lines: tuple[Line, ...] = ()
        self._text = Static(markup=False)

    def compose(self) -> ComposeResult:
        """One text."""
        yield self._text

    def show(self, lines: Iterable[Line]) -> None:
        """Show these lines."""
        shown = tuple(lines)
        if shown == self._lines:
            return
        self._lines = shown
        text = Text(overflow="fold")
        styles = {
            "dim": "dim",
            "strong": "bold",
            "bad": "bold red",
            "look": "yellow",
            "moving": "blue",
            "plain": "",
        }
        for number, line in enumerate(shown):
            if number:
                text.append("\n")
            for cell in line:
                text.append(to_ascii(cell.text) if self._ascii else cell.text, styles[cell.role])
        self._text.update(text)

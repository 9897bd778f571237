"""The help: all keys, made from the registry."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar

from rich.table import Column, Table
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from ststui.ui.commands import COMMANDS, MOVES, SECTIONS
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from textual.app import ComposeResult

    from ststui.ui.commands import Command

KEYS = 14
"""Cells of the column with the keys."""


class HelpScreen(ModalScreen[None]):
    """All keys by section."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Back", id="help.back")
    ]

    def __init__(
        self, namespaces: tuple[str, ...], *, reasons: Mapping[str, str] | None = None
    ) -> None:
        """Make the help.

        Args:
            namespaces: the first ones have keys.
            reasons: why a command can do nothing with what is selected, by its name.
        """
        super().__init__()
        self._namespaces = namespaces
        self._reasons = dict(reasons or {})
        self._text = Static(markup=False)

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        with VerticalScroll(id="help"):
            yield self._text

    def on_mount(self) -> None:
        """Show it."""
        self._show()

    def explain(self, reasons: Mapping[str, str]) -> None:
        """More reasons are known by now."""
        self._reasons = dict(reasons)
        self._show()

    def text(self) -> str:
        """What it says, without styles."""
        return "\n".join(f"{each.keys:<{KEYS}}{each.words.plain}" for each in self._lines())

    def _show(self) -> None:
        grid = Table.grid(Column(width=KEYS, no_wrap=True), Column(ratio=1), expand=True)
        for line in self._lines():
            grid.add_row(Text(line.keys, line.style), line.words)
        self._text.update(grid)

    def _lines(self) -> Iterator[_Line]:
        for section, title in SECTIONS.items():
            yield _Line(title, style="bold")
            if section == "move":
                yield from (_Line(f"  {keys}", Text(words, "dim")) for keys, words in MOVES)
            for each in COMMANDS:
                if each.section == section:
                    yield self._of(each)
            yield _Line()
        if self._namespaces:
            yield _Line("Namespaces", style="bold")
            for number, name in enumerate(("all", *self._namespaces[:9])):
                yield _Line(f"  {number}", Text(safe(name), "dim"))

    def _of(self, command: Command) -> _Line:
        words, why = Text(command.help, "dim"), self._reasons.get(command.name, "")
        if why:
            words.append(f"  not here: {safe(why)}", "italic")
        return _Line(f"  {command.shown}", words, style="dim" if why else "")


@dataclass(frozen=True, slots=True)
class _Line:
    """A key and what it does; or a title."""

    keys: str = ""
    words: Text = field(default_factory=Text)
    style: str = ""

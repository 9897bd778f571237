"""The help: all keys, made from the registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Static

from ststui.ui.commands import COMMANDS, MOVES, SECTIONS
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from textual.app import ComposeResult


class HelpScreen(ModalScreen[None]):
    """All keys by section."""

    CSS_PATH = "help.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "dismiss", "Back", id="help.back")
    ]

    def __init__(self, namespaces: tuple[str, ...]) -> None:
        super().__init__()
        self._namespaces = namespaces

    def compose(self) -> ComposeResult:
        """One text that scrolls."""
        with VerticalScroll(id="help"):
            yield Static(self._lines(), markup=False)

    def text(self) -> str:
        """What it says, without styles."""
        return self._lines().plain

    def _lines(self) -> Text:
        text = Text()
        for section, title in SECTIONS.items():
            mine = [each for each in COMMANDS if each.section == section]
            lines = [(each.shown, each.help) for each in mine]
            if section == "move":
                lines = [*MOVES, *lines]
            if not lines:
                continue
            text.append(f"{title}\n", "bold")
            for keys, words in lines:
                text.append(f"  {keys:<12}")
                text.append(f"{words}\n", "dim")
            text.append("\n")
        if self._namespaces:
            text.append("Namespaces\n", "bold")
            for number, name in enumerate(("all", *self._namespaces[:9])):
                text.append(f"  {number:<12}")
                text.append(f"{safe(name)}\n", "dim")
        return text

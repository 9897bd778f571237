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
    from collections.abc import Mapping

    from textual.app import ComposeResult


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
        self._text.update(self._lines())

    def explain(self, reasons: Mapping[str, str]) -> None:
        """More reasons are known by now."""
        self._reasons = dict(reasons)
        self._text.update(self._lines())

    def text(self) -> str:
        """What it says, without styles."""
        return self._lines().plain

    def _lines(self) -> Text:
        text = Text()
        for section, title in SECTIONS.items():
            mine = [each for each in COMMANDS if each.section == section]
            lines = [(each.shown, each.help, self._reasons.get(each.name, "")) for each in mine]
            if section == "move":
                lines = [*((keys, words, "") for keys, words in MOVES), *lines]
            if not lines:
                continue
            text.append(f"{title}\n", "bold")
            for keys, words, why in lines:
                text.append(f"  {keys:<12}", "dim" if why else "")
                text.append(words, "dim")
                text.append(f"  not here: {safe(why)}\n" if why else "\n", "italic")
            text.append("\n")
        if self._namespaces:
            text.append("Namespaces\n", "bold")
            for number, name in enumerate(("all", *self._namespaces[:9])):
                text.append(f"  {number:<12}")
                text.append(f"{safe(name)}\n", "dim")
        return text

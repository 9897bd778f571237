"""A list to choose a name from, filtered by typing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ststui.wording.escape import safe

if TYPE_CHECKING:
    from textual.app import ComposeResult


class ChooseScreen(ModalScreen[str | None]):
    """Gives the chosen name, or None."""

    CSS_PATH = "choose.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", id="choose.back"),
        Binding("down", "list", "List", show=False, id="choose.list"),
    ]

    def __init__(self, what: str, names: tuple[str, ...]) -> None:
        super().__init__()
        self._what, self._names = what, names
        self._options = OptionList(markup=False)

    def compose(self) -> ComposeResult:
        """A filter above a list."""
        with Vertical(id="choose"):
            yield Input(placeholder=f"{self._what}: type to filter")
            yield self._options

    def on_mount(self) -> None:
        """Show all names."""
        self._fill("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the names that contain what was typed."""
        self._fill(event.value.strip())

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the first of what is left."""
        left = self._matching(event.value.strip())
        self.dismiss(left[0] if left else None)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen one."""
        self.dismiss(event.option.id)

    def action_list(self) -> None:
        """Go to the list."""
        self._options.focus()

    def _matching(self, text: str) -> list[str]:
        return [name for name in self._names if text in name]

    def _fill(self, text: str) -> None:
        self._options.clear_options()
        self._options.add_options(Option(Text(safe(n)), id=n) for n in self._matching(text))
        self._options.highlighted = 0 if self._matching(text) else None

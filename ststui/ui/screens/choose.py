"""A list to choose a name from, filtered by typing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from ststui.ui.work import start_work
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from textual.app import ComposeResult


class ChooseScreen(ModalScreen[str | None]):
    """Gives the chosen name, or None."""

    CSS_PATH = "choose.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back", id="choose.back"),
        Binding("down", "list", "List", show=False, id="choose.list"),
    ]

    def __init__(
        self,
        what: str,
        names: Callable[[], tuple[str, ...]],
        *,
        learn: Callable[[], Awaitable[str]] | None = None,
        listed: bool = True,
    ) -> None:
        """Make the screen.

        Args:
            what: what the names are of, in the singular.
            names: those that are known now.
            learn: asks once more which there are, and tells why that cannot be known, if so.
            listed: whether those that are known now are all that there were a while ago. Where it
                is not known which there are, only the whole name is taken, in the list or not.
        """
        super().__init__()
        self._what, self._names, self._learn = what, names, learn
        self._listed, self._asking = listed, learn is not None
        self._remark = f"asking which {what}s there are …" if learn is not None else ""
        self._options = OptionList(markup=False)
        self._typed = Input(placeholder=f"{what}: type to filter")

    def compose(self) -> ComposeResult:
        """A filter above a list."""
        with Vertical(id="choose"):
            yield self._typed
            yield self._options

    def on_mount(self) -> None:
        """Show all names, and ask for more."""
        self._fill()
        if self._learn is not None:
            start_work(self, partial(self._learn_more, self._learn))

    async def _learn_more(self, learn: Callable[[], Awaitable[str]]) -> None:
        why = await learn()
        self._listed, self._asking = not why, False
        self._remark = f"{why}: type a whole name, enter" if why else ""
        self._fill()

    def on_input_changed(self) -> None:
        """Show the names that contain what was typed."""
        self._fill()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Take the first of what is left; or just what was typed, where not all is known."""
        typed = event.value.strip()
        left = self._matching(typed)
        may_be_new = self._asking and not left
        if typed and (typed in left or not self._listed or may_be_new):
            self.dismiss(typed)
        elif left:
            self.dismiss(left[0])

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take the chosen one."""
        self.dismiss(event.option.id)

    def action_list(self) -> None:
        """Go to the list."""
        self._options.focus()

    def _matching(self, text: str) -> list[str]:
        return [name for name in self._names() if text in name]

    def _fill(self) -> None:
        options, found = self._options, self._matching(self._typed.value.strip())
        at = options.highlighted if options.has_focus else 0
        options.clear_options()
        options.add_options(Option(Text(safe(n)), id=n) for n in found)
        remark = self._remark or ("" if found else f"no {self._what} has this in its name")
        if remark:
            options.add_option(Option(Text(remark), disabled=True))
        options.highlighted = min(at or 0, len(found) - 1) if found else None

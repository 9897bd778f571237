"""The prompt: one line that is shown while a filter or a command is typed."""

from __future__ import annotations

from typing import Literal

from textual.widgets import Input

Sign = Literal["/", ":"]
"""What is asked for: a filter or a command."""


class Prompt(Input):
    """An input that knows what it asks for."""

    def __init__(self, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id, select_on_focus=True)
        self.asking: Sign | None = None
        """None while it is hidden."""

    def ask(self, sign: Sign, *, hint: str, value: str = "") -> None:
        """Appear and take the keys.

        Args:
            sign: what is asked for.
            hint: stands in the empty prompt.
            value: stands there already.
        """
        self.asking = sign
        self.placeholder = hint
        self.value = value
        self.cursor_position = len(value)
        self.add_class("shown")
        self.screen.set_focus(self)

    def end(self) -> Sign | None:
        """Hide; tells what was asked for."""
        asked, self.asking = self.asking, None
        self.remove_class("shown")
        return asked

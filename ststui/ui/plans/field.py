"""A line that somebody types into, as a value."""

from __future__ import annotations

from dataclasses import dataclass

from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.wording.escape import safe

MOST = 512
"""Characters that a line holds: an image's name is the longest thing asked for."""


@dataclass(frozen=True, slots=True)
class Field:
    """Text and a cursor in it."""

    text: str = ""
    at: int = 0
    """Characters left of the cursor."""

    @classmethod
    def of(cls, text: str) -> Field:
        """A field with a text and the cursor behind it."""
        return cls(text, len(text))

    def press(self, key: str, character: str | None) -> Field | None:
        """After a key; None when the key does nothing here.

        Args:
            key: Textual's name of it.
            character: what it types, if anything.
        """
        text, at = self.text, self.at
        match key:
            case "backspace":
                return Field(text[: max(at - 1, 0)] + text[at:], max(at - 1, 0))
            case "delete":
                return Field(text[:at] + text[at + 1 :], at)
            case "left":
                return Field(text, max(at - 1, 0))
            case "right":
                return Field(text, min(at + 1, len(text)))
            case "home" | "ctrl+a":
                return Field(text, 0)
            case "end" | "ctrl+e":
                return Field(text, len(text))
            case "ctrl+u":
                return Field(text[at:], 0)
            case _:
                if character is None or len(character) != 1 or not character.isprintable():
                    return None
                return self.insert(character)

    def insert(self, text: str) -> Field:
        """With a text at the cursor; what cannot be seen is left out."""
        room = MOST - len(self.text)
        seen = "".join(each for each in text if each.isprintable())[:room]
        return Field(self.text[: self.at] + seen + self.text[self.at :], self.at + len(seen))

    def cells(self) -> tuple[Cell, ...]:
        """The text in its box, with the cursor."""
        under = self.text[self.at : self.at + 1] or " "
        return (
            Cell(" ", "field"),
            Cell(safe(self.text[: self.at]), "field"),
            Cell(safe(under), "cursor"),
            Cell(safe(self.text[self.at + 1 :]), "field"),
            Cell(" ", "field"),
        )

"""One of a few: nothing is chosen until somebody does."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.rows.cell import Cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ststui.actions import Grounds, Plan
    from ststui.ui.plans.question import Keys, Line, Question


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    word: str
    """Safe for a terminal."""
    help: str
    make: Callable[[Grounds], Plan]


@dataclass(frozen=True, slots=True)
class Choice:
    """Options, one of them chosen by the arrows or its number."""

    options: tuple[Option, ...]
    chosen: int | None = None

    def plan(self, grounds: Grounds) -> Plan | str:
        """The plan of the chosen one."""
        if self.chosen is None:
            return "choose one: ↑ ↓, or its number"
        return self.options[self.chosen].make(grounds)

    def press(self, key: str, character: str | None, grounds: Grounds) -> Question | None:
        """The arrows, and numbers from 1."""
        del grounds
        last = len(self.options) - 1
        if key in {"down", "j"}:
            return replace(self, chosen=0 if self.chosen is None else min(self.chosen + 1, last))
        if key in {"up", "k"}:
            return replace(self, chosen=last if self.chosen is None else max(self.chosen - 1, 0))
        if character is not None and character.isascii() and character.isdigit():
            number = int(character) - 1
            return replace(self, chosen=number) if 0 <= number <= last else None
        return None

    def paste(self, text: str, grounds: Grounds) -> Question:
        """A text chooses nothing."""
        del text, grounds
        return self

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """The options."""
        del grounds
        width = max(len(each.word) for each in self.options)
        for number, each in enumerate(self.options):
            on = number == self.chosen
            yield (
                Cell("▸ " if on else "  ", "moving"),
                Cell(f"{number + 1}  ", "dim"),
                Cell(f"{each.word:<{width}}", "strong" if on else "plain"),
                Cell(f"   {each.help}", "dim"),
            )

    def keys(self) -> Keys:
        """Choosing."""
        return (("↑ ↓", "choose"),)

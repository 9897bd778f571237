"""A name to choose and a text to type for it: the image of a container, the size of a template."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.ui.plans.field import Field
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ststui.actions import Grounds, Plan
    from ststui.ui.plans.question import Keys, Line, Question


@dataclass(frozen=True, slots=True)
class Typed:
    """One text for each name; the plan is made for the one in hand."""

    fields: tuple[tuple[str, Field | None], ...]
    """None: nobody typed yet, so that it stays the text of now."""
    make: Callable[[Grounds, str, str], Plan]
    """From grounds, name and text."""
    now: Callable[[Grounds, str], str]
    """The text of now by name."""
    at: int = 0

    def plan(self, grounds: Grounds) -> Plan | str:
        """The plan for the text in hand."""
        name, field = self.fields[self.at][0], self._shown(grounds, self.at)
        if not field.text:
            return "type it"
        plan = self.make(grounds, name, field.text)
        if self.fields[self.at][1] is None and plan.changes:
            return f"type it; now {safe(field.text)}"  # enter alone changes nothing
        return plan

    def press(self, key: str, character: str | None, grounds: Grounds) -> Question | None:
        """The arrows choose the name; all else is typed."""
        if key == "down":
            return replace(self, at=min(self.at + 1, len(self.fields) - 1))
        if key == "up":
            return replace(self, at=max(self.at - 1, 0))
        if character == " ":
            return None
        found = self._shown(grounds, self.at).press(key, character)
        return None if found is None else self._with(found)

    def paste(self, text: str, grounds: Grounds) -> Question:
        """Typed at the cursor; blanks within would be typed by nobody."""
        text = text.strip()
        if not text or any(each.isspace() for each in text):
            return self
        return self._with(self._shown(grounds, self.at).insert(text))

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """Each name with its text."""
        width = max(len(safe(name)) for name, _ in self.fields)
        for number, (name, _) in enumerate(self.fields):
            on, now, field = (
                number == self.at,
                self.now(grounds, name),
                self._shown(grounds, number),
            )
            shown = field.cells() if on else (Cell(f" {safe(field.text)}"),)
            yield (
                Cell("▸ " if on and len(self.fields) > 1 else "  ", "moving"),
                Cell(f"{safe(name):<{width}} ", "strong" if on else "plain"),
                *shown,
                *((Cell(f"  now {safe(now)}", "dim"),) if now != field.text else ()),
            )

    def keys(self) -> Keys:
        """Choosing, where there are several."""
        more = (("↑ ↓", "choose"),) if len(self.fields) > 1 else ()
        return (*more, ("ctrl-u", "clear"))

    def _shown(self, grounds: Grounds, number: int) -> Field:
        name, field = self.fields[number]
        return Field.of(self.now(grounds, name)) if field is None else field

    def _with(self, field: Field) -> Typed:
        fields = list(self.fields)
        fields[self.at] = (fields[self.at][0], field)
        return replace(self, fields=tuple(fields))

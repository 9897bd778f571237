"""How many replicas."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.actions.kinds.scale import plan_scale
from ststui.model.stateful_set import MOST_REPLICAS
from ststui.ui.plans.field import Field
from ststui.ui.widgets.tree.rows.cell import Cell

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions import Grounds, Plan
    from ststui.ui.plans.question import Keys, Line, Question

EMPTY = "type how many replicas"
STEPS = {"plus": 1, "up": 1, "minus": -1, "down": -1}


@dataclass(frozen=True, slots=True)
class Scale:
    """A number, typed or stepped."""

    field: Field
    fresh: bool = True
    """Whether nobody typed yet: the first digit replaces the value of now."""

    def plan(self, grounds: Grounds) -> Plan | str:
        """The plan for the number; one that nobody typed stays the one of now."""
        field = self._shown(grounds)
        return plan_scale(grounds, replicas=int(field.text)) if field.text else EMPTY

    def press(self, key: str, character: str | None, grounds: Grounds) -> Question | None:
        """Digits, `+` and `-`."""
        if key in STEPS:
            number = int(self._shown(grounds).text or grounds.known.set.replicas) + STEPS[key]
            return Scale(Field.of(str(min(max(number, 0), MOST_REPLICAS))), fresh=False)
        if character is not None and character.isascii() and character.isdigit():
            before = Field() if self.fresh else self.field
            found = before.press(key, character)
            return (
                None
                if found is None or int(found.text) > MOST_REPLICAS
                else Scale(found, fresh=False)
            )
        if character is not None and character.isprintable():
            return None
        found = self._shown(grounds).press(key, None)
        return None if found is None else Scale(found, fresh=False)

    def paste(self, text: str) -> Question:
        """A pasted number."""
        text = text.strip()
        if not (text.isascii() and text.isdigit() and int(text) <= MOST_REPLICAS):
            return self
        return replace(self, field=Field.of(str(int(text))), fresh=False)

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """The number and the one of now."""
        now = grounds.known.set.replicas
        yield (Cell("replicas "), *self._shown(grounds).cells(), Cell(f"  now {now}", "dim"))

    def keys(self) -> Keys:
        """Stepping."""
        return (("+", "one more"), ("-", "one less"))

    def _shown(self, grounds: Grounds) -> Field:
        """What was typed; until then the number of now, also when somebody changes it meanwhile."""
        return Field.of(str(grounds.known.set.replicas)) if self.fresh else self.field

"""How many replicas."""

from __future__ import annotations

from dataclasses import dataclass
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

    field: Field | None = None
    """What was typed; None: nobody did yet, and the first digit replaces the value of now."""

    def plan(self, grounds: Grounds) -> Plan | str:
        """The plan for the number; one that nobody typed stays the one of now."""
        field = self._shown(grounds)
        return plan_scale(grounds, replicas=int(field.text)) if field.text else EMPTY

    def press(self, key: str, character: str | None, grounds: Grounds) -> Question | None:
        """Digits, `+` and `-`."""
        if key in STEPS:
            number = int(self._shown(grounds).text or grounds.known.set.replicas) + STEPS[key]
            return Scale(Field.of(str(min(max(number, 0), MOST_REPLICAS))))
        if character is not None and character.isascii() and character.isdigit():
            found = (self.field or Field()).press(key, character)
            return None if found is None else _sensible(found)
        if character is not None and character.isprintable():
            return None
        found = self._shown(grounds).press(key, None)
        return None if found is None else Scale(found)

    def paste(self, text: str, grounds: Grounds) -> Question:
        """A pasted number."""
        del grounds
        text = text.strip()
        few = len(text) <= len(str(MOST_REPLICAS))
        if not (few and text.isascii() and text.isdigit() and int(text) <= MOST_REPLICAS):
            return self
        return Scale(Field.of(str(int(text))))

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """The number and the one of now."""
        now = grounds.known.set.replicas
        yield (Cell("replicas "), *self._shown(grounds).cells(), Cell(f"  now {now}", "dim"))

    def keys(self) -> Keys:
        """Stepping."""
        return (("+", "one more"), ("-", "one less"))

    def _shown(self, grounds: Grounds) -> Field:
        """What was typed; until then the number of now, also when somebody changes it meanwhile."""
        return Field.of(str(grounds.known.set.replicas)) if self.field is None else self.field


def _sensible(field: Field) -> Scale | None:
    """Without zeros in front: `02` is 2; None for a number that is taken for a mistake."""
    if int(field.text) > MOST_REPLICAS:
        return None
    plain = str(int(field.text))
    return Scale(Field(plain, max(field.at - (len(field.text) - len(plain)), 0)))

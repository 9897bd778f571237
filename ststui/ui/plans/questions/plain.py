"""Nothing to choose: the plan follows from the object alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ststui.actions import Grounds, Plan
    from ststui.ui.plans.question import Keys, Line, Question


@dataclass(frozen=True, slots=True)
class Plain:
    """A restart, the deletion of a pod or claim, a reversal."""

    make: Callable[[Grounds], Plan]

    def plan(self, grounds: Grounds) -> Plan | str:
        """The plan."""
        return self.make(grounds)

    def press(self, key: str, character: str | None, grounds: Grounds) -> Question | None:
        """No key chooses anything."""
        del key, character, grounds
        return None

    def paste(self, text: str, grounds: Grounds) -> Question:
        """Nor does a text."""
        del text, grounds
        return self

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """Nothing is asked."""
        del grounds
        return ()

    def keys(self) -> Keys:
        """None."""
        return ()

"""Which claims are deleted: each ticked by hand, none at first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.actions.claim_use import described, why_needed
from ststui.actions.kinds.cleanup import ghosts, plan_cleanup
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions import Grounds, Plan
    from ststui.ui.plans.question import Keys, Line, Question


@dataclass(frozen=True, slots=True)
class Ticks:
    """Names of claims, and where the cursor is."""

    ticked: frozenset[str] = frozenset()
    at: int = 0

    def plan(self, grounds: Grounds) -> Plan | str:
        """The plan for the ticked ones; one that nothing speaks of any more stays in it."""
        there = [each.metadata.name for each in ghosts(grounds)]
        if not there and not self.ticked:
            return plan_cleanup(grounds)
        if not self.ticked:
            return "tick the claims that may go: space"
        gone = sorted(self.ticked.difference(there))
        return plan_cleanup(grounds, claims=[*(n for n in there if n in self.ticked), *gone])

    def press(self, key: str, character: str | None, grounds: Grounds) -> Question | None:
        """The arrows, and space to tick."""
        del character
        there = ghosts(grounds)
        if not there:
            return None
        last = len(there) - 1
        match key:
            case "down" | "j":
                return replace(self, at=min(self.at + 1, last))
            case "up" | "k":
                return replace(self, at=max(self.at - 1, 0))
            case "space":
                name = there[min(self.at, last)].metadata.name
                return replace(self, ticked=self.ticked ^ {name})
            case _:
                return None

    def paste(self, text: str, grounds: Grounds) -> Question:
        """A text ticks nothing."""
        del text, grounds
        return self

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """The claims with volume, reclaim policy and last use."""
        there = ghosts(grounds)
        at = min(self.at, len(there) - 1)
        for number, claim in enumerate(there):
            on = claim.metadata.name in self.ticked
            name, _, facts = described(grounds, claim).partition(": ")
            yield (
                Cell("▸ " if number == at else "  ", "moving"),
                Cell("[x] " if on else "[ ] ", "strong" if on else "plain"),
                Cell(name, "strong" if on else "plain"),
                Cell(f"  {facts}", "dim"),
            )
            needed = why_needed(grounds, claim)
            if needed:
                yield (Cell(f"        {safe(needed)}", "look"),)

    def keys(self) -> Keys:
        """Choosing and ticking."""
        return (("↑ ↓", "choose"), ("space", "tick"))

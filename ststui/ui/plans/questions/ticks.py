"""Which claims are deleted: each ticked by hand, none at first."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.actions.claim_use import described, why_needed
from ststui.actions.kinds.cleanup import ghosts, plan_cleanup
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ststui.actions import Grounds, Plan
    from ststui.ui.plans.question import Keys, Line, Question


@dataclass(frozen=True, slots=True)
class Ticks:
    """Names of claims, and on which the cursor is."""

    ticked: frozenset[str] = frozenset()
    on: str = ""
    """Empty: on the first; it follows the claim, also where others go before it."""

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
        there = [each.metadata.name for each in ghosts(grounds)]
        if not there:
            return None
        at = self._at(there)
        match key:
            case "down" | "j":
                return replace(self, on=there[min(at + 1, len(there) - 1)])
            case "up" | "k":
                return replace(self, on=there[max(at - 1, 0)])
            case "space" if self.on in {"", there[at]}:
                return replace(self, ticked=self.ticked ^ {there[at]}, on=there[at])
            case "space":
                return replace(self, on=there[at])  # the claim under the cursor went: look first
            case _:
                return None

    def _at(self, there: Sequence[str]) -> int:
        """The number of the claim that the cursor is on, of the first one where that is gone."""
        return there.index(self.on) if self.on in there else 0

    def paste(self, text: str, grounds: Grounds) -> Question:
        """A text ticks nothing."""
        del text, grounds
        return self

    def lines(self, grounds: Grounds) -> Iterable[Line]:
        """The claims with volume, reclaim policy and last use."""
        there = ghosts(grounds)
        at = self._at([each.metadata.name for each in there])
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

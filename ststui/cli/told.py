"""What is said beside the output: writes left open, what was not tried out, what is not done."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ststui.wording.escape import safe
from ststui.writing import left_open, tell

if TYPE_CHECKING:
    from ststui.actions import Plan
    from ststui.writing import Audit, Gate, Tried


def tell_left_open(audit: Audit) -> None:
    """Say on stderr which writes were begun and not known to have ended."""
    found = left_open(audit)
    for each in found:
        print(f"ststui: {safe(each.text)}", file=sys.stderr)  # noqa: T201 - this is the command line
    tell(audit, found)


def tell_closed(gate: Gate, plan: Plan) -> None:
    """Say on stderr that a plan that is only shown would not be carried out here, and why."""
    if gate.open or not (plan.allowed and plan.changes):
        return
    hint = f"; --yes-really {plan.subject.name} unlocks it" if gate.typed else ""
    text = safe(f"this would not be done here, {gate.why}{hint}; the API server did not try it out")
    print(f"ststui: {text}", file=sys.stderr)  # noqa: T201 - this is the command line


def tell_untried(tried: Tried) -> None:
    """Say on stderr that nobody knows whether the API server would take a plan."""
    if tried.unknown:
        text = f"ststui: whether the API server would take this is not known: {tried.unknown}"
        print(text, file=sys.stderr)  # noqa: T201 - this is the command line

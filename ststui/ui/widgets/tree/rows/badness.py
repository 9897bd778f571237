"""How bad a set is: the order worst first, and what "faults only" shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.rows.status import becomes_available, ordinal_role, set_role

if TYPE_CHECKING:
    from ststui.report import OrdinalReport, SetReport

_RANK = {"bad": 0, "look": 1, "moving": 2, "strong": 3, "plain": 3, "dim": 3}


def ordinal_fault(ordinal: OrdinalReport) -> bool:
    """Whether an ordinal is not Ready, missing or terminating, or a claim of it not Bound."""
    if ordinal.place == "ghost":
        return any(each.state in {"lost", "pending"} for each in ordinal.claims or ())
    if not ordinal.ready or ordinal.state != "running":
        return True
    return any(each.state != "bound" for each in ordinal.claims or ())


def faulty(report: SetReport) -> bool:
    """Whether any ordinal of the set is at fault, or the set itself is."""
    if report.state in {"degraded", "blocked"} and not becomes_available(report):
        return True
    return any(ordinal_fault(each) for each in report.ordinals)


def badness(report: SetReport) -> tuple[int, int]:
    """A sort key, worst first: by the set's state, then by its worst ordinal."""
    looked_at = [e for e in report.ordinals if not _only_on_its_way(report, e)]
    worst = min((_RANK[ordinal_role(each)] for each in looked_at), default=3)
    return min(_RANK[set_role(report)], worst), -_troubled(report)


def _only_on_its_way(report: SetReport, ordinal: OrdinalReport) -> bool:
    return ordinal.state == "missing" and report.state == "scaling"


def _troubled(report: SetReport) -> int:
    return sum(1 for each in report.ordinals if _RANK[ordinal_role(each)] < 2)

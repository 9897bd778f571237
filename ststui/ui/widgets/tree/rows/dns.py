"""Cells of the DNS column, and the word on the line of services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.dns import FINE
from ststui.ui.widgets.tree.rows.cell import BLANK, Cell, Role
from ststui.wording.dns import VERDICTS

if TYPE_CHECKING:
    from ststui.report import OrdinalReport, SetReport
    from ststui.report.service import ServiceReport

DIM = frozenset({"ok", "nxdomain-expected", "no-pod"})
"""Verdicts that other columns explain, or that need no word."""
LOOK = frozenset({"not-headless", "unavailable"})
WORDS: dict[str, str] = {str(verdict): word for verdict, word in VERDICTS.items()}


def verdict_role(verdict: str) -> Role:
    """What a verdict means for the eye."""
    return "dim" if verdict in DIM else "look" if verdict in LOOK else "bad"


def ordinal_dns(ordinal: OrdinalReport) -> Cell:
    """An ordinal's verdict; blank until DNS was asked."""
    if ordinal.dns is None:
        return BLANK
    return Cell(WORDS[ordinal.dns.verdict], verdict_role(ordinal.dns.verdict))


def set_dns(report: SetReport) -> Cell:
    """How many ordinals' names answer, or how many are wrong."""
    verdicts = [each.dns.verdict for each in report.ordinals if each.dns]
    if not verdicts:
        return BLANK
    unknown = sum(each == "unavailable" for each in verdicts)
    wrong = sum(each not in FINE | {"no-pod"} for each in verdicts) - unknown
    if wrong:
        return Cell(f"{wrong} wrong", "bad")
    if unknown:
        return Cell("unavailable", "look")
    return Cell(f"{sum(each in _ANSWERS for each in verdicts)} ok", "dim")


_ANSWERS = frozenset({"ok", "not-headless"})


def service_dns(service: ServiceReport) -> str:
    """The word behind the governing Service; empty until DNS was asked."""
    if service.dns is None:
        return ""
    verdict = service.dns.verdict
    word = "no ready endpoint" if verdict == "nxdomain-expected" else WORDS[verdict]
    return f", DNS {word}"

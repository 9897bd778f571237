"""What the command line says of an example."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis import built_in, diagnose
from ststui.report.diagnosis import report_diagnosis

if TYPE_CHECKING:
    from ststui.diagnosis import Example
    from ststui.report.diagnosis import DiagnosisReport


def reported(web: Example, *ordinals: int) -> DiagnosisReport:
    """The document; of these ordinals alone where any are named."""
    seen = web.seen()
    return report_diagnosis(
        [(seen.family, diagnose(seen, built_in()))],
        context="here",
        namespace="shop",
        now="2026-03-01T12:00:00Z",
        advice=False,
        unreadable=(),
        ordinals={"web": frozenset(ordinals)} if ordinals else None,
    )

"""How bad a finding is."""

from __future__ import annotations

from typing import Final, Literal, get_args

Severity = Literal["critical", "high", "medium", "low", "info"]
"""critical: data or the whole set is at stake. high: a pod does not do its work. medium: something
does not go on, or will hurt soon. low: worth a look in daylight. info: good to know."""

SEVERITIES: Final[tuple[Severity, ...]] = get_args(Severity)
"""All of them, worst first."""


def rank(severity: Severity) -> int:
    """0 for the worst."""
    return SEVERITIES.index(severity)


def at_least(severity: Severity, wanted: Severity) -> bool:
    """Whether a severity is as bad as another or worse."""
    return rank(severity) <= rank(wanted)

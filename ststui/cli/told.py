"""Says beside the output what an earlier run left open, once, and what a dry run did not tell."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ststui.writing import left_open, tell

if TYPE_CHECKING:
    from ststui.writing import Audit, Tried


def tell_left_open(audit: Audit) -> None:
    """Say on stderr which writes were begun and not known to have ended."""
    found = left_open(audit)
    for each in found:
        print(f"ststui: {each.text}", file=sys.stderr)  # noqa: T201 - this is the command line
    tell(audit, found)


def tell_untried(tried: Tried) -> None:
    """Say on stderr that nobody knows whether the API server would take a plan."""
    if tried.unknown:
        text = f"ststui: whether the API server would take this is not known: {tried.unknown}"
        print(text, file=sys.stderr)  # noqa: T201 - this is the command line

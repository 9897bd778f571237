"""Says what an earlier run left open, once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from ststui.writing import left_open, tell

if TYPE_CHECKING:
    from ststui.writing import Audit


def tell_left_open(audit: Audit) -> None:
    """Say on stderr which writes were begun and not known to have ended."""
    found = left_open(audit)
    for each in found:
        print(f"ststui: {each.text}", file=sys.stderr)  # noqa: T201 - this is the command line
    tell(audit, found)

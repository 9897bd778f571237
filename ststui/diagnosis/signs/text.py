"""Text of the cluster against a pattern."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT = 4_000
"""Characters of a message that are searched; the scheduler's own limit for events is 1024."""


@cache
def pattern(text: str) -> re.Pattern[str]:
    """A pattern, compiled once. Letter case does not count: 1.36 writes Create, 1.34 create."""
    return re.compile(text, re.IGNORECASE | re.DOTALL)


def facts_in(text: str, wanted: str) -> Mapping[str, str] | None:
    """Named groups of a pattern found in a text; None when it is not found.

    An empty pattern is found everywhere.
    """
    if not wanted:
        return {}
    found = pattern(wanted).search(text[:MAX_TEXT])
    if found is None:
        return None
    return {name: value for name, value in found.groupdict().items() if value is not None}

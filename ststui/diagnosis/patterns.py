"""Ids of rules and the patterns that name several of them."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import lru_cache


@lru_cache(maxsize=4_096)
def fits(rule: str, patterns: tuple[str, ...]) -> bool:
    """Whether a rule is one of those meant.

    Args:
        rule: its id.
        patterns: ids, or patterns of them: ``sched-*``.
    """
    return any(fnmatchcase(rule, each) for each in patterns)


@lru_cache(maxsize=1_024)
def place(rule: str, patterns: tuple[str, ...]) -> int:
    """Which pattern fits first, counted from 0; the number of them where none does."""
    return next(
        (number for number, each in enumerate(patterns) if fnmatchcase(rule, each)), len(patterns)
    )

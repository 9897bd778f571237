"""The columns, by priority as the width shrinks."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the tree."""

    name: str
    """Title, and the key of its cells."""
    rank: int
    """The highest rank goes first when the screen is too narrow."""
    most: int
    """Cells it takes at most; NAME and STATUS share what is left over."""
    right: bool = False
    """Whether it is aligned to the right."""


COLUMNS = (
    Column(name="CONTEXT", rank=4, most=20),
    Column(name="NAMESPACE", rank=3, most=24),
    Column(name="NAME", rank=0, most=48),
    Column(name="READY", rank=1, most=9),
    Column(name="STATUS", rank=2, most=48),
    Column(name="RESTARTS", rank=5, most=14),
    Column(name="NODE", rank=6, most=24),
    Column(name="REV", rank=7, most=13),
    Column(name="CLAIMS", rank=8, most=22),
    Column(name="ROLE", rank=9, most=12),
    Column(name="DNS", rank=10, most=16),
    Column(name="AGE", rank=11, most=6, right=True),
)
"""All columns from left to right."""

BY_NAME = {each.name: each for each in COLUMNS}

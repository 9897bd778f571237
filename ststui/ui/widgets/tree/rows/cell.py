"""A cell: harmless text and what it means; colour is the painter's business."""

from __future__ import annotations

from typing import Literal, NamedTuple

Role = Literal["plain", "dim", "strong", "bad", "look", "moving", "field", "cursor"]
"""plain or dim: as it should be. bad: wrong. look: deserves a look. moving: on its way. field and
cursor: what is being typed."""


class Cell(NamedTuple):
    """Text in one column."""

    text: str = ""
    """Escaped already."""
    role: Role = "plain"


BLANK = Cell()

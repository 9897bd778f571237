"""What is kept of a set between two touches."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.model import StatefulSet
    from ststui.ui.widgets.tree.rows.block import Block


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The rows of a set, and what it is sorted and left out by."""

    block: Block
    glanced: StatefulSet | None = None
    """The block is this set's name alone, for it is well or still loading, and out of sight; None
    when it was made from a report."""
    needed: dict[str, int]
    bad: tuple[int, int]
    faulty: bool
    calm: bool
    """Stable or asleep: collapsed when not everything fits."""
    state: str
    created: float
    until: float
    """When an age in it reads differently, as a timestamp of the API server's clock."""
    labels: dict[str, str]

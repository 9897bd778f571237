"""What the user asked to see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ststui.ui.widgets.tree.filter import NO_FILTER

if TYPE_CHECKING:
    from ststui.ui.widgets.tree.filter import Filter

SortBy = Literal["worst", "name", "age", "state"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A filter, an order, and the room there is."""

    filter: Filter = NO_FILTER
    faults_only: bool = False
    sort: SortBy = "worst"
    height: int = 40
    """Lines there are: everything is expanded when it fits."""

    @property
    def searches(self) -> bool:
        """Whether the filter asks for a text."""
        return self.filter.kind in {"pattern", "fuzzy"}

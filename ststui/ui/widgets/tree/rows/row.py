"""A row of the tree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from ststui.ui.widgets.tree.rows.cell import BLANK, Cell

if TYPE_CHECKING:
    from collections.abc import Mapping

RowKind = Literal[
    "set",
    "ordinal",
    "container",
    "claim",
    "partition",
    "services",
    "controller",
    "group",
    "lonePod",
    "loneClaim",
    "complaint",
    "note",
]


class RowKey(NamedTuple):
    """What a row stands for: the same key is the same object, wherever it moved to."""

    context: str
    kind: RowKind
    namespace: str
    set: str
    """Name of the set; empty outside of sets."""
    uid: str
    """Uid of the object; of the set where the object is not there."""
    part: str = ""
    """Ordinal, container, claim or line within the object."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: cells under the columns, or one text over the whole width."""

    key: RowKey
    depth: int
    """0 sets and groups, 1 ordinals and lines of a set, 2 parts of a pod."""
    cells: Mapping[str, Cell]
    """By column name."""
    spans: bool = False
    """Whether its cells follow one another over the whole width instead of standing in columns."""
    mark: Cell = BLANK
    """Severity, one cell before READY."""
    ordinal: str = ""
    """Shown before the name."""
    expandable: bool = False
    expanded: bool = False
    subject: str = ""
    """Name of the object for dialogs and copying; empty where there is none."""

    @property
    def selectable(self) -> bool:
        """Whether the cursor stops here."""
        return self.key.kind != "partition"

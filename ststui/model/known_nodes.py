"""Nodes that are known, and whether those are all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ststui.model.node import Node


@dataclass(frozen=True, slots=True)
class KnownNodes:
    """What tells of a pod's node how it does, and that it is gone."""

    by_name: Mapping[str, Node] = field(default_factory=dict)
    whole: bool = False
    """Whether these are all nodes of the cluster, as of now."""
    unclear: Collection[str] = ()
    """Names of nodes that are there and are not understood."""

    def lacks(self, name: str) -> bool:
        """Whether there is no such node."""
        return self.whole and name not in self.by_name and name not in self.unclear

"""The nodes there are, and when others went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.live.index import Index
from ststui.live.lost_nodes import LostNodes
from ststui.model.known_nodes import KnownNodes

if TYPE_CHECKING:
    from ststui.live.healths import Healths
    from ststui.model import Node


class Nodes:
    """What is known of nodes, by their names."""

    def __init__(self, healths: Healths) -> None:
        self._healths = healths
        self.index: Index[Node] = Index()
        self.by_name: dict[str, Node] = {}
        """The nodes of the index; this mapping itself is in every Family."""
        self.lost = LostNodes()
        """When nodes went."""

    @property
    def known(self) -> KnownNodes:
        """The nodes; what is old does not tell that one is gone."""
        health = self._healths.of("nodes", "")
        return KnownNodes(
            by_name=self.by_name,
            whole=health is not None and health.fresh,
            unclear={each.name for each in self.index.complaints},
        )

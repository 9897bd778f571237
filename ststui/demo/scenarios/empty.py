"""A cluster without StatefulSets, to begin from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.scenarios import manifests
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    foundation(cluster)
    cluster.create(kinds.NAMESPACES, manifests.namespace("production"))
    cluster.clock.settle_at_once()

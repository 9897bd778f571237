"""Readiness that flaps: one pod comes and goes, and with it its name in DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    flaps = Behaviour(
        ready_seconds=3.0,
        flap_seconds=20.0,
        unready_message="HTTP probe failed with statuscode: 503",
    )
    cluster.behaviours.set_container("production", "search-1", "search", flaps)
    with cluster.clock.history(300):
        foundation(cluster)
        sets.space(cluster, "production")
        sets.add(
            cluster,
            "search",
            namespace="production",
            image="opensearch:3.2",
            port=9200,
            claims=[manifests.claim_template()],
        )

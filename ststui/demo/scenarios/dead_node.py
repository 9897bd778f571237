"""A node dies: its pods are Terminating for ever, since nobody confirms that they ended."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(1200):
        foundation(cluster)
        sets.space(cluster, "production")
        sets.add(
            cluster,
            "kafka",
            namespace="production",
            image="kafka:4.1",
            port=9092,
            claims=[manifests.claim_template(size="200Gi", storage_class="fast-ssd")],
        )
        cluster.clock.step_at_once(300)
        pod = cluster.registry.get(kinds.PODS, "production", "kafka-1")
        cluster.stop_node(pod["spec"]["nodeName"])

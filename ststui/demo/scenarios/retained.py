"""Claims kept after a scale-down, and those of a set that is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.registry.deletion import DeleteOptions
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(1200):
        foundation(cluster)
        sets.space(cluster, "production")
        for name, replicas in (("events", 5), ("legacy", 2), ("asleep", 2)):
            sets.add(
                cluster,
                name,
                namespace="production",
                image="redis:7.4",
                port=6379,
                replicas=replicas,
                claims=[manifests.claim_template()],
            )
        cluster.clock.step_at_once(300)
        sets.change(cluster, "events", namespace="production", value=2, path="spec.replicas")
        sets.change(cluster, "asleep", namespace="production", value=0, path="spec.replicas")
        options = DeleteOptions(propagation="Background")
        cluster.registry.delete(kinds.STATEFUL_SETS, "production", "legacy", options=options)
    cluster.disk_use["production", "data-events-0"] = 0.93

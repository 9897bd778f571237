"""Scale-up in order: a set grows from three to six, one pod after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_BEGIN_SECONDS = 10.0


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    cluster.behaviours.set_image("cassandra:5.0", Behaviour(ready_seconds=15.0))
    with cluster.clock.history(300):
        foundation(cluster)
        sets.space(cluster, "production")
        sets.add(
            cluster,
            "ring",
            namespace="production",
            image="cassandra:5.0",
            port=9042,
            claims=[manifests.claim_template(size="100Gi")],
        )
    cluster.clock.after(
        _BEGIN_SECONDS,
        "scale up",
        lambda: sets.change(cluster, "ring", namespace="production", value=6, path="spec.replicas"),
    )

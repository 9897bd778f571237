"""A canary by partition: only the highest ordinal has the new image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(600):
        foundation(cluster)
        sets.space(cluster, "production")
        rolling = {"type": "RollingUpdate", "rollingUpdate": {"partition": 4}}
        sets.add(
            cluster,
            "api-cache",
            namespace="production",
            image="valkey:8.0",
            port=6379,
            replicas=5,
            claims=[manifests.claim_template()],
            spec={"updateStrategy": rolling},
        )
        cluster.clock.step_at_once(300)
        sets.set_image(cluster, "api-cache", namespace="production", image="valkey:8.1")

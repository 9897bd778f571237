"""A rollout that deadlocks: its revision never gets Ready, and a good template does not help."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(1500):
        foundation(cluster)
        sets.space(cluster, "production")
        for name in ("ledger", "orders"):
            sets.add(
                cluster,
                name,
                namespace="production",
                image="postgres:16.4",
                port=5432,
                claims=[manifests.claim_template(size="20Gi")],
            )
        cluster.clock.step_at_once(300)
        sets.set_image(cluster, "ledger", namespace="production", image="postgres:17-broken")
        sets.set_image(cluster, "orders", namespace="production", image="postgres:17-typo")
        cluster.clock.step_at_once(600)
        # Back to the good template: the broken pod stays, since it never became Ready.
        sets.set_image(cluster, "ledger", namespace="production", image="postgres:16.4")

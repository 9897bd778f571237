"""Quorum at risk: three members of which one crashes, and a budget that allows nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    lost = Behaviour(exit_code=1, exit_seconds=4.0, log=("member has been permanently removed",))
    with cluster.clock.history(900):
        foundation(cluster)
        sets.space(cluster, "production")
        sets.add(
            cluster,
            "etcd",
            namespace="production",
            image="quay.io/coreos/etcd:v3.6.5",
            port=2379,
            claims=[manifests.claim_template(size="8Gi", storage_class="fast-ssd")],
            spec={"podManagementPolicy": "Parallel"},
        )
        budget = manifests.budget("etcd", namespace="production", app="etcd", minAvailable=2)
        cluster.create(kinds.BUDGETS, budget)
        cluster.clock.step_at_once(300)
        cluster.behaviours.set_container("production", "etcd-1", "etcd", lost)
        cluster.registry.delete(kinds.PODS, "production", "etcd-1")

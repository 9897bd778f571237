"""10,000 pods at rest: 1,000 sets of ten in 20 namespaces on 100 nodes; for benchmarks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import name_of
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation
from ststui.demo.scenarios.settled import Settler

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

SPACES, SETS, REPLICAS = 20, 50, 10
"""Namespaces, sets in each, pods in each of these."""


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    foundation(cluster, nodes=100)
    names = [f"team-{number:02}" for number in range(SPACES)]
    for space in names:
        sets.space(cluster, space)
    cluster.clock.settle_at_once()
    settler = Settler(
        cluster=cluster, nodes=[name_of(node) for node in cluster.store.each(kinds.NODES)]
    )
    for space in names:
        for number in range(SETS):
            settler.settle(
                manifests.stateful_set(
                    f"db-{number:02}",
                    namespace=space,
                    replicas=REPLICAS,
                    containers=[
                        manifests.container(
                            "main", "example/db:12", ports=[{"containerPort": 5432}]
                        )
                    ],
                    claims=[manifests.claim_template()],
                )
            )

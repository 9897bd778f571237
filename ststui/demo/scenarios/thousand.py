"""A namespace with 1,000 ordinals: one set of 900 and two of 50."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import name_of
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation
from ststui.demo.scenarios.settled import Settler

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    foundation(cluster, nodes=20)
    sets.space(cluster, "production")
    cluster.clock.settle_at_once()
    settler = Settler(
        cluster=cluster, nodes=[name_of(node) for node in cluster.store.each(kinds.NODES)]
    )
    for name, replicas in (("shards", 900), ("index", 50), ("cache", 50)):
        cluster.create(kinds.SERVICES, manifests.service(name, namespace="production"))
        settler.settle(
            manifests.stateful_set(
                name,
                namespace="production",
                replicas=replicas,
                containers=[manifests.container(name, f"example/{name}:3")],
                claims=[manifests.claim_template()],
                spec={"podManagementPolicy": "Parallel" if name == "shards" else "OrderedReady"},
            )
        )

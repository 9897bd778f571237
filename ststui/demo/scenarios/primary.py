"""Replicas whose init container waits for the name of a primary that nothing publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_SPACE = "production"
_NAME = "ledger-0.ledger-primary"
"""The Service of that name was forgotten: the pods' names are of ``ledger``."""


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    waits = Behaviour(
        waits_for=f"{_NAME}.{_SPACE}.svc.cluster.local",
        log=(f"waiting for {_NAME}:5432", f"could not translate host name: {_NAME}"),
    )
    cluster.behaviours.set_image("example/wait-for-primary:1", waits)
    with cluster.clock.history(900):
        foundation(cluster)
        sets.space(cluster, _SPACE)
        first = manifests.container("wait-for-primary", "example/wait-for-primary:1")
        sets.add(
            cluster,
            "ledger-replica",
            namespace=_SPACE,
            image="postgres:16",
            port=5432,
            claims=[manifests.claim_template()],
            pod={"initContainers": [first]},
        )

"""A finalizer nobody takes off: all containers ended, the pod stays Terminating."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.scenarios import sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json


def hold(cluster: Cluster, pod: str, *, namespace: str) -> None:
    """Put a finalizer on a pod and delete it."""

    def mark(new: Json) -> Json:
        new["metadata"]["finalizers"] = ["mesh.example.com/deregister"]
        return new

    cluster.registry.edit(kinds.PODS, namespace, pod, mark)
    cluster.registry.delete(kinds.PODS, namespace, pod)


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(900):
        foundation(cluster)
        sets.space(cluster, "production")
        sets.add(cluster, "gateway", namespace="production", image="envoy:1.35", port=8080)
        cluster.clock.step_at_once(120)
        hold(cluster, "gateway-1", namespace="production")

"""Pods that stay Pending for their claims: no class, no node in the zone, quota."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import PROVISIONER, SILENT_PROVISIONER, foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_SPACE = "production"


def _claim(storage_class: str) -> list[dict[str, object]]:
    return [manifests.claim_template(storage_class=storage_class)]


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(900):
        foundation(cluster)
        sets.space(cluster, _SPACE)
        for name, provisioner in (("silent", SILENT_PROVISIONER), ("zonal", PROVISIONER)):
            cluster.create(
                kinds.CLASSES,
                {
                    "metadata": {"name": name},
                    "provisioner": provisioner,
                    "volumeBindingMode": "WaitForFirstConsumer" if name == "zonal" else "Immediate",
                },
            )
        sets.add(cluster, "no-class", namespace=_SPACE, image="a:1", claims=_claim("fast-sdd"))
        sets.add(cluster, "provisioner", namespace=_SPACE, image="a:1", claims=_claim("silent"))
        sets.add(cluster, "zone", namespace=_SPACE, image="a:1", claims=_claim("zonal"))
        big = {"resources": {"requests": {"cpu": "64"}}}
        sets.add(cluster, "cpu", namespace=_SPACE, image="a:1", container=big)
        cluster.clock.step_at_once(120)
        _lose_zone(cluster)
        sets.space(cluster, "small")
        cluster.create(
            kinds.QUOTAS,
            {
                "metadata": {"name": "team", "namespace": "small"},
                "spec": {"hard": {"persistentvolumeclaims": "2", "pods": "10"}},
            },
        )
        sets.add(cluster, "quota", namespace="small", image="a:1", claims=_claim("standard"))


def _lose_zone(cluster: Cluster) -> None:
    """Cordon the node of zone-0: its volume is in that zone, so that it cannot come back."""
    pod = cluster.registry.get(kinds.PODS, _SPACE, "zone-0")
    node = pod["spec"]["nodeName"]

    def cordon(new: dict[str, object]) -> dict[str, object]:
        new["spec"] = {"unschedulable": True}
        return new

    cluster.registry.edit(kinds.NODES, "", node, cordon)
    cluster.registry.delete(kinds.PODS, _SPACE, "zone-0")

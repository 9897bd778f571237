"""What pods use: disk of claims, memory and processor of containers."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import Json, at, name_of, namespace_of, stamp, uid_of
from ststui.demo.registry.quantities import amount

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_BYTES_PER_INODE = 16384


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """How full a volume is, in bytes."""

    capacity: int
    """All there is."""
    used: int
    """What is taken."""

    @property
    def free(self) -> int:
        """What is left."""
        return self.capacity - self.used


def claim_usage(cluster: Cluster, claim: Json) -> Usage:
    """How full a claim's volume is: as a scenario says, else between a fifth and two thirds."""
    capacity = int(amount(at(claim, "status", "capacity", "storage", default="0")))
    key = (namespace_of(claim), name_of(claim))
    fraction = cluster.disk_use.get(key)
    if fraction is None:
        fraction = 0.2 + zlib.crc32("/".join(key).encode()) % 45 / 100
    return Usage(capacity=capacity, used=int(capacity * fraction))


def _volume(cluster: Cluster, pod: Json, volume: Json) -> Json | None:
    name = volume["persistentVolumeClaim"]["claimName"]
    claim = cluster.store.get(kinds.CLAIMS, namespace_of(pod), name)
    if claim is None:
        return None
    use = claim_usage(cluster, claim)
    inodes = use.capacity // _BYTES_PER_INODE
    return {
        "time": stamp(cluster.now()),
        "name": volume["name"],
        "pvcRef": {"name": name, "namespace": namespace_of(pod)},
        "capacityBytes": use.capacity,
        "usedBytes": use.used,
        "availableBytes": use.free,
        "inodes": inodes,
        "inodesUsed": inodes // 20,
        "inodesFree": inodes - inodes // 20,
    }


def _container(pod: Json, name: str, now: str) -> Json:
    number = zlib.crc32(f"{uid_of(pod)}/{name}".encode())
    memory = (64 + number % 400) << 20
    return {
        "name": name,
        "cpu": {"time": now, "usageNanoCores": (5 + number % 200) * 1_000_000},
        "memory": {"time": now, "workingSetBytes": memory, "usageBytes": memory},
    }


def node_summary(cluster: Cluster, node: str) -> Json:
    """The answer of a kubelet's stats/summary.

    Args:
        cluster: Where.
        node: The node's name.

    Returns:
        A Summary of k8s.io/kubelet/pkg/apis/stats/v1alpha1.
    """
    now, pods = stamp(cluster.now()), []
    for pod in cluster.store.each(kinds.PODS):
        if at(pod, "spec", "nodeName") != node or at(pod, "status", "podIP") is None:
            continue
        volumes = [
            _volume(cluster, pod, item)
            for item in at(pod, "spec", "volumes", default=())
            if "persistentVolumeClaim" in item
        ]
        pods.append(
            {
                "podRef": {
                    "name": name_of(pod),
                    "namespace": namespace_of(pod),
                    "uid": uid_of(pod),
                },
                "startTime": at(pod, "status", "startTime"),
                "containers": [
                    _container(pod, item["name"], now)
                    for item in at(pod, "spec", "containers", default=())
                ],
                "volume": [item for item in volumes if item is not None],
            }
        )
    return {"node": {"nodeName": node}, "pods": pods}

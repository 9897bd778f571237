"""What every cluster has: nodes, classes, system namespaces, DNS."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import micro_stamp, stamp
from ststui.demo.scenarios import manifests

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json

PROVISIONER = "ebs.csi.example.org"
"""A provisioner that works."""
SILENT_PROVISIONER = "csi.example.com"
"""A provisioner that never answers."""


def node(cluster: Cluster, name: str, *, number: int, zone: str, size: tuple[str, str]) -> Json:
    """Make a node.

    Args:
        cluster: Where.
        name: Its name.
        number: Decides its address.
        zone: Its failure domain.
        size: Allocatable cpu and memory.

    Returns:
        The node as stored.
    """
    now = stamp(cluster.now())
    room = {"cpu": size[0], "memory": size[1], "pods": "110", "ephemeral-storage": "95551679124"}
    good = [
        ("MemoryPressure", "False", "KubeletHasSufficientMemory"),
        ("DiskPressure", "False", "KubeletHasNoDiskPressure"),
        ("PIDPressure", "False", "KubeletHasSufficientPID"),
        ("Ready", "True", "KubeletReady"),
    ]
    made = cluster.create(
        kinds.NODES,
        {
            "metadata": {
                "name": name,
                "labels": {
                    "kubernetes.io/hostname": name,
                    "kubernetes.io/os": "linux",
                    "kubernetes.io/arch": "amd64",
                    "topology.kubernetes.io/zone": zone,
                },
            },
            "spec": {},
        },
    )
    status: Json = {
        "capacity": room,
        "allocatable": room,
        "addresses": [
            {"type": "InternalIP", "address": f"10.0.{number // 250}.{number % 250 + 4}"},
            {"type": "Hostname", "address": name},
        ],
        "conditions": [
            {
                "type": kind,
                "status": state,
                "reason": reason,
                "message": "kubelet is posting ready status" if kind == "Ready" else "",
                "lastHeartbeatTime": now,
                "lastTransitionTime": now,
            }
            for kind, state, reason in good
        ],
        "nodeInfo": {
            "kubeletVersion": "v1.36.3",
            "osImage": "Debian GNU/Linux 13 (trixie)",
            "kernelVersion": "6.12.0",
            "containerRuntimeVersion": "containerd://2.4.2",
            "operatingSystem": "linux",
            "architecture": "amd64",
        },
    }
    cluster.store.put(
        kinds.LEASES,
        {
            "apiVersion": "coordination.k8s.io/v1",
            "kind": "Lease",
            "metadata": {
                "name": name,
                "namespace": "kube-node-lease",
                "uid": cluster.registry.new_uid(),
                "creationTimestamp": now,
            },
            "spec": {
                "holderIdentity": name,
                "leaseDurationSeconds": 40,
                "renewTime": micro_stamp(cluster.now()),
            },
        },
    )
    owner = {"apiVersion": "v1", "kind": "Node", "name": name, "uid": made["metadata"]["uid"]}
    cluster.create(
        kinds.CSI_NODES,
        {
            "metadata": {"name": name, "ownerReferences": [owner]},
            "spec": {"drivers": [{"name": PROVISIONER, "nodeID": name}]},
        },
    )
    return cluster.registry.set_status(kinds.NODES, made, status)


def storage_class(cluster: Cluster, name: str, **more: object) -> None:
    """Make a storage class; further fields as Kubernetes names them."""
    cluster.create(
        kinds.CLASSES,
        {
            "metadata": {"name": name},
            "provisioner": PROVISIONER,
            "allowVolumeExpansion": True,
            **more,
        },
    )


def foundation(cluster: Cluster, *, nodes: int = 3) -> None:
    """Make namespaces, nodes named node-a and so on in three zones, classes and DNS.

    Args:
        cluster: An empty cluster.
        nodes: How many nodes.
    """
    for name in ("default", "kube-system", "kube-public", "kube-node-lease"):
        cluster.create(kinds.NAMESPACES, manifests.namespace(name))
    for number in range(nodes):
        name = f"node-{chr(ord('a') + number)}" if nodes <= 26 else f"node-{number:03}"
        zone = f"zone-{number % 3 + 1}"
        node(cluster, name, number=number, zone=zone, size=("8", "32Gi"))
    default = {"storageclass.kubernetes.io/is-default-class": "true"}
    storage_class(cluster, "standard", metadata={"name": "standard", "annotations": default})
    storage_class(cluster, "fast-ssd", volumeBindingMode="WaitForFirstConsumer")
    cluster.create(
        kinds.SERVICES,
        {
            "metadata": {"name": "kubernetes", "namespace": "default"},
            "spec": {"clusterIP": "10.96.0.1", "ports": [{"name": "https", "port": 443}]},
        },
    )
    _name_servers(cluster)


def _name_servers(cluster: Cluster) -> None:
    labels = {"k8s-app": "kube-dns"}
    cluster.create(
        kinds.SERVICES,
        {
            "metadata": {"name": "kube-dns", "namespace": "kube-system", "labels": labels},
            "spec": {
                "clusterIP": "10.96.0.10",
                "selector": labels,
                "ports": [
                    {"name": "dns", "port": 53, "protocol": "UDP"},
                    {"name": "dns-tcp", "port": 53, "protocol": "TCP"},
                ],
            },
        },
    )
    for suffix in ("7b5c8-4xk2p", "7b5c8-w9d6t"):
        cluster.create(
            kinds.PODS,
            {
                "metadata": {
                    "name": f"coredns-{suffix}",
                    "namespace": "kube-system",
                    "labels": labels,
                },
                "spec": {
                    "priorityClassName": "system-cluster-critical",
                    "containers": [
                        manifests.container(
                            "coredns",
                            "registry.k8s.io/coredns/coredns:v1.14.7",
                            ports=[{"name": "dns-tcp", "containerPort": 53}],
                        )
                    ],
                },
            },
        )

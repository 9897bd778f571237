"""All objects of a healthy set of three: no rule has anything to say about it."""

from __future__ import annotations

from typing import Any

from ststui.diagnosis.example.names import NAME, NAMESPACE, NODES, metadata
from ststui.diagnosis.example.network import dns_slice, endpoint_slice, service
from ststui.diagnosis.example.nodes import lease, node
from ststui.diagnosis.example.pods import healthy_pod
from ststui.diagnosis.example.sets import budget, revision, stateful_set
from ststui.diagnosis.example.storage import claim, csi_node, storage_class, volume
from ststui.model.namespace import Namespace, NamespaceStatus


def healthy() -> dict[tuple[str, str], Any]:
    """All objects by kind and name.

    NodeLease, SystemLease and DnsSlice are Leases and EndpointSlices of other namespaces.
    """
    made: list[tuple[str, Any]] = [
        ("StatefulSet", stateful_set()),
        ("ControllerRevision", revision()),
        ("PodDisruptionBudget", budget()),
        ("StorageClass", storage_class()),
        (
            "Namespace",
            Namespace(metadata=metadata(NAMESPACE), status=NamespaceStatus(phase="Active")),
        ),
        ("SystemLease", lease("kube-controller-manager")),
        ("SystemLease", lease("kube-scheduler")),
        ("Service", service(NAME, headless=True)),
        ("Service", service("web-read", headless=False)),
        ("EndpointSlice", endpoint_slice(NAME)),
        ("EndpointSlice", endpoint_slice("web-read")),
        ("DnsSlice", dns_slice()),
    ]
    for ordinal, name in enumerate(NODES):
        made += [
            ("Pod", healthy_pod(ordinal)),
            ("PersistentVolumeClaim", claim(ordinal)),
            ("PersistentVolume", volume(ordinal)),
            ("Node", node(name)),
            ("CSINode", csi_node(name)),
            ("NodeLease", lease(name)),
        ]
    return {(kind, item.metadata.name): item for kind, item in made}

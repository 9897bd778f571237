"""Making volumes and tying them to claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.volume_fit import SELECTED_NODE
from ststui.demo.fields import annotations_of, at, name_of, namespace_of, put, stamp, uid_of

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json

_BOUND_BY_CONTROLLER = "pv.kubernetes.io/bound-by-controller"
_BIND_COMPLETED = "pv.kubernetes.io/bind-completed"


def claim_reference(claim: Json) -> Json:
    """A volume's reference to its claim."""
    return {
        "kind": "PersistentVolumeClaim",
        "apiVersion": "v1",
        "namespace": namespace_of(claim),
        "name": name_of(claim),
        "uid": uid_of(claim),
    }


def new_volume(cluster: Cluster, claim: Json, storage_class: Json) -> Json:
    """The volume a provisioner makes for a claim.

    Args:
        cluster: The cluster, for uid and moment.
        claim: What it is for.
        storage_class: How it is made.

    Returns:
        The volume, not stored yet.
    """
    provisioner = storage_class["provisioner"]
    name = f"pvc-{uid_of(claim)}"
    spec: Json = {
        "capacity": {"storage": at(claim, "spec", "resources", "requests", "storage")},
        "accessModes": at(claim, "spec", "accessModes", default=[]),
        "claimRef": claim_reference(claim),
        "persistentVolumeReclaimPolicy": storage_class.get("reclaimPolicy", "Delete"),
        "storageClassName": name_of(storage_class),
        "volumeMode": at(claim, "spec", "volumeMode", default="Filesystem"),
        "csi": {"driver": provisioner, "volumeHandle": name, "fsType": "ext4"},
    }
    node = annotations_of(claim).get(SELECTED_NODE)
    zone = None
    if node is not None:
        held = cluster.store.get(kinds.NODES, "", node)
        zone = at(held, "metadata", "labels", default={}).get("topology.kubernetes.io/zone")
    if zone is not None:
        term = {"key": "topology.kubernetes.io/zone", "operator": "In", "values": [zone]}
        spec["nodeAffinity"] = {"required": {"nodeSelectorTerms": [{"matchExpressions": [term]}]}}
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolume",
        "metadata": {
            "name": name,
            "uid": cluster.registry.new_uid(),
            "creationTimestamp": stamp(cluster.now()),
            "annotations": {"pv.kubernetes.io/provisioned-by": provisioner},
            "finalizers": ["kubernetes.io/pv-protection"],
        },
        "spec": spec,
        "status": {"phase": "Bound"},
    }


def bind(cluster: Cluster, claim: Json, volume: Json) -> None:
    """Tie a claim and a volume together."""
    bound = put(volume, claim_reference(claim), "spec", "claimRef")
    bound["status"] = {"phase": "Bound"}
    cluster.store.put(kinds.VOLUMES, bound)
    notes = {**annotations_of(claim), _BIND_COMPLETED: "yes", _BOUND_BY_CONTROLLER: "yes"}
    new = put(claim, notes, "metadata", "annotations")
    new = put(new, name_of(volume), "spec", "volumeName")
    new["status"] = {
        "phase": "Bound",
        "accessModes": at(volume, "spec", "accessModes", default=[]),
        "capacity": at(volume, "spec", "capacity", default={}),
    }
    cluster.store.put(kinds.CLAIMS, new)

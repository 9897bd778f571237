"""Claims, volumes and their class, of a driver that is on every node."""

from __future__ import annotations

from ststui.diagnosis.example.names import BORN, CLAIM, DRIVER, LABELS, NAME, NAMESPACE, metadata
from ststui.model import PersistentVolume, PersistentVolumeClaim, StorageClass
from ststui.model.claim import ClaimMetadata, ClaimResources, ClaimSpec, ClaimStatus
from ststui.model.csi_node import CSINode, CSINodeSpec, NodeDriver
from ststui.model.metadata import Annotations
from ststui.model.volume import ClaimReference, CsiSource, VolumeSpec, VolumeStatus


def claim_spec() -> ClaimSpec:
    """What the claim template asks for."""
    return ClaimSpec(
        storage_class_name="standard",
        access_modes=("ReadWriteOnce",),
        resources=ClaimResources(requests={"storage": "10Gi"}),
    )


def claim(ordinal: int) -> PersistentVolumeClaim:
    """Bound."""
    wanted = claim_spec()
    return PersistentVolumeClaim(
        metadata=ClaimMetadata(
            name=f"{CLAIM}-{NAME}-{ordinal}",
            namespace=NAMESPACE,
            uid=f"uid-claim-{ordinal}",
            creation_timestamp=BORN,
            labels=dict(LABELS),
            finalizers=("kubernetes.io/pvc-protection",),
        ),
        spec=ClaimSpec(
            storage_class_name=wanted.storage_class_name,
            access_modes=wanted.access_modes,
            resources=wanted.resources,
            volume_name=f"pv-{ordinal}",
            volume_mode="Filesystem",
        ),
        status=ClaimStatus(phase="Bound", capacity={"storage": "10Gi"}),
    )


def volume(ordinal: int) -> PersistentVolume:
    """Bound to the claim of the ordinal, usable everywhere."""
    return PersistentVolume(
        metadata=metadata(f"pv-{ordinal}", namespace=""),
        spec=VolumeSpec(
            capacity={"storage": "10Gi"},
            storage_class_name="standard",
            persistent_volume_reclaim_policy="Retain",
            access_modes=("ReadWriteOnce",),
            claim_ref=ClaimReference(
                namespace=NAMESPACE,
                name=f"{CLAIM}-{NAME}-{ordinal}",
                uid=f"uid-claim-{ordinal}",
            ),
            csi=CsiSource(driver=DRIVER, volume_handle=f"disk-{ordinal}"),
        ),
        status=VolumeStatus(phase="Bound"),
    )


def storage_class() -> StorageClass:
    """The default class."""
    return StorageClass(
        metadata=metadata("standard", namespace="", annotations=Annotations(default_class="true")),
        provisioner=DRIVER,
        reclaim_policy="Retain",
        volume_binding_mode="WaitForFirstConsumer",
        allow_volume_expansion=True,
    )


def csi_node(name: str) -> CSINode:
    """The driver is registered there."""
    return CSINode(
        metadata=metadata(name, namespace=""),
        spec=CSINodeSpec(drivers=(NodeDriver(name=DRIVER),)),
    )

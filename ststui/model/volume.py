"""PersistentVolume (v1)."""

from __future__ import annotations

from ststui.model.metadata import Metadata
from ststui.model.node_selector import NodeSelector
from ststui.model.value import Value


class ClaimReference(Value, frozen=True):
    """The claim a volume is bound to; the uid tells a re-created claim from the old one."""

    namespace: str = ""
    name: str = ""
    uid: str = ""

    def names(self, claim: Metadata) -> bool:
        """Whether it is of a claim of this name, be it this one or one before it."""
        return (self.namespace, self.name) == (claim.namespace, claim.name)


class VolumeNodeAffinity(Value, frozen=True):
    """Where the volume can be used."""

    required: NodeSelector | None = None


class LocalSource(Value, frozen=True):
    """A disk or folder of one node."""

    path: str = ""


class CsiSource(Value, frozen=True):
    """A volume of a CSI driver."""

    driver: str = ""
    volume_handle: str = ""


class VolumeSpec(Value, frozen=True):
    """What the volume is."""

    capacity: dict[str, str] = {}
    storage_class_name: str = ""
    persistent_volume_reclaim_policy: str = ""
    claim_ref: ClaimReference | None = None
    node_affinity: VolumeNodeAffinity | None = None
    access_modes: tuple[str, ...] = ()
    local: LocalSource | None = None
    csi: CsiSource | None = None


class VolumeStatus(Value, frozen=True):
    """How it stands."""

    phase: str = ""
    reason: str = ""
    message: str = ""


class PersistentVolume(Value, frozen=True):
    """A volume."""

    metadata: Metadata
    spec: VolumeSpec = VolumeSpec()
    status: VolumeStatus = VolumeStatus()

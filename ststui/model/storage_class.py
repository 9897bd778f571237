"""StorageClass (storage.k8s.io/v1)."""

from __future__ import annotations

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class StorageClass(Value, frozen=True):
    """How volumes are made."""

    metadata: Metadata
    provisioner: str = ""
    reclaim_policy: str = "Delete"
    volume_binding_mode: str = "Immediate"
    allow_volume_expansion: bool = False

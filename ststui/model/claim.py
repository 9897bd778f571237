"""PersistentVolumeClaim (v1)."""

from __future__ import annotations

from ststui.model.metadata import Condition, Metadata
from ststui.model.value import Value

PROTECTION = "kubernetes.io/pvc-protection"
"""Ends by itself once no pod mounts the claim (pkg/controller/volume/pvcprotection, v1.36)."""


class ClaimResources(Value, frozen=True):
    """How much storage is asked for."""

    requests: dict[str, str] = {}


class ClaimSpec(Value, frozen=True):
    """What the claim asks for."""

    storage_class_name: str | None = None
    """None = the default class; empty = no dynamic provisioning."""
    volume_name: str = ""
    volume_mode: str = ""
    access_modes: tuple[str, ...] = ()
    resources: ClaimResources = ClaimResources()
    volume_attributes_class_name: str = ""


class ClaimStatus(Value, frozen=True):
    """What it got."""

    phase: str = ""
    capacity: dict[str, str] = {}
    allocated_resource_statuses: dict[str, str] = {}
    """How an expansion stands, by resource: ``NodeResizePending`` …"""
    conditions: tuple[Condition, ...] = ()


class PersistentVolumeClaim(Value, frozen=True):
    """A claim."""

    metadata: Metadata
    spec: ClaimSpec = ClaimSpec()
    status: ClaimStatus = ClaimStatus()

    @property
    def terminating(self) -> bool:
        """Whether its deletion was asked for (a pod that mounts it holds it)."""
        return self.metadata.deletion_timestamp is not None

    @property
    def held_by(self) -> tuple[str, ...]:
        """Finalizers that keep it now that it is deleted, until who set them takes them off."""
        return self.holders if self.terminating else ()

    @property
    def holders(self) -> tuple[str, ...]:
        """Finalizers that keep it once it is deleted; its protection ends by itself."""
        return tuple(each for each in self.metadata.finalizers if each != PROTECTION)

    @property
    def size(self) -> str:
        """Capacity once bound, else what is asked for; empty when neither is known."""
        return self.status.capacity.get("storage") or self.spec.resources.requests.get(
            "storage", ""
        )

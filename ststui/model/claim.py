"""PersistentVolumeClaim (v1)."""

from __future__ import annotations

from typing import Any

from msgspec import field

from ststui.model.metadata import Condition, ManagedFields, Metadata
from ststui.model.quantity import quantity
from ststui.model.value import Value

PROTECTION = "kubernetes.io/pvc-protection"
"""Ends by itself once no pod mounts the claim (pkg/controller/volume/pvcprotection, v1.36)."""


class WrittenSpec(Value, frozen=True):
    """Fields of the spec that somebody wrote; only the size is looked at."""

    resources: dict[str, Any] | None = field(name="f:resources", default=None)


class Written(Value, frozen=True):
    """Fields that somebody wrote, as managedFields list them."""

    spec: WrittenSpec | None = field(name="f:spec", default=None)


class ClaimWriter(ManagedFields, frozen=True):
    """Who wrote a claim last, and whether that was its size."""

    fields_v1: Written | None = field(name="fieldsV1", default=None)

    @property
    def wrote_size(self) -> bool:
        """Whether the size that is asked for is this writer's."""
        spec = self.fields_v1.spec if self.fields_v1 else None
        return spec is not None and spec.resources is not None


class ClaimMetadata(Metadata, frozen=True):
    """Metadata of a claim; who wrote it is kept only of one that is to grow."""

    managed_fields: tuple[ClaimWriter, ...] = ()


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

    metadata: ClaimMetadata
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
    def is_to_grow(self) -> bool:
        """Whether it is bound, and more is asked for than it has."""
        has = self.status.capacity.get("storage", "")
        wanted = self.spec.resources.requests.get("storage", "")
        if not has or has == wanted or self.terminating:
            return False
        size, more = quantity(has), quantity(wanted)
        return size is not None and more is not None and more > size

    @property
    def sized_by(self) -> ClaimWriter | None:
        """Who wrote its size last; None where nothing tells, as kubectl hides managedFields."""
        writers = (each for each in self.metadata.managed_fields if each.wrote_size)
        return max((e for e in writers if e.time), key=_moment, default=None)

    @property
    def size(self) -> str:
        """Capacity once bound, else what is asked for; empty when neither is known."""
        return self.status.capacity.get("storage") or self.spec.resources.requests.get(
            "storage", ""
        )


def _moment(writer: ClaimWriter) -> float:
    return writer.time.timestamp() if writer.time else 0.0

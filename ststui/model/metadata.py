"""Object metadata: identity, ownership, age, deletion."""

from __future__ import annotations

from datetime import datetime

import msgspec

from ststui.model.value import Value


class OwnerReference(Value, frozen=True):
    """Who owns an object; membership is decided by the controller's uid alone."""

    kind: str = ""
    name: str = ""
    uid: str = ""
    api_version: str = ""
    controller: bool = False
    block_owner_deletion: bool = False


class ManagedFields(Value, frozen=True):
    """Who wrote last, without the list of fields (a third of an object's bytes)."""

    manager: str = ""
    operation: str = ""
    subresource: str = ""
    time: datetime | None = None


class Annotations(Value, frozen=True):
    """The few annotations in use; all others are dropped when decoding."""

    restarted_at: str | None = msgspec.field(name="kubectl.kubernetes.io/restartedAt", default=None)
    quorum: str | None = msgspec.field(name="ststui/quorum", default=None)
    helm_release: str | None = msgspec.field(name="meta.helm.sh/release-name", default=None)
    argo_instance: str | None = msgspec.field(name="argocd.argoproj.io/tracking-id", default=None)
    selected_node: str | None = msgspec.field(
        name="volume.kubernetes.io/selected-node", default=None
    )
    provisioner: str | None = msgspec.field(
        name="volume.kubernetes.io/storage-provisioner", default=None
    )
    bind_completed: str | None = msgspec.field(name="pv.kubernetes.io/bind-completed", default=None)
    """Of a claim: the controller has bound it (k8s.io/component-helpers/storage/volume, v0.36)."""
    default_class: str | None = msgspec.field(
        name="storageclass.kubernetes.io/is-default-class", default=None
    )
    limits_given: str | None = msgspec.field(name="kubernetes.io/limit-ranger", default=None)
    """Of a pod: what LimitRanges gave it (plugin/pkg/admission/limitranger, v1.36.3)."""


class Metadata(Value, frozen=True):
    """Metadata of any object."""

    name: str = ""
    namespace: str = ""
    uid: str = ""
    resource_version: str = ""
    generation: int = 0
    creation_timestamp: datetime | None = None
    deletion_timestamp: datetime | None = None
    """When a deletion's grace period ends, not when it was asked for."""
    deletion_grace_period_seconds: int | None = None
    labels: dict[str, str] = {}
    annotations: Annotations | None = None
    owner_references: tuple[OwnerReference, ...] = ()
    finalizers: tuple[str, ...] = ()

    @property
    def owner(self) -> OwnerReference | None:
        """The owner that controls the object, if any."""
        for reference in self.owner_references:
            if reference.controller:
                return reference
        return None


class MetadataWithWriters(Metadata, frozen=True):
    """Metadata that also tells who wrote last."""

    managed_fields: tuple[ManagedFields, ...] = ()


class Condition(Value, frozen=True):
    """A condition of a pod, node, claim or set."""

    type: str = ""
    status: str = "Unknown"
    reason: str = ""
    message: str = ""
    last_transition_time: datetime | None = None


def condition(conditions: tuple[Condition, ...], kind: str) -> Condition | None:
    """The condition of that type, or None."""
    for each in conditions:
        if each.type == kind:
            return each
    return None

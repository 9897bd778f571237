"""The Surroundings: what a Family lives among, read only when a diagnosis needs it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.model.readable import NOT_READ, Part

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ststui.model.attachment import VolumeAttachment
    from ststui.model.budget import HorizontalPodAutoscaler, PodDisruptionBudget
    from ststui.model.claim import PersistentVolumeClaim
    from ststui.model.csi_node import CSINode
    from ststui.model.event import Event
    from ststui.model.lease import Lease
    from ststui.model.limit_range import LimitRange
    from ststui.model.namespace import Namespace
    from ststui.model.node import Node
    from ststui.model.pod import Pod
    from ststui.model.quota import ResourceQuota
    from ststui.model.slice import EndpointSlice
    from ststui.model.stateful_set import StatefulSet
    from ststui.model.storage_class import StorageClass
    from ststui.model.usage import VolumeUsage
    from ststui.model.volume import PersistentVolume


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """Objects beside a set. Each part is ``Readable`` or says why it is not known."""

    events: Part[Mapping[str, tuple[Event, ...]]] = NOT_READ
    """Events of the namespace by uid of the object they are about, and by its kind and name
    (``Pod/web-1``: of all that bore the name); oldest first."""
    nodes: Part[Mapping[str, Node]] = NOT_READ
    """All nodes by name."""
    lost_nodes: Mapping[str, datetime] = field(default_factory=dict)
    """When nodes went, by name, as far as somebody looked on; a single look knows of none."""
    silent_kubelets: Mapping[str, str] = field(default_factory=dict)
    """Why nothing of it stands in ``usage``, by the node's name, where others did answer."""
    volumes: Part[Mapping[str, PersistentVolume]] = NOT_READ
    """All volumes by name."""
    storage_classes: Part[Mapping[str, StorageClass]] = NOT_READ
    attachments: Part[tuple[VolumeAttachment, ...]] = NOT_READ
    csi_nodes: Part[Mapping[str, CSINode]] = NOT_READ
    """By the node's name."""
    quotas: Part[tuple[ResourceQuota, ...]] = NOT_READ
    """Of the namespace."""
    limit_ranges: Part[tuple[LimitRange, ...]] = NOT_READ
    """Of the namespace."""
    namespace: Part[Namespace | None] = NOT_READ
    """The set's; None when it does not exist any more."""
    neighbours: Part[tuple[StatefulSet, ...]] = NOT_READ
    """All sets of the namespace, this one too."""
    pods: Part[tuple[Pod, ...]] = NOT_READ
    """All pods of the namespace, also those of no set."""
    claims: Part[tuple[PersistentVolumeClaim, ...]] = NOT_READ
    """All claims of the namespace, also those that no template of a set names; read for plans."""
    budgets: Part[tuple[PodDisruptionBudget, ...]] = NOT_READ
    """All of the namespace."""
    autoscalers: Part[tuple[HorizontalPodAutoscaler, ...]] = NOT_READ
    """All of the namespace."""
    node_leases: Part[Mapping[str, Lease]] = NOT_READ
    """Heartbeats of kubelets (namespace kube-node-lease) by the node's name."""
    system_leases: Part[Mapping[str, Lease]] = NOT_READ
    """Leases of kube-system: kube-controller-manager, kube-scheduler."""
    dns_slices: Part[tuple[EndpointSlice, ...]] = NOT_READ
    """EndpointSlices of kube-system/kube-dns."""
    usage: Part[Mapping[str, VolumeUsage]] = NOT_READ
    """How full the claims are, by name of the claim (of the set's namespace), as the kubelet
    says."""


NOTHING = Surroundings()
"""Nothing was asked for yet."""

"""Everything that rules look at: a Family, its Surroundings and the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any, Final, TypeVar

from ststui.controller import next_step
from ststui.controller.waited_for import waited_for
from ststui.model.readable import Part, Readable, Unreadable
from ststui.model.surroundings import NOTHING, Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from ststui.controller import Step
    from ststui.diagnosis.need import Need
    from ststui.model import (
        ControllerRevision,
        EndpointSlice,
        Event,
        Family,
        HorizontalPodAutoscaler,
        Lease,
        Node,
        PersistentVolume,
        PersistentVolumeClaim,
        Pod,
        PodDisruptionBudget,
        Service,
        StatefulSet,
        StorageClass,
    )
    from ststui.model.attachment import VolumeAttachment
    from ststui.model.csi_node import CSINode
    from ststui.model.dns import SetDns
    from ststui.model.limit_range import LimitRange
    from ststui.model.namespace import Namespace
    from ststui.model.quota import ResourceQuota
    from ststui.model.usage import VolumeUsage

T = TypeVar("T")

_OF_FAMILY: Final[dict[str, str]] = {
    "pods": "pods",
    "persistentvolumeclaims": "claims",
    "services": "services",
    "endpointslices": "slices",
    "controllerrevisions": "revisions",
    "dns": "dns",
}
NO_VERSION: Final = Unreadable("the version of the control plane is not known")
"""Of a server that does not tell it, and of most dumps."""

_OF_SURROUNDINGS: Final[dict[str, str]] = {
    "events": "events",
    "nodes": "nodes",
    "persistentvolumes": "volumes",
    "storageclasses": "storage_classes",
    "volumeattachments": "attachments",
    "csinodes": "csi_nodes",
    "resourcequotas": "quotas",
    "limitranges": "limit_ranges",
    "namespaces": "namespace",
    "statefulsets": "neighbours",
    "allPods": "pods",
    "poddisruptionbudgets": "budgets",
    "horizontalpodautoscalers": "autoscalers",
    "nodeLeases": "node_leases",
    "systemLeases": "system_leases",
    "dnsSlices": "dns_slices",
    "usage": "usage",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What is known at one moment.

    The values below are empty where a part could not be read: a sign that looks at one names it in
    its ``needs``, and is not asked unless it was read.
    """

    family: Family
    surroundings: Surroundings = NOTHING
    now: datetime
    """By the API server's clock."""
    server_version: str | None = None
    """Of the control plane, e.g. ``v1.36.3``; None when not known."""
    unchanged_since: datetime | None = None
    """Since when nothing of the set has changed, as far as somebody looked on; None after a single
    look."""
    _steps: list[Step | None] = field(default_factory=list, init=False, repr=False, compare=False)
    """The next step, once it was worked out: several rules look at it."""

    @property
    def next_step(self) -> Step | None:
        """What the controller does next; None where pods could not be read."""
        if not self._steps:
            step = next_step(self.family, now=self.now, server_version=self.server_version)
            self._steps.append(step)
        return self._steps[0]

    @property
    def waited_for(self) -> tuple[Step, Pod] | None:
        """The next step, where it waits for a pod of the set, and that pod."""
        step = self.next_step
        pod = waited_for(self.family, step)
        return (step, pod) if step is not None and pod is not None else None

    def part(self, need: Need) -> Part[Any]:
        """The part that a need stands for."""
        if need == "version":
            return Readable(self.server_version) if self.server_version else NO_VERSION
        if need in _OF_FAMILY:
            own: Part[Any] = getattr(self.family, _OF_FAMILY[need])
            return own
        beside: Part[Any] = getattr(self.surroundings, _OF_SURROUNDINGS[need])
        return beside

    def seconds_since(self, moment: datetime | None) -> float | None:
        """Seconds from a moment to now; None when the moment is not known."""
        return None if moment is None else (self.now - moment).total_seconds()

    @property
    def set(self) -> StatefulSet:
        """The set."""
        return self.family.set

    @property
    def pods(self) -> tuple[Pod, ...]:
        """Pods of the set."""
        return _value(self.family.pods, ())

    @property
    def claims(self) -> tuple[PersistentVolumeClaim, ...]:
        """Claims of the set."""
        return _value(self.family.claims, ())

    @property
    def services(self) -> tuple[Service, ...]:
        """The governing service and those that select the pods."""
        return _value(self.family.services, ())

    @property
    def slices(self) -> tuple[EndpointSlice, ...]:
        """EndpointSlices of these services."""
        return _value(self.family.slices, ())

    @property
    def revisions(self) -> tuple[ControllerRevision, ...]:
        """Revisions of the set, oldest first."""
        return _value(self.family.revisions, ())

    @property
    def dns(self) -> SetDns | None:
        """What DNS says of the names; None where it was not asked."""
        asked = self.family.dns
        return asked.value if isinstance(asked, Readable) else None

    def events(self, uid: str) -> tuple[Event, ...]:
        """Events of one object, oldest first. By uid: a name may have had other bearers."""
        found: Mapping[str, tuple[Event, ...]] = _value(self.surroundings.events, {})
        return found.get(uid, ()) if uid else ()

    def events_named(self, bearer: str) -> tuple[Event, ...]:
        """Events of all objects that bore a name, ``Pod/web-1``, one after another."""
        found: Mapping[str, tuple[Event, ...]] = _value(self.surroundings.events, {})
        return found.get(bearer, ())

    @property
    def all_events(self) -> Iterator[Event]:
        """Events of all objects; each may come twice, by uid and by name."""
        found: Mapping[str, tuple[Event, ...]] = _value(self.surroundings.events, {})
        return chain.from_iterable(found.values())

    def node(self, name: str) -> Node | None:
        """A node."""
        return self.nodes.get(name)

    def volume(self, name: str) -> PersistentVolume | None:
        """A volume."""
        return self.volumes.get(name)

    def claim(self, name: str) -> PersistentVolumeClaim | None:
        """A claim of the set."""
        return next((each for each in self.claims if each.metadata.name == name), None)

    def mounts(self, claim: PersistentVolumeClaim) -> Pod | None:
        """The pod of the set that mounts a claim."""
        return next((each for each in self.pods if claim.metadata.name in each.claims), None)

    @property
    def nodes(self) -> Mapping[str, Node]:
        """All nodes."""
        return _value(self.surroundings.nodes, {})

    @property
    def volumes(self) -> Mapping[str, PersistentVolume]:
        """All volumes."""
        return _value(self.surroundings.volumes, {})

    @property
    def storage_classes(self) -> Mapping[str, StorageClass]:
        """All storage classes."""
        return _value(self.surroundings.storage_classes, {})

    @property
    def attachments(self) -> tuple[VolumeAttachment, ...]:
        """All attachments of volumes to nodes."""
        return _value(self.surroundings.attachments, ())

    @property
    def csi_nodes(self) -> Mapping[str, CSINode]:
        """Drivers by node."""
        return _value(self.surroundings.csi_nodes, {})

    @property
    def quotas(self) -> tuple[ResourceQuota, ...]:
        """Quotas of the namespace."""
        return _value(self.surroundings.quotas, ())

    @property
    def limit_ranges(self) -> tuple[LimitRange, ...]:
        """LimitRanges of the namespace."""
        return _value(self.surroundings.limit_ranges, ())

    @property
    def namespace(self) -> Namespace | None:
        """The set's namespace."""
        return _value(self.surroundings.namespace, None)

    @property
    def neighbours(self) -> tuple[StatefulSet, ...]:
        """All sets of the namespace, this one too."""
        return _value(self.surroundings.neighbours, ())

    @property
    def all_pods(self) -> tuple[Pod, ...]:
        """All pods of the namespace."""
        return _value(self.surroundings.pods, ())

    @property
    def budgets(self) -> tuple[PodDisruptionBudget, ...]:
        """All budgets of the namespace."""
        return _value(self.surroundings.budgets, ())

    @property
    def autoscalers(self) -> tuple[HorizontalPodAutoscaler, ...]:
        """All autoscalers of the namespace."""
        return _value(self.surroundings.autoscalers, ())

    @property
    def node_leases(self) -> Mapping[str, Lease]:
        """Heartbeats by node."""
        return _value(self.surroundings.node_leases, {})

    @property
    def system_leases(self) -> Mapping[str, Lease]:
        """Leases of kube-system by name."""
        return _value(self.surroundings.system_leases, {})

    @property
    def dns_slices(self) -> tuple[EndpointSlice, ...]:
        """EndpointSlices of the cluster's DNS."""
        return _value(self.surroundings.dns_slices, ())

    @property
    def usage(self) -> Mapping[str, VolumeUsage]:
        """How full claims are, by name."""
        return _value(self.surroundings.usage, {})


def _value(part: Part[T], otherwise: T) -> T:
    return part.value if isinstance(part, Readable) else otherwise

"""What rules look at, put together from the objects of an example."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ststui.diagnosis.example.names import NAME, NAMESPACE
from ststui.diagnosis.moments import NOW
from ststui.diagnosis.seen import Seen
from ststui.model import Readable, Unreadable
from ststui.model.event import by_object
from ststui.model.family import join
from ststui.model.surroundings import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from ststui.model import Event
    from ststui.model.dns import SetDns
    from ststui.model.readable import Part
    from ststui.model.usage import VolumeUsage


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The objects, and why some of them could not be read."""

    objects: Mapping[tuple[str, str], Any]
    """By kind and name."""
    events: Iterable[Event]
    dns: SetDns
    used: Mapping[str, VolumeUsage]
    """By claim."""
    version: str | None
    denied: Mapping[str, str]
    """Why, by need."""
    lost_nodes: Mapping[str, datetime]
    """When nodes went."""

    def seen(self) -> Seen:
        """The Family with its Surroundings."""
        events = self._part("events", by_object(self.events))
        nodes = self._part("nodes", self._named("Node"))
        volumes = self._part("persistentvolumes", self._named("PersistentVolume"))
        budgets = self._part("poddisruptionbudgets", self._all("PodDisruptionBudget"))
        scalers = self._part("horizontalpodautoscalers", self._all("HorizontalPodAutoscaler"))
        family = join(
            self.objects["StatefulSet", NAME],
            context="test",
            pods=self._part("pods", self._all("Pod")),
            claims=self._part("persistentvolumeclaims", self._all("PersistentVolumeClaim")),
            services=self._part("services", self._all("Service")),
            slices=self._part("endpointslices", self._all("EndpointSlice")),
            revisions=self._part("controllerrevisions", self._all("ControllerRevision")),
            budgets=budgets,
            autoscalers=scalers,
            nodes=nodes,
            volumes=volumes,
            events=events,
            dns=self._part("dns", self.dns),
        )
        surroundings = Surroundings(
            events=events,
            nodes=nodes,
            lost_nodes=self.lost_nodes,
            volumes=volumes,
            storage_classes=self._part("storageclasses", self._named("StorageClass")),
            attachments=self._part("volumeattachments", self._all("VolumeAttachment")),
            csi_nodes=self._part("csinodes", self._named("CSINode")),
            quotas=self._part("resourcequotas", self._all("ResourceQuota")),
            limit_ranges=self._part("limitranges", self._all("LimitRange")),
            namespace=self._part("namespaces", self.objects.get(("Namespace", NAMESPACE))),
            neighbours=self._part("statefulsets", self._all("StatefulSet")),
            pods=self._part("allPods", self._all("Pod")),
            budgets=budgets,
            autoscalers=scalers,
            node_leases=self._part("nodeLeases", self._named("NodeLease")),
            system_leases=self._part("systemLeases", self._named("SystemLease")),
            dns_slices=self._part("dnsSlices", self._all("DnsSlice")),
            usage=self._part("usage", dict(self.used)),
        )
        version = None if "version" in self.denied else self.version
        return Seen(family=family, surroundings=surroundings, now=NOW, server_version=version)

    def _all(self, kind: str) -> tuple[Any, ...]:
        return tuple(item for (each, _), item in self.objects.items() if each == kind)

    def _named(self, kind: str) -> dict[str, Any]:
        return {name: item for (each, name), item in self.objects.items() if each == kind}

    def _part(self, need: str, value: Any) -> Part[Any]:
        return Unreadable(self.denied[need]) if need in self.denied else Readable(value)

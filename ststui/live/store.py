"""What is true now of one cluster: every change comes in here and marks the Families it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.live.claim_groups import ClaimGroups, MaybeOf, sets_of_claim
from ststui.live.families import Families
from ststui.live.healths import Healths
from ststui.live.index import Index, Name, Object
from ststui.live.keys import owner_uids, service_keys, set_keys
from ststui.live.lone import may_change_lone
from ststui.live.node_marks import same_marks
from ststui.live.nodes import Nodes
from ststui.live.role_changes import RoleChanges
from ststui.live.touch import Touch
from ststui.live.usages import Usages
from ststui.model import (
    Complaint,
    ControllerRevision,
    EndpointSlice,
    Event,
    HorizontalPodAutoscaler,
    Node,
    PersistentVolume,
    PersistentVolumeClaim,
    Pod,
    PodDisruptionBudget,
    Service,
    StatefulSet,
)
from ststui.model.role import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ststui.cluster.trouble import Trouble
    from ststui.live.health import Health, Scope
    from ststui.model.dns import SetDns
    from ststui.model.usage import VolumeUsage


class Store:
    """The indexes of all kinds, and beside them a part for each thing that is known.

    What changes something is a method here; what is known is asked of the parts.
    """

    def __init__(self, context: str) -> None:
        self.context = context
        self.server_version: str | None = None
        """Of the control plane, e.g. ``v1.36.3``; None until it was asked for, or if it is odd."""
        self.role_labels: tuple[str, ...] = ROLE_LABELS
        """Labels that tell a pod's role; the settings may name more."""
        self.healths = Healths()
        self.families = Families(self)
        self.claim_groups = ClaimGroups()
        self.sets: Index[StatefulSet] = Index(set_keys)
        self.pods: Index[Pod] = Index(owner_uids)
        self.claims: Index[PersistentVolumeClaim] = Index(self.claim_groups.of)
        self.services: Index[Service] = Index(service_keys)
        self.slices: Index[EndpointSlice] = Index(
            lambda each: (Name(each.metadata.namespace, each.service_name),)
        )
        self.revisions: Index[ControllerRevision] = Index(owner_uids)
        self.budgets: Index[PodDisruptionBudget] = Index(lambda each: (each.metadata.namespace,))
        self.autoscalers: Index[HorizontalPodAutoscaler] = Index(
            lambda each: (each.metadata.namespace,)
        )
        self.nodes = Nodes(self.healths)
        self.volumes: Index[PersistentVolume] = Index()
        self.events: Index[Event] = Index(lambda each: (each.involved_object.uid,))
        self.version = 0
        """Rises with every change; a tick compares it to know whether there is anything to do."""
        self.lone_version = 0
        """Rises when what has no set may have changed."""
        self.roles = RoleChanges()
        """When pods got the role they have."""
        self.usages = Usages()
        """How full claims are."""
        self._indexes: dict[str, Index[Any]] = {
            "statefulsets": self.sets,
            "pods": self.pods,
            "persistentvolumeclaims": self.claims,
            "services": self.services,
            "endpointslices": self.slices,
            "controllerrevisions": self.revisions,
            "poddisruptionbudgets": self.budgets,
            "horizontalpodautoscalers": self.autoscalers,
            "nodes": self.nodes.index,
            "persistentvolumes": self.volumes,
            "events": self.events,
        }
        self._touch = Touch(self)

    def index(self, resource: str) -> Index[Any]:
        """The index of a resource by its plural name."""
        return self._indexes[resource]

    def put(self, resource: str, item: Object) -> None:
        """Add or replace an object."""
        before = self._indexes[resource].get(item.metadata.namespace, item.metadata.name)
        version = item.metadata.resource_version
        if before is not None and version and before.metadata.resource_version == version:
            return
        if isinstance(item, StatefulSet):
            if isinstance(before, StatefulSet) and not _same_pods(before, item):
                self.healths.told.forget(Name(item.metadata.namespace, item.metadata.name))
            if self.claim_groups.note(item):
                self._regroup_claims(item.metadata.namespace, item.metadata.name)
        if isinstance(item, Node):
            self.nodes.by_name[item.metadata.name] = item
        self._indexes[resource].put(item)
        self.version += 1
        if isinstance(item, Node) and isinstance(before, Node) and same_marks(item, before):
            return  # a heartbeat
        known = before is not None
        if known:
            self.families.mark(self._touch.by(before))
        namespace = item.metadata.namespace
        if known or resource == "statefulsets" or self.healths.makes_news(resource, namespace):
            self.families.mark(self._touch.by(item))
        self.lone_version += may_change_lone(self, item, known_before=known)

    def drop(self, resource: str, name: Name) -> None:
        """Remove an object."""
        index = self._indexes[resource]
        before = index.get(*name)
        if before is None:
            if index.complaints.pop(name, None):
                self.families.mark(self._touch.by_unclear(resource, name))
                self.version += 1
            return
        self.families.mark(self._touch.by(before))
        index.drop(name)
        if resource == "nodes":
            self.nodes.by_name.pop(name.name, None)
            for claim in self.usages.drop(name.name):
                self.families.mark(self._touch.by(self.claims.get(*claim)))
        if resource == "persistentvolumeclaims":
            self.usages.forget(name)
        self.version += 1
        self.lone_version += may_change_lone(self, before, known_before=False)
        if resource == "statefulsets":
            self.claim_groups.forget(name)
            self._regroup_claims(name.namespace, name.name)
            self.healths.told.forget(name)
            self.families.forget(name)

    def set_dns(self, name: Name, dns: SetDns) -> None:
        """Keep what DNS says of a set; only what differs touches its Family."""
        self.version += self.families.put_dns(name, dns)

    def forget_dns(self, name: Name) -> None:
        """What DNS said of a set is no longer known to be true."""
        self.version += self.families.forget_dns(name)

    def set_usage(self, node: str, said: Mapping[tuple[str, str], VolumeUsage] | Trouble) -> None:
        """Note what a node's kubelet said of volumes; only what is shown otherwise touches."""
        denied = self.usages.denied
        changed = self.usages.note(node, said)
        for name in changed:
            self.families.mark(self._touch.by(self.claims.get(*name)))
        if denied != self.usages.denied:
            self.families.mark(self.keys())
        self.version += bool(changed)

    def complain(self, complaint: Complaint) -> None:
        """Keep what could not be understood; the last good value of it is no longer true."""
        name = Name(complaint.namespace, complaint.name)
        self.drop(complaint.resource, name)
        self._indexes[complaint.resource].complaints[name] = complaint
        self.families.mark(self._touch.by_unclear(complaint.resource, name))
        self.version += 1

    def set_health(self, scope: Scope, health: Health) -> None:
        """Note how a scope does; a part that becomes readable or not touches all its Families."""
        before = self.healths.put(scope, health)
        if before == health:
            return
        self.version += 1
        self.lone_version += scope.resource == "statefulsets"
        if scope.resource == "nodes" and before.fresh != health.fresh:
            # What is old does not tell that a node is gone, and what is new does.
            self.families.mark(self._touch.by_missing_nodes())
        if before.reads_as != health.reads_as:
            # What was told of while the list was loading is not news when it is complete.
            new = before.state != "loading" or not health.known
            has = self.healths.told.has
            names = self.keys(scope.namespace)
            self.families.mark(each for each in names if new or not has(scope.resource, each))

    def tell(self, names: Iterable[Name]) -> None:
        """All that belongs to these sets is here, though the lists are still loading."""
        for name in names:
            self.healths.told.add(name)
            self.families.mark((name,))
        self.version += 1

    def keys(self, namespace: str | None = None) -> Iterator[Name]:
        """Names of all sets, or of those in a namespace."""
        if namespace is None:
            yield from self.sets.names()
        else:
            for each in self.sets.of(namespace):
                yield Name(namespace, each.metadata.name)

    def complaints(self) -> Iterator[Complaint]:
        """All objects that could not be understood."""
        for index in self._indexes.values():
            yield from index.complaints.values()

    def _regroup_claims(self, namespace: str, set_name: str) -> None:
        # Whose a claim is depends on which sets exist: names can be prefixes of one another.
        for claim in tuple(self.claims.of(MaybeOf(namespace, set_name))):
            self.families.mark(sets_of_claim(self.claims, claim))
            self.claims.regroup(claim)
            self.families.mark(sets_of_claim(self.claims, claim))


def _same_pods(one: StatefulSet, other: StatefulSet) -> bool:
    """Whether two states of a set have or want pods of the same names and owner."""
    return (one.metadata.uid, one.ordinals) == (other.metadata.uid, other.ordinals)

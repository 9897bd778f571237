"""What is true now of one cluster, and which Families a change touched."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any, NamedTuple

from ststui.cluster.trouble import Trouble
from ststui.live.claim_groups import ClaimGroups, MaybeOf
from ststui.live.dns.same import says_the_same
from ststui.live.health import Health, Scope
from ststui.live.index import Index, Name, Object
from ststui.live.joining import join_family
from ststui.live.keys import owner_uids, selector_key, service_keys, set_keys
from ststui.live.lone import may_change_lone
from ststui.live.lost_nodes import LostNodes
from ststui.live.node_marks import same_marks
from ststui.live.role_changes import RoleChanges
from ststui.live.told import Told
from ststui.live.touch import Touch
from ststui.live.touched import Touched
from ststui.live.usages import Usages
from ststui.model import (
    Complaint,
    ControllerRevision,
    EndpointSlice,
    Event,
    Family,
    HorizontalPodAutoscaler,
    Node,
    PersistentVolume,
    PersistentVolumeClaim,
    Pod,
    PodDisruptionBudget,
    Readable,
    Service,
    StatefulSet,
)
from ststui.model.known_nodes import KnownNodes
from ststui.model.ordinal import split_ordinal
from ststui.model.role import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from ststui.model.dns import SetDns
    from ststui.model.usage import VolumeUsage


class SetKey(NamedTuple):
    """A set of one cluster."""

    context: str
    namespace: str
    name: str


class Store:
    """Indexes of all kinds, health per scope, and Families made when asked for."""

    def __init__(self, context: str) -> None:
        self.context = context
        self.server_version: str | None = None
        """Of the control plane, e.g. ``v1.36.3``; None until it was asked for, or if it is odd."""
        self.role_labels: tuple[str, ...] = ROLE_LABELS
        """Labels that tell a pod's role; the settings may name more."""
        self._claim_groups = ClaimGroups()
        self.sets: Index[StatefulSet] = Index(set_keys)
        self.pods: Index[Pod] = Index(owner_uids)
        self.claims: Index[PersistentVolumeClaim] = Index(self._claim_groups.of)
        self.services: Index[Service] = Index(service_keys)
        self.slices: Index[EndpointSlice] = Index(
            lambda each: (Name(each.metadata.namespace, each.service_name),)
        )
        self.revisions: Index[ControllerRevision] = Index(owner_uids)
        self.budgets: Index[PodDisruptionBudget] = Index(lambda each: (each.metadata.namespace,))
        self.autoscalers: Index[HorizontalPodAutoscaler] = Index(
            lambda each: (each.metadata.namespace,)
        )
        self.nodes: Index[Node] = Index()
        self.nodes_by_name: dict[str, Node] = {}
        self.lost_nodes = LostNodes()
        """When nodes went."""
        self.volumes: Index[PersistentVolume] = Index()
        self.events: Index[Event] = Index(lambda each: (each.involved_object.uid,))
        self.health: dict[Scope, Health] = {}
        self.version = 0
        """Rises with every change; a tick compares it to know whether there is anything to do."""
        self.lone_version = 0
        """Rises when what has no set may have changed."""
        self._told = Told()
        self._families: dict[Name, Family] = {}
        self.rests: dict[Name, bool] = {}
        """What a glance told of a set; forgotten as soon as anything of the set changes."""
        self._dns: dict[Name, SetDns] = {}
        self.roles = RoleChanges()
        """When pods got the role they have."""
        self.usages = Usages()
        """How full claims are."""
        self._readers: list[Touched] = []
        self._news: set[Name] = set()
        """Sets that changed and that no reader was told of yet."""
        self._indexes: dict[str, Index[Any]] = {
            "statefulsets": self.sets,
            "pods": self.pods,
            "persistentvolumeclaims": self.claims,
            "services": self.services,
            "endpointslices": self.slices,
            "controllerrevisions": self.revisions,
            "poddisruptionbudgets": self.budgets,
            "horizontalpodautoscalers": self.autoscalers,
            "nodes": self.nodes,
            "persistentvolumes": self.volumes,
            "events": self.events,
        }
        self._touch = Touch(self)
        self._changed = asyncio.Event()

    @property
    def known_nodes(self) -> KnownNodes:
        """The nodes; what is old does not tell that one is gone."""
        health = self.health_of("nodes", "")
        return KnownNodes(
            by_name=self.nodes_by_name,
            whole=health is not None and health.known and health.since is None,
            unclear={each.name for each in self.nodes.complaints},
        )

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
                self._told.forget(Name(item.metadata.namespace, item.metadata.name))
            if self._claim_groups.note(item):
                self._regroup_claims(item.metadata.namespace, item.metadata.name)
        if isinstance(item, Node):
            self.nodes_by_name[item.metadata.name] = item
        self._indexes[resource].put(item)
        self.version += 1
        if isinstance(item, Node) and isinstance(before, Node) and same_marks(item, before):
            return  # a heartbeat
        if before is not None:
            self._mark(self._touch.by(before))
        if before is not None or resource == "statefulsets" or self._adds(resource, item):
            # A list that arrives for the first time touches its Families when it is complete:
            # until then they hold nothing of it (a tenth of the time until the tree is complete).
            self._mark(self._touch.by(item))
        self.lone_version += may_change_lone(self, item, known_before=before is not None)

    def _adds(self, resource: str, item: Object) -> bool:
        """Whether an object that is new changes what is known of a set."""
        namespace = item.metadata.namespace
        health = self.health_of(resource, namespace)
        return health is None or health.known or self._told.some(resource, namespace)

    def drop(self, resource: str, name: Name) -> None:
        """Remove an object."""
        index = self._indexes[resource]
        before = index.get(*name)
        if before is None:
            if index.complaints.pop(name, None):
                self._mark_unclear(resource, name)
                self.version += 1
            return
        self._mark(self._touch.by(before))
        index.drop(name)
        if resource == "nodes":
            self.nodes_by_name.pop(name.name, None)
            for claim in self.usages.drop(name.name):
                self._mark(self._touch.by(self.claims.get(*claim)))
        if resource == "persistentvolumeclaims":
            self.usages.forget(name)
        self.version += 1
        self.lone_version += may_change_lone(self, before, known_before=False)
        if resource == "statefulsets":
            self._claim_groups.forget(name)
            self._regroup_claims(name.namespace, name.name)
            self._told.forget(name)
            self._families.pop(name, None)
            self.rests.pop(name, None)
            self._dns.pop(name, None)

    def set_dns(self, name: Name, dns: SetDns) -> None:
        """Keep what DNS says of a set; only what differs touches its Family."""
        before = self._dns.get(name)
        self._dns[name] = dns
        family = self._families.get(name)
        if family is not None:
            self._families[name] = replace(family, dns=Readable(dns))
        if before is None or not says_the_same(before, dns):
            self.version += 1
            self._news.add(name)

    def forget_dns(self, name: Name) -> None:
        """What DNS said of a set is no longer known to be true."""
        if self._dns.pop(name, None) is not None:
            self.version += 1
            self._mark((name,))

    def set_usage(self, node: str, said: Mapping[tuple[str, str], VolumeUsage] | Trouble) -> None:
        """Note what a node's kubelet said of volumes; only what is shown otherwise touches."""
        denied = self.usages.denied
        if isinstance(said, Trouble):
            changed = self.usages.drop(node)
            self.usages.why, self.usages.denied = said.text, said.kind == "denied"
        else:
            changed = self.usages.put(node, said)
            self.usages.why, self.usages.denied = "", False
        for name in changed:
            self._mark(self._touch.by(self.claims.get(*name)))
        if denied != self.usages.denied:
            self._mark(self.keys())
        self.version += bool(changed)

    def complain(self, complaint: Complaint) -> None:
        """Keep what could not be understood; the last good value of it is no longer true."""
        name = Name(complaint.namespace, complaint.name)
        self.drop(complaint.resource, name)
        self._indexes[complaint.resource].complaints[name] = complaint
        self._mark_unclear(complaint.resource, name)
        self.version += 1

    def _mark_unclear(self, resource: str, name: Name) -> None:
        """A pod that is not understood counts for the set of its name, whoever owns it.

        A node that is not understood is there, and one that is not there any more is gone.
        """
        if resource == "nodes":
            self._mark(self._touch.by_node(name.name))
        split = split_ordinal(name.name) if resource == "pods" else None
        if split is not None and self.sets.get(name.namespace, split[0]) is not None:
            self._mark((Name(name.namespace, split[0]),))

    def set_health(self, scope: Scope, health: Health) -> None:
        """Note how a scope does; a part that becomes readable or not touches all its Families."""
        before = self.health.get(scope, Health())
        self.health[scope] = health
        if before == health:
            return
        self.version += 1
        self.lone_version += scope.resource == "statefulsets"
        self._changed.set()
        if scope.resource == "nodes" and (before.since is None) != (health.since is None):
            # What is old does not tell that a node is gone, and what is new does.
            self._mark(self._touch.by_missing_nodes())
        if (before.known, before.state == "denied", before.why if not before.known else "") != (
            health.known,
            health.state == "denied",
            health.why if not health.known else "",
        ):
            # What was told of while the list was loading is not news when it is complete.
            new = before.state != "loading" or not health.known
            names = self.keys(scope.namespace)
            self._mark(each for each in names if new or not self._told.has(scope.resource, each))

    def tell(self, names: Iterable[Name]) -> None:
        """All that belongs to these sets is here, though the lists are still loading."""
        for name in names:
            self._told.add(name)
            self._mark((name,))
        self.version += 1

    def knows(self, resource: str, name: Name) -> bool:
        """Whether all of a kind that belongs to a set is here, fresh or stale."""
        health = self.health_of(resource, name.namespace)
        return health is not None and (
            health.known or (health.state == "loading" and self._told.has(resource, name))
        )

    async def wait_complete(self, resources: tuple[str, ...] = ()) -> None:
        """Wait until every scope of these resources, or of all, was listed or has failed once."""
        await self.wait_until(lambda: self._settled(resources))

    async def wait_until(self, holds: Callable[[], bool]) -> None:
        """Wait for something about the health of scopes."""
        while not holds():
            self._changed.clear()
            await self._changed.wait()

    def _settled(self, resources: tuple[str, ...]) -> bool:
        return all(
            health.complete or health.state in {"denied", "down"}
            for scope, health in self.health.items()
            if not resources or scope.resource in resources
        )

    def health_of(self, resource: str, namespace: str) -> Health | None:
        """The health of the scope that covers a namespace; None when nobody reads it."""
        found = self.health.get(Scope(resource, namespace))
        return found or self.health.get(Scope(resource, None))

    def keys(self, namespace: str | None = None) -> Iterator[Name]:
        """Names of all sets, or of those in a namespace."""
        if namespace is None:
            yield from self.sets.names()
        else:
            for each in self.sets.of(namespace):
                yield Name(namespace, each.metadata.name)

    def follow(self) -> Touched:
        """Begin to note the sets whose Family changes, for one reader; all there are come first."""
        reader = Touched(self.sets.names(), tell=self._tell)
        self._readers.append(reader)
        return reader

    def _tell(self) -> None:
        for reader in self._readers:
            reader.add(self._news)
        self._news.clear()

    def leave(self, reader: Touched) -> None:
        """Note nothing any more for a reader."""
        self._readers.remove(reader)

    def family(self, name: Name) -> Family | None:
        """The Family of a set; the same object until something of it changes."""
        found = self._families.get(name)
        if found is None:
            stateful_set = self.sets.get(*name)
            if stateful_set is None:
                return None
            found = join_family(self, stateful_set, dns=self._dns.get(name))
            self._families[name] = found
        return found

    def let_go(self, name: Name) -> None:
        """Keep no Family of a set that nobody looks at: a thousand of them are memory."""
        self._families.pop(name, None)

    def complaints(self) -> Iterator[Complaint]:
        """All objects that could not be understood."""
        for index in self._indexes.values():
            yield from index.complaints.values()

    def templates(self, namespace: str) -> Mapping[str, tuple[str, ...]]:
        """Claim templates by set name."""
        return self._claim_groups.templates(namespace)

    def sets_of_claim(self, claim: PersistentVolumeClaim) -> Iterator[Name]:
        """Names of the sets that a claim in the store belongs to."""
        name = Name(claim.metadata.namespace, claim.metadata.name)
        return (each for each in self.claims.keys_of(name) if type(each) is Name)

    def _regroup_claims(self, namespace: str, set_name: str) -> None:
        # Whose a claim is depends on which sets exist: names can be prefixes of one another.
        for claim in tuple(self.claims.of(MaybeOf(namespace, set_name))):
            self._mark(self.sets_of_claim(claim))
            self.claims.regroup(claim)
            self._mark(self.sets_of_claim(claim))

    def sets_of_service(self, service: Service) -> Iterator[StatefulSet]:
        """Sets that a service governs or selects."""
        namespace, name = service.metadata.namespace, service.metadata.name
        governed = {
            each.metadata.name: each for each in self.sets.of(("governed", namespace, name))
        }
        yield from governed.values()
        for key in selector_key(service):
            for each in self.sets.of(key):
                labels = each.spec.template.metadata.labels
                if each.metadata.name not in governed and service.selects(labels):
                    yield each

    def services_of(self, stateful_set: StatefulSet) -> list[Service]:
        """Services that govern or may select a set."""
        namespace = stateful_set.metadata.namespace
        governing = self.services.get(namespace, stateful_set.spec.service_name)
        found = [governing] if governing is not None else []
        for pair in stateful_set.spec.template.metadata.labels.items():
            candidates = self.services.of(("selects", namespace, *pair))
            found.extend(each for each in candidates if each is not governing)
        return found

    def _mark(self, names: Iterable[Name]) -> None:
        for name in names:
            self._families.pop(name, None)
            self.rests.pop(name, None)
            self._news.add(name)


def _same_pods(one: StatefulSet, other: StatefulSet) -> bool:
    """Whether two states of a set have or want pods of the same names and owner."""
    return (one.metadata.uid, one.ordinals) == (other.metadata.uid, other.ordinals)

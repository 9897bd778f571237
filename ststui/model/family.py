"""The Family: one StatefulSet joined with everything that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from ststui.model.ordinal import names_parent, natural, pod_name, split_ordinal
from ststui.model.readable import NOT_READ, Part, Readable, Unreadable
from ststui.model.role import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from ststui.model.budget import HorizontalPodAutoscaler, PodDisruptionBudget
    from ststui.model.claim import PersistentVolumeClaim
    from ststui.model.dns import SetDns
    from ststui.model.event import Event
    from ststui.model.node import Node
    from ststui.model.pod import Pod
    from ststui.model.revision import ControllerRevision
    from ststui.model.service import Service
    from ststui.model.slice import EndpointSlice
    from ststui.model.stateful_set import StatefulSet
    from ststui.model.usage import VolumeUsage
    from ststui.model.volume import PersistentVolume


def _no_pods() -> Mapping[int, Pod]:
    return MappingProxyType({})


def _no_claims() -> Mapping[int, tuple[PersistentVolumeClaim, ...]]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A set with its pods, claims, services and all else that a rule or plan may ask for.

    A part is ``Readable`` or ``Unreadable``; the maps beside ``pods`` and ``claims`` are empty when
    these could not be read, so ask the part before saying that something is missing.
    """

    context: str
    """The kubeconfig context it was read by."""
    set: StatefulSet
    pods: Part[tuple[Pod, ...]] = NOT_READ
    """Pods whose controller is this set (by uid), in natural order."""
    pods_by_ordinal: Mapping[int, Pod] = field(default_factory=_no_pods)
    """Owned pods whose name is of this set, in or outside the range."""
    strays: tuple[Pod, ...] = ()
    """Owned pods whose name is not of this set: the controller does not see them."""
    foreign_by_ordinal: Mapping[int, Pod] = field(default_factory=_no_pods)
    """Pods that hold the name of a wanted ordinal and are not owned by this set."""
    orphans_by_ordinal: Mapping[int, Pod] = field(default_factory=_no_pods)
    """Pods nobody owns that match name and selector, in or outside the range: the controller
    adopts them (ClaimObject, pkg/controller/controller_ref_manager.go, v1.36)."""
    claims: Part[tuple[PersistentVolumeClaim, ...]] = NOT_READ
    """Claims with the set's name pattern."""
    claims_by_ordinal: Mapping[int, tuple[PersistentVolumeClaim, ...]] = field(
        default_factory=_no_claims
    )
    """Claims by ordinal; exact name ``<template>-<set>-<ordinal>``."""
    services: Part[tuple[Service, ...]] = NOT_READ
    """The governing service and those that select the set's pods."""
    slices: Part[tuple[EndpointSlice, ...]] = NOT_READ
    """EndpointSlices of these services."""
    revisions: Part[tuple[ControllerRevision, ...]] = NOT_READ
    """ControllerRevisions of the set, oldest first."""
    budgets: Part[tuple[PodDisruptionBudget, ...]] = NOT_READ
    autoscalers: Part[tuple[HorizontalPodAutoscaler, ...]] = NOT_READ
    nodes: Part[Mapping[str, Node]] = NOT_READ
    """All nodes read so far, by name. What is watched is the store's own mapping, and goes on with
    it: a node's heartbeat makes no other Family."""
    volumes: Part[Mapping[str, PersistentVolume]] = NOT_READ
    """Volumes of the claims, by name."""
    events: Part[Mapping[str, tuple[Event, ...]]] = NOT_READ
    """Events by uid of the object they are about, oldest first."""
    role_labels: tuple[str, ...] = ROLE_LABELS
    """Labels that tell a pod's role, the first one that is there."""
    dns: Part[SetDns] = NOT_READ
    """What DNS says of the set's names; not read until DNS is asked."""
    usage: Part[Mapping[str, VolumeUsage]] = NOT_READ
    """How full claims are, by name of the claim, as far as kubelets were asked and answered."""

    @property
    def namespace(self) -> str:
        """The set's namespace."""
        return self.set.metadata.namespace

    @property
    def name(self) -> str:
        """The set's name."""
        return self.set.metadata.name

    def member(self, name: str) -> Pod | None:
        """The pod of that name, where it stands for one of the ordinals.

        An ordinal alone does not tell: a pod that the set owns may bear another's name.
        """
        split = split_ordinal(name)
        found = self.pods_by_ordinal.get(split[1]) if split else None
        return found if found is not None and found.metadata.name == name else None

    @property
    def condemned(self) -> tuple[int, ...]:
        """Ordinals of owned pods outside the range, highest first, as they are deleted."""
        wanted = self.set.ordinals
        return tuple(sorted((o for o in self.pods_by_ordinal if o not in wanted), reverse=True))

    @property
    def ghosts(self) -> tuple[int, ...]:
        """Ordinals that have claims, no pod, and are outside the range; ascending."""
        wanted = self.set.ordinals
        return tuple(
            sorted(
                o
                for o in self.claims_by_ordinal
                if o not in wanted and o not in self.pods_by_ordinal
            )
        )

    @property
    def governing(self) -> Service | None:
        """The service that ``serviceName`` names; None when it is not among those read."""
        if isinstance(self.services, Unreadable):
            return None
        for each in self.services.value:
            if each.metadata.name == self.set.spec.service_name:
                return each
        return None

    def claims_of(self, ordinal: int) -> Mapping[str, PersistentVolumeClaim]:
        """The claims of an ordinal by template name, current templates first.

        A claim whose template was removed (delete --cascade=orphan and re-create) is among them.
        """
        suffix = f"-{self.name}-{ordinal}"
        found = {
            each.metadata.name.removesuffix(suffix): each
            for each in self.claims_by_ordinal.get(ordinal, ())
        }
        return {
            name: found[name] for name in (*self.set.templates, *sorted(found)) if name in found
        }


def join(  # noqa: PLR0913 - one argument a kind
    stateful_set: StatefulSet,
    *,
    context: str,
    pods: Part[Iterable[Pod]] = NOT_READ,
    claims: Part[Iterable[PersistentVolumeClaim]] = NOT_READ,
    services: Part[Iterable[Service]] = NOT_READ,
    slices: Part[Iterable[EndpointSlice]] = NOT_READ,
    revisions: Part[Iterable[ControllerRevision]] = NOT_READ,
    budgets: Part[Iterable[PodDisruptionBudget]] = NOT_READ,
    autoscalers: Part[Iterable[HorizontalPodAutoscaler]] = NOT_READ,
    nodes: Part[Mapping[str, Node]] = NOT_READ,
    volumes: Part[Mapping[str, PersistentVolume]] = NOT_READ,
    events: Part[Mapping[str, tuple[Event, ...]]] = NOT_READ,
    dns: Part[SetDns] = NOT_READ,
    usage: Part[Mapping[str, VolumeUsage]] = NOT_READ,
    role_labels: tuple[str, ...] = ROLE_LABELS,
) -> Family:
    """Join a set with objects of its namespace that may belong to it.

    Pods are told apart by owner uid, never by label. Claims must be those that bear the set's name
    already (``using_sets`` decides between sets whose names are prefixes of one another);
    services, slices, revisions, budgets and autoscalers are filtered here.
    """
    uid = stateful_set.metadata.uid
    name = stateful_set.metadata.name
    owned: list[Pod] = []
    by_ordinal: dict[int, Pod] = {}
    strays: list[Pod] = []
    foreign: dict[int, Pod] = {}
    orphans: dict[int, Pod] = {}
    wanted = stateful_set.ordinals
    for pod in pods.value if isinstance(pods, Readable) else ():
        owner = pod.metadata.owner
        split = split_ordinal(pod.metadata.name)
        if owner is not None and owner.uid == uid:
            owned.append(pod)
            if split and split[0] == name:
                by_ordinal[split[1]] = pod
            elif not names_parent(pod.metadata.name, name):
                strays.append(pod)
            continue
        if split and split[1] in wanted and pod.metadata.name == pod_name(name, split[1]):
            foreign[split[1]] = pod
        if split and split[0] == name and _is_orphan(pod, stateful_set):
            orphans[split[1]] = pod
    owned.sort(key=lambda each: natural(each.metadata.name))
    kept = tuple(
        sorted(
            claims.value if isinstance(claims, Readable) else (),
            key=lambda each: natural(each.metadata.name),
        )
    )
    by_claim: dict[int, list[PersistentVolumeClaim]] = {}
    for claim in kept:
        split = split_ordinal(claim.metadata.name)
        if split:
            by_claim.setdefault(split[1], []).append(claim)
    related = _services(stateful_set, services)
    names = {each.metadata.name for each in related.value} if isinstance(related, Readable) else ()
    return Family(
        context=context,
        set=stateful_set,
        pods=Readable(tuple(owned)) if isinstance(pods, Readable) else pods,
        pods_by_ordinal=MappingProxyType(by_ordinal),
        strays=tuple(strays),
        foreign_by_ordinal=MappingProxyType(foreign),
        orphans_by_ordinal=MappingProxyType(orphans),
        claims=Readable(kept) if isinstance(claims, Readable) else claims,
        claims_by_ordinal=MappingProxyType({o: tuple(each) for o, each in by_claim.items()}),
        services=related,
        slices=Readable(tuple(each for each in slices.value if each.service_name in names))
        if isinstance(slices, Readable)
        else slices,
        revisions=_revisions(uid, revisions),
        budgets=_budgets(stateful_set, budgets, owned),
        autoscalers=_autoscalers(name, autoscalers),
        nodes=nodes,
        volumes=volumes,
        events=events,
        dns=dns,
        usage=usage,
        role_labels=role_labels,
    )


def budgets_of(
    stateful_set: StatefulSet, budgets: Iterable[PodDisruptionBudget], pods: Iterable[Pod]
) -> Iterator[PodDisruptionBudget]:
    """The budgets that select pods of a set, by its template or by what a pod has beside.

    Operators write a role on pods, and their budgets select by it.

    Args:
        stateful_set: the set.
        budgets: of its namespace.
        pods: its pods; none where they are not known.
    """
    labels = stateful_set.spec.template.metadata.labels
    own = [each.metadata.labels for each in pods]
    more = {key for each in own for key, value in each.items() if labels.get(key) != value}
    for budget in budgets:
        if budget.selects(labels) or (
            not more.isdisjoint(budget.keys) and any(budget.selects(each) for each in own)
        ):
            yield budget


def autoscalers_of(
    name: str, autoscalers: Iterable[HorizontalPodAutoscaler]
) -> Iterator[HorizontalPodAutoscaler]:
    """The autoscalers of the set of that name."""
    return (each for each in autoscalers if each.spec.scale_target_ref.is_set(name))


def _is_orphan(pod: Pod, stateful_set: StatefulSet) -> bool:
    return (
        pod.metadata.owner is None
        and not pod.terminating
        and stateful_set.spec.selector.matches(pod.metadata.labels)
    )


def _services(
    stateful_set: StatefulSet, services: Part[Iterable[Service]]
) -> Part[tuple[Service, ...]]:
    if isinstance(services, Unreadable):
        return services
    labels = stateful_set.spec.template.metadata.labels
    governing = stateful_set.spec.service_name
    mine = [e for e in services.value if e.metadata.name == governing or e.selects(labels)]
    mine.sort(key=lambda each: (each.metadata.name != governing, natural(each.metadata.name)))
    return Readable(tuple(mine))


def _revisions(
    uid: str, revisions: Part[Iterable[ControllerRevision]]
) -> Part[tuple[ControllerRevision, ...]]:
    if isinstance(revisions, Unreadable):
        return revisions
    mine = [e for e in revisions.value if e.metadata.owner and e.metadata.owner.uid == uid]
    return Readable(tuple(sorted(mine, key=lambda each: each.revision)))


def _budgets(
    stateful_set: StatefulSet, budgets: Part[Iterable[PodDisruptionBudget]], pods: Iterable[Pod]
) -> Part[tuple[PodDisruptionBudget, ...]]:
    if isinstance(budgets, Unreadable):
        return budgets
    return Readable(tuple(budgets_of(stateful_set, budgets.value, pods)))


def _autoscalers(
    name: str, autoscalers: Part[Iterable[HorizontalPodAutoscaler]]
) -> Part[tuple[HorizontalPodAutoscaler, ...]]:
    if isinstance(autoscalers, Unreadable):
        return autoscalers
    return Readable(tuple(autoscalers_of(name, autoscalers.value)))

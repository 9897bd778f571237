"""Which Families an object belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.live.claim_groups import sets_of_claim
from ststui.live.index import Name
from ststui.live.service_ties import sets_of_service
from ststui.model import (
    ControllerRevision,
    EndpointSlice,
    Event,
    HorizontalPodAutoscaler,
    Node,
    PersistentVolumeClaim,
    Pod,
    PodDisruptionBudget,
    Service,
    StatefulSet,
)
from ststui.model.family import budgets_of
from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.live.index import Object
    from ststui.live.store import Store


class Touch:
    """Answers by the store's indexes; events, nodes and volumes are looked at by who shows them."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def by(  # noqa: C901, PLR0912 - one case a kind
        self, item: Object | None
    ) -> Iterator[Name]:
        """Names of the sets whose Family holds this object, or would."""
        namespace = item.metadata.namespace if item is not None else ""
        match item:
            case StatefulSet():
                yield Name(namespace, item.metadata.name)
            case Pod():
                owner = tuple(self._owner(item))
                yield from owner
                split = split_ordinal(item.metadata.name)
                if split is None or (owner and owner[0].name == split[0]):
                    return
                if self._store.sets.get(namespace, split[0]):
                    yield Name(namespace, split[0])
            case ControllerRevision():
                yield from self._owner(item)
            case PersistentVolumeClaim():
                yield from sets_of_claim(self._store.claims, item)
            case Service():
                for each in sets_of_service(self._store, item):
                    yield Name(namespace, each.metadata.name)
            case EndpointSlice():
                service = self._store.services.get(namespace, item.service_name)
                if service is not None:
                    for each in sets_of_service(self._store, service):
                        yield Name(namespace, each.metadata.name)
            case HorizontalPodAutoscaler():
                yield Name(namespace, item.spec.scale_target_ref.name)
            case PodDisruptionBudget():
                for each in self._store.sets.of(namespace):
                    pods = self._store.pods.of(each.metadata.uid)
                    if any(budgets_of(each, (item,), pods)):
                        yield Name(namespace, each.metadata.name)
            case Event():
                if item.involved_object.kind == "StatefulSet":
                    yield Name(namespace, item.involved_object.name)
            case Node():
                yield from self.by_node(item.metadata.name)
            case _:
                return

    def by_node(self, name: str) -> Iterator[Name]:
        """Names of the sets that have pods on a node."""
        for pod in self._store.pods:
            if pod.spec.node_name == name:
                yield from self._owner(pod)

    def by_missing_nodes(self) -> Iterator[Name]:
        """Names of the sets that have pods on nodes which are not among those that are known."""
        there = self._store.nodes.by_name
        for pod in self._store.pods:
            if pod.spec.node_name and pod.spec.node_name not in there:
                yield from self._owner(pod)

    def by_unclear(self, resource: str, name: Name) -> Iterator[Name]:
        """Names of the sets whose Family would hold an object that is not understood.

        A pod counts for the set of its name, whoever owns it. A node that is not understood is
        there, and one that is not there any more is gone.
        """
        if resource == "nodes":
            yield from self.by_node(name.name)
        split = split_ordinal(name.name) if resource == "pods" else None
        if split is not None and self._store.sets.get(name.namespace, split[0]) is not None:
            yield Name(name.namespace, split[0])

    def _owner(self, item: Pod | ControllerRevision) -> Iterator[Name]:
        owner = item.metadata.owner
        if owner is not None and owner.kind == "StatefulSet":
            yield Name(item.metadata.namespace, owner.name)

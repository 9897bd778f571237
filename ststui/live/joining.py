"""The Family of a set, from what is in the store."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, TypeVar

from ststui.live.index import Name
from ststui.live.service_ties import services_of
from ststui.live.unclear import unclear
from ststui.model import Readable, Unreadable
from ststui.model.family import join
from ststui.model.ordinal import pod_name, split_ordinal
from ststui.model.readable import LOADING, NOT_READ

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.live.store import Store
    from ststui.model import EndpointSlice, Event, Family, Pod, Service, StatefulSet
    from ststui.model.dns import SetDns
    from ststui.model.readable import Part

T = TypeVar("T")


def join_family(store: Store, stateful_set: StatefulSet, *, dns: SetDns | None) -> Family:
    """Join a set with everything in the store that belongs to it.

    Args:
        store: what is watched.
        stateful_set: the set.
        dns: what DNS says of its names; None before it was asked.
    """
    namespace, name = stateful_set.metadata.namespace, stateful_set.metadata.name
    uid = stateful_set.metadata.uid
    part = partial(_part, store, Name(namespace, name))
    services = services_of(store, stateful_set)
    claims = tuple(store.claims.of(Name(namespace, name)))
    usage = store.usages.of(namespace, (each.metadata.name for each in claims))
    return join(
        stateful_set,
        context=store.context,
        pods=part("pods", _pods_of(store, stateful_set)),
        claims=part("persistentvolumeclaims", claims),
        services=part("services", services),
        slices=part("endpointslices", _slices_of(store, services)),
        revisions=part("controllerrevisions", store.revisions.of(uid)),
        budgets=part("poddisruptionbudgets", store.budgets.of(namespace)),
        autoscalers=part("horizontalpodautoscalers", store.autoscalers.of(namespace)),
        nodes=part("nodes", store.nodes.by_name),
        events=part("events", {uid: _events_of(store, uid)}),
        dns=NOT_READ if dns is None else Readable(dns),
        usage=Readable(usage) if usage or not store.usages.why else Unreadable(store.usages.why),
        role_labels=store.role_labels,
    )


def _pods_of(store: Store, stateful_set: StatefulSet) -> Iterator[Pod]:
    namespace, name = stateful_set.metadata.namespace, stateful_set.metadata.name
    yield from store.pods.of(stateful_set.metadata.uid)
    # What nobody owns is taken over by its name and labels, whether the ordinal is wanted or not.
    for loose in store.pods.of(None):
        split = split_ordinal(loose.metadata.name)
        if loose.metadata.namespace == namespace and split is not None and split[0] == name:
            yield loose
    for ordinal in stateful_set.ordinals:
        pod = store.pods.get(namespace, pod_name(name, ordinal))
        owner = pod.metadata.owner if pod is not None else None
        if pod is not None and owner is not None and owner.uid != stateful_set.metadata.uid:
            yield pod


def _events_of(store: Store, uid: str) -> tuple[Event, ...]:
    found = store.events.of(uid)
    return tuple(sorted(found, key=lambda e: e.at.timestamp() if e.at else 0.0))


def _slices_of(store: Store, services: Iterable[Service]) -> Iterator[EndpointSlice]:
    for each in services:
        yield from store.slices.of(Name(each.metadata.namespace, each.metadata.name))


def _odd_pod(store: Store, name: Name) -> Unreadable | None:
    """A pod of the set's names that could not be understood: it is not absent."""
    for (namespace, pod), complaint in store.pods.complaints.items():
        split = split_ordinal(pod)
        if namespace == name.namespace and split is not None and split[0] == name.name:
            return unclear(complaint)
    return None


def _part(store: Store, name: Name, resource: str, value: T) -> Part[T]:
    if store.healths.knows(resource, name):
        odd = _odd_pod(store, name) if resource == "pods" else None
        return Readable(value) if odd is None else odd
    health = store.healths.of(resource, name.namespace)
    return NOT_READ if health is None else Unreadable(why=health.why or LOADING)

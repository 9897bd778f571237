"""What a rule is about: one object of a Family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ststui.model.ordinal import pod_name, split_ordinal
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import Node, PersistentVolumeClaim, Pod, Service

MOST_MISSING = 1_000
"""Ordinals looked at: a set of a million replicas costs no more than this."""

About = Literal["set", "pod", "ordinal", "claim", "service", "node"]
"""set: once. pod: each pod the set owns. ordinal: each wanted ordinal without an owned pod. claim:
each claim of the set, ghosts too. service: the governing service and those that select the pods.
node: each node that a pod of the set is on."""


SUBJECT_NEEDS: dict[About, Need] = {
    "pod": "pods",
    "ordinal": "pods",
    "node": "pods",
    "claim": "persistentvolumeclaims",
    "service": "services",
}
"""Without these there are no objects of a sort to ask about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One object."""

    kind: str
    """Kubernetes' kind."""
    namespace: str
    """Empty for cluster-scoped kinds."""
    name: str
    uid: str = ""
    """Empty for a pod that does not exist."""
    ordinal: int | None = None
    """None for what does not belong to one ordinal."""
    pod: Pod | None = None
    claim: PersistentVolumeClaim | None = None
    """The claim itself, where the subject is one."""
    service: Service | None = None
    node: Node | None = None


def subjects(seen: Seen, about: About) -> Iterator[Subject]:
    """All objects of a Family that rules of a sort are about."""
    match about:
        case "set":
            yield _set(seen)
        case "pod":
            for pod in seen.pods:
                yield pod_subject(pod)
        case "ordinal":
            if isinstance(seen.family.pods, Readable):
                yield from _missing(seen)
        case "claim":
            for claim in seen.claims:
                yield _claim(seen, claim)
        case "service":
            for service in seen.services:
                yield Subject(
                    kind="Service",
                    namespace=service.metadata.namespace,
                    name=service.metadata.name,
                    uid=service.metadata.uid,
                    service=service,
                )
        case "node":
            yield from _nodes(seen)


def pod_subject(pod: Pod) -> Subject:
    """A pod as a subject."""
    split = split_ordinal(pod.metadata.name)
    return Subject(
        kind="Pod",
        namespace=pod.metadata.namespace,
        name=pod.metadata.name,
        uid=pod.metadata.uid,
        ordinal=split[1] if split else None,
        pod=pod,
    )


def _set(seen: Seen) -> Subject:
    metadata = seen.set.metadata
    return Subject(
        kind="StatefulSet", namespace=metadata.namespace, name=metadata.name, uid=metadata.uid
    )


def _missing(seen: Seen) -> Iterator[Subject]:
    family = seen.family
    for ordinal in family.set.ordinals[:MOST_MISSING]:
        if ordinal not in family.pods_by_ordinal:
            yield Subject(
                kind="Pod",
                namespace=family.namespace,
                name=pod_name(family.name, ordinal),
                ordinal=ordinal,
            )


def _claim(seen: Seen, claim: PersistentVolumeClaim) -> Subject:
    split = split_ordinal(claim.metadata.name)
    ordinal = split[1] if split else None
    return Subject(
        kind="PersistentVolumeClaim",
        namespace=claim.metadata.namespace,
        name=claim.metadata.name,
        uid=claim.metadata.uid,
        ordinal=ordinal,
        pod=None if ordinal is None else seen.family.pods_by_ordinal.get(ordinal),
        claim=claim,
    )


def _nodes(seen: Seen) -> Iterator[Subject]:
    for name in dict.fromkeys(pod.spec.node_name for pod in seen.pods if pod.spec.node_name):
        node = seen.node(name)
        yield Subject(
            kind="Node",
            namespace="",
            name=name,
            uid=node.metadata.uid if node else "",
            node=node,
        )

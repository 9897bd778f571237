"""Claims and volumes as the scheduler sees them: bound, bindable, or in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import (
    annotations_of,
    at,
    is_deleting,
    labels_of,
    name_of,
    namespace_of,
)
from ststui.demo.registry.quantities import amount
from ststui.demo.selectors import matches_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.demo.fields import Json
    from ststui.demo.store import Store

SELECTED_NODE = "volume.kubernetes.io/selected-node"
"""Where the scheduler wants a volume to be made."""
NO_PROVISIONER = "kubernetes.io/no-provisioner"
"""Volumes of such a class are made by hand."""


def claim_names(pod: Json) -> list[str]:
    """The claims a pod's volumes name."""
    return [
        item["persistentVolumeClaim"]["claimName"]
        for item in at(pod, "spec", "volumes", default=())
        if "persistentVolumeClaim" in item
    ]


def waits_for_consumer(store: Store, claim: Json) -> bool:
    """Whether a claim's class binds only once a pod was placed."""
    held = store.get(kinds.CLASSES, "", str(at(claim, "spec", "storageClassName")))
    return held is not None and held.get("volumeBindingMode") == "WaitForFirstConsumer"


def prefilter_reason(store: Store, pod: Json) -> str:
    """Why no node at all can take the pod: what its claims lack; empty if nothing."""
    unbound = False
    for name in claim_names(pod):
        claim = store.get(kinds.CLAIMS, namespace_of(pod), name)
        if claim is None:
            return f'persistentvolumeclaim "{name}" not found'
        if is_deleting(claim):
            return f'persistentvolumeclaim "{name}" is being deleted'
        volume = at(claim, "spec", "volumeName")
        if at(claim, "status", "phase") == "Lost":
            return (
                f'persistentvolumeclaim "{name}" bound to non-existent persistentvolume "{volume}"'
            )
        if not volume and not waits_for_consumer(store, claim):
            unbound = True
    return "pod has unbound immediate PersistentVolumeClaims" if unbound else ""


def fits_node(volume: Json, node: Json) -> bool:
    """Whether a volume's node affinity allows a node."""
    terms = at(volume, "spec", "nodeAffinity", "required", "nodeSelectorTerms")
    return terms is None or any(matches_selector(labels_of(node), term) for term in terms)


def candidates(store: Store, claim: Json, node: Json | None = None) -> Iterator[Json]:
    """Available volumes that would do for a claim, the smallest first."""
    wanted = amount(at(claim, "spec", "resources", "requests", "storage", default="0"))
    modes = set(at(claim, "spec", "accessModes", default=()))
    found = [
        item
        for item in store.each(kinds.VOLUMES)
        if at(item, "status", "phase") in ("Available", "Pending")
        and not is_deleting(item)
        and at(item, "spec", "storageClassName", default="")
        == at(claim, "spec", "storageClassName", default="")
        and modes <= set(at(item, "spec", "accessModes", default=()))
        and amount(at(item, "spec", "capacity", "storage", default="0")) >= wanted
        and _is_free(item, claim)
        and (node is None or fits_node(item, node))
    ]
    yield from sorted(found, key=lambda item: amount(at(item, "spec", "capacity", "storage")))


def _is_free(volume: Json, claim: Json) -> bool:
    reference = at(volume, "spec", "claimRef")
    return reference is None or (reference.get("namespace"), reference.get("name")) == (
        namespace_of(claim),
        name_of(claim),
    )


def volume_reason(store: Store, pod: Json, node: Json) -> tuple[str, bool]:
    """Why a pod's claims keep it from a node.

    Args:
        store: Claims, volumes and classes.
        pod: The pod to place.
        node: The node.

    Returns:
        The reason, empty if there is none, and whether removing pods would not help.
    """
    for name in claim_names(pod):
        claim = store.get(kinds.CLAIMS, namespace_of(pod), name)
        if claim is None:
            continue
        if "ReadWriteOncePod" in at(claim, "spec", "accessModes", default=()) and _in_use(
            store, pod, name
        ):
            return (
                "node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access "
                "mode already in-use by another pod"
            ), False
        volume = store.get(kinds.VOLUMES, "", str(at(claim, "spec", "volumeName")))
        if volume is not None:
            if not fits_node(volume, node):
                return "node(s) didn't match PersistentVolume's node affinity", True
        elif _needs_static(store, claim) and not any(candidates(store, claim, node)):
            return "node(s) didn't find available persistent volumes to bind", True
        else:
            chosen = annotations_of(claim).get(SELECTED_NODE)
            if chosen is not None and chosen != name_of(node):
                return "node(s) didn't match PersistentVolume's node affinity", True
    return "", False


def _needs_static(store: Store, claim: Json) -> bool:
    held = store.get(kinds.CLASSES, "", str(at(claim, "spec", "storageClassName")))
    return held is not None and held.get("provisioner") == NO_PROVISIONER


def _in_use(store: Store, pod: Json, name: str) -> bool:
    return any(
        name in claim_names(other) and at(other, "spec", "nodeName")
        for other in store.each(kinds.PODS, namespace_of(pod))
        if name_of(other) != name_of(pod)
    )

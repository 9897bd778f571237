"""What happens to an object before it is stored: defaults, generation, and whose part is whose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import at, is_deleting, stamp
from ststui.demo.registry.claim_defaults import claim_defaults, claim_spec_defaults, volume_defaults
from ststui.demo.registry.pod_defaults import pod_defaults
from ststui.demo.registry.service_defaults import service_defaults
from ststui.demo.registry.stateful_set_defaults import drop_max_unavailable, stateful_set_defaults

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind
    from ststui.demo.store import Store

_GENERATION = {
    kinds.STATEFUL_SETS,
    kinds.DEPLOYMENTS,
    kinds.BUDGETS,
    kinds.PODS,
    kinds.NETWORK_POLICIES,
    kinds.SLICES,
}
_KEPT_METADATA = (
    "uid",
    "creationTimestamp",
    "generation",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "managedFields",
)


def before_create(kind: Kind, obj: Json, store: Store, now: datetime) -> Json:
    """A new object, filled in; the given one is changed.

    Args:
        kind: What it is.
        obj: As sent.
        store: The other objects (classes, addresses).
        now: The cluster's moment.

    Returns:
        The object to store, but for its uid.
    """
    metadata = obj.setdefault("metadata", {})
    for key in ("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink", "managedFields"):
        metadata.pop(key, None)
    metadata["creationTimestamp"] = stamp(now)
    if kind in _GENERATION:
        metadata["generation"] = 1
    if kind is kinds.STATEFUL_SETS:
        obj = stateful_set_defaults(obj)
        drop_max_unavailable(obj, None)
        obj["status"] = {"replicas": 0, "availableReplicas": 0}
    elif kind is kinds.PODS:
        obj = pod_defaults(obj)
        obj["status"] = {"phase": "Pending", "qosClass": _quality(obj)}
    elif kind is kinds.CLAIMS:
        obj = claim_defaults(obj, store)
    elif kind is kinds.VOLUMES:
        obj = volume_defaults(obj)
    elif kind is kinds.SERVICES:
        obj = service_defaults(obj, store)
    else:
        _others(kind, obj)
    return obj


def _others(kind: Kind, obj: Json) -> None:
    if kind is kinds.NAMESPACES:
        labels = obj["metadata"].setdefault("labels", {})
        labels["kubernetes.io/metadata.name"] = obj["metadata"].get("name", "")
        obj.setdefault("spec", {})["finalizers"] = ["kubernetes"]
        obj["status"] = {"phase": "Active"}
    elif kind is kinds.CLASSES:
        obj.setdefault("reclaimPolicy", "Delete")
        obj.setdefault("volumeBindingMode", "Immediate")
    elif kind is kinds.AUTOSCALERS:
        obj.setdefault("spec", {}).setdefault("minReplicas", 1)
        obj.setdefault("status", {})
    elif kind is kinds.BUDGETS:
        obj["status"] = {
            "currentHealthy": 0,
            "desiredHealthy": 0,
            "disruptionsAllowed": 0,
            "expectedPods": 0,
        }


def _quality(pod: Json) -> str:
    containers = at(pod, "spec", "containers", default=[])
    parts = [container.get("resources", {}) for container in containers]
    if not any(part.get("requests") or part.get("limits") for part in parts):
        return "BestEffort"
    same = all(
        part.get("limits")
        and {"cpu", "memory"} <= part["limits"].keys()
        # requests are filled from the limits before
        and part.get("requests") == part["limits"]
        for part in parts
    )
    return "Guaranteed" if same else "Burstable"


def before_update(kind: Kind, obj: Json, old: Json, store: Store) -> Json:
    """A changed object, filled in; the given one is changed.

    The status, which has a path of its own, stays as it was.

    Args:
        kind: What it is.
        obj: As sent.
        old: As stored.
        store: The other objects.

    Returns:
        The object to store.
    """
    _keep_metadata(obj, old)
    if "status" in kind.subresources:
        obj.pop("status", None)
        if "status" in old:
            obj["status"] = old["status"]
    if kind is kinds.STATEFUL_SETS:
        obj = stateful_set_defaults(obj)
        drop_max_unavailable(obj, old)
    elif kind is kinds.SERVICES:
        obj = service_defaults(obj, store, old)
    elif kind is kinds.CLAIMS:
        claim_spec_defaults(obj.setdefault("spec", {}))
    if kind in _GENERATION and obj.get("spec") != old.get("spec"):
        obj["metadata"]["generation"] = at(old, "metadata", "generation", default=0) + 1
    return obj


def before_status_update(kind: Kind, obj: Json, old: Json) -> Json:
    """The stored object with the sent one's status (and, for its owner, its metadata lists).

    Args:
        kind: What it is.
        obj: As sent.
        old: As stored.

    Returns:
        The object to store.
    """
    _ = kind
    return {**old, "status": obj.get("status", {})}


def _keep_metadata(obj: Json, old: Json) -> None:
    metadata, before = obj.setdefault("metadata", {}), old["metadata"]
    for key in _KEPT_METADATA:
        metadata.pop(key, None)
        if key in before:
            metadata[key] = before[key]
    if is_deleting(old):
        kept = set(before.get("finalizers", ()))
        metadata["finalizers"] = [name for name in metadata.get("finalizers", ()) if name in kept]
    for key in ("finalizers", "labels", "annotations", "ownerReferences"):
        if key in metadata and not metadata[key]:
            del metadata[key]

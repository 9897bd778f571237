"""Strings and values that thousands of objects have in common are kept once.

Memory is strings: the pods of a revision repeat the same labels, containers, conditions and
owners. Sharing them is what lets 10,000 pods fit (measured in tests/speed).
"""

from __future__ import annotations

from sys import intern
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import force_setattr as put

from ststui.model import Metadata, PersistentVolumeClaim, Pod

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.model.claim import ClaimSpec, ClaimStatus
    from ststui.model.metadata import Condition
    from ststui.model.pod import ContainerStatus, PodSpec

T = TypeVar("T")

MAX_POOL = 20_000
"""Values kept for sharing before the pool starts anew: a bound, not a tuning knob."""

_pool: dict[Any, Any] = {}
_same_as: Callable[[object, Any], Any] = _pool.setdefault


def _same(value: T) -> T:
    return _same_as(value, value)  # type: ignore[no-any-return]


def share(found: T) -> T:
    """Replace parts of a freshly decoded object by equal ones seen before; returns it."""
    if len(_pool) > MAX_POOL:
        _pool.clear()
    if isinstance(found, Pod):
        _metadata(found.metadata)
        _pod_spec(found.spec)
        for each in found.status.conditions:
            _condition(each)
        for status in (*found.status.container_statuses, *found.status.init_container_statuses):
            _container_status(status)
        put(found.status, "phase", intern(found.status.phase))
        put(found.status, "host_ip", intern(found.status.host_ip))
    elif isinstance(found, PersistentVolumeClaim):
        _metadata(found.metadata)
        _claim(found.spec, found.status)
        if not found.is_to_grow:
            put(found.metadata, "managed_fields", ())
    return found


def _metadata(metadata: Metadata) -> None:
    put(metadata, "namespace", intern(metadata.namespace))
    if metadata.labels:
        put(metadata, "labels", {intern(k): intern(v) for k, v in metadata.labels.items()})
    if metadata.annotations is not None:
        put(metadata, "annotations", _same(metadata.annotations))
    if metadata.owner_references:
        put(metadata, "owner_references", tuple(map(_same, metadata.owner_references)))
    if metadata.finalizers:
        put(metadata, "finalizers", _same(metadata.finalizers))


def _pod_spec(spec: PodSpec) -> None:
    put(spec, "containers", _same(spec.containers))
    put(spec, "init_containers", _same(spec.init_containers))
    put(spec, "resources", _same(spec.resources))
    put(spec, "overhead", _same_as(("overhead", *spec.overhead.items()), spec.overhead))
    put(spec, "node_name", intern(spec.node_name))
    put(spec, "subdomain", intern(spec.subdomain))
    put(spec, "scheduler_name", intern(spec.scheduler_name))
    # Only volumes with a claim are in use.
    used = (v for v in spec.volumes if v.persistent_volume_claim or v.ephemeral)
    put(spec, "volumes", tuple(used))
    put(spec, "tolerations", _same(spec.tolerations))
    # The set's template has these, and thousands of pods need not.
    put(spec, "affinity", None)
    put(spec, "topology_spread_constraints", ())
    put(spec, "node_selector", {})


def _condition(condition: Condition) -> None:
    put(condition, "type", intern(condition.type))
    put(condition, "status", intern(condition.status))
    if condition.reason:
        put(condition, "reason", _same(condition.reason))
    if condition.message:
        # Not interned: messages vary without end, and CPython 3.12 never frees an interned string.
        put(condition, "message", _same(condition.message))


def _container_status(status: ContainerStatus) -> None:
    put(status, "name", intern(status.name))
    put(status, "image", intern(status.image))


def _claim(spec: ClaimSpec, status: ClaimStatus) -> None:
    requests = ("requests", *spec.resources.requests.items())
    put(spec, "resources", _same_as(requests, spec.resources))
    if spec.storage_class_name:
        put(spec, "storage_class_name", intern(spec.storage_class_name))
    put(spec, "access_modes", _same(spec.access_modes))
    put(status, "phase", intern(status.phase))
    put(status, "capacity", {intern(k): intern(v) for k, v in status.capacity.items()})

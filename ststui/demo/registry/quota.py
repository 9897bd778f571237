"""ResourceQuota and LimitRange: what a namespace may still have."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal
from ststui.demo.fields import at, name_of, namespace_of
from ststui.demo.registry.quantities import amount, written

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind
    from ststui.demo.store import Store

_COMPUTE = {
    "cpu": ("requests", "cpu"),
    "memory": ("requests", "memory"),
    "requests.cpu": ("requests", "cpu"),
    "requests.memory": ("requests", "memory"),
    "limits.cpu": ("limits", "cpu"),
    "limits.memory": ("limits", "memory"),
}


def usage(kind: Kind, obj: Json) -> dict[str, Decimal]:
    """What one object counts for, by the resource names of a quota.

    Args:
        kind: What the object is.
        obj: The object.

    Returns:
        Amounts in base units.
    """
    used = {f"count/{kind.qualified}": Decimal(1)}
    if kind in (kinds.PODS, kinds.CLAIMS, kinds.SERVICES):
        used[kind.plural] = Decimal(1)
    if kind is kinds.CLAIMS:
        size = amount(at(obj, "spec", "resources", "requests", "storage", default="0"))
        used["requests.storage"] = size
        name = at(obj, "spec", "storageClassName")
        if name:
            prefix = f"{name}.storageclass.storage.k8s.io"
            used[f"{prefix}/requests.storage"] = size
            used[f"{prefix}/persistentvolumeclaims"] = Decimal(1)
    if kind is kinds.PODS:
        for resource, (part, unit) in _COMPUTE.items():
            used[resource] = sum(
                (
                    amount(at(container, "resources", part, unit, default="0"))
                    for container in at(obj, "spec", "containers", default=())
                ),
                Decimal(0),
            )
    return used


def used_in(store: Store, namespace: str, resources: set[str]) -> dict[str, Decimal]:
    """What a namespace's objects count for together.

    Args:
        store: The objects.
        namespace: Where.
        resources: The quota's resource names.

    Returns:
        Amounts in base units, one for each name.
    """
    totals = dict.fromkeys(resources, Decimal(0))
    for kind in kinds.KINDS:
        if not kind.namespaced or kind is kinds.EVENTS:
            continue
        for obj in store.each(kind, namespace):
            if kind is kinds.PODS and at(obj, "status", "phase") in ("Succeeded", "Failed"):
                continue
            for resource, value in usage(kind, obj).items():
                if resource in totals:
                    totals[resource] += value
    return totals


def _text(name: str, value: Decimal) -> str:
    return written(value, binary="memory" in name or "storage" in name)


def check_quota(store: Store, kind: Kind, obj: Json) -> None:
    """Refuse a new object the namespace has no room for.

    Raises:
        RefusedError: 403 with the sentence of the real admission.
    """
    if kind is kinds.EVENTS:
        return
    for quota in store.each(kinds.QUOTAS, namespace_of(obj)):
        hard: dict[str, str] = at(quota, "spec", "hard", default={})
        asked = {name: value for name, value in usage(kind, obj).items() if name in hard}
        if not asked:
            continue
        _must_specify(quota, kind, obj, asked)
        used = used_in(store, namespace_of(obj), set(asked))
        over = sorted(
            name for name, value in asked.items() if used[name] + value > amount(hard[name])
        )
        if over:
            parts = (
                ",".join(f"{name}={_text(name, asked[name])}" for name in over),
                ",".join(f"{name}={_text(name, used[name])}" for name in over),
                ",".join(f"{name}={hard[name]}" for name in over),
            )
            raise refusal.forbidden(
                kind,
                name_of(obj),
                f"exceeded quota: {name_of(quota)}, requested: {parts[0]}, used: {parts[1]}, "
                f"limited: {parts[2]}",
            )


def _must_specify(quota: Json, kind: Kind, obj: Json, asked: dict[str, Decimal]) -> None:
    if kind is not kinds.PODS:
        return
    for name in sorted(asked.keys() & _COMPUTE.keys()):
        part, unit = _COMPUTE[name]
        missing = [
            str(container["name"])
            for container in at(obj, "spec", "containers", default=())
            if at(container, "resources", part, unit) is None
        ]
        if missing:
            raise refusal.forbidden(
                kind,
                name_of(obj),
                f"failed quota: {name_of(quota)}: must specify {name} for: {','.join(missing)}",
            )

"""Admission: accounts, priority classes and limit ranges that refuse a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal
from ststui.demo.fields import at, name_of, namespace_of
from ststui.demo.registry.quantities import amount

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind
    from ststui.demo.store import Store

_BUILT_IN_PRIORITIES = {"system-cluster-critical", "system-node-critical"}


def check_admission(store: Store, kind: Kind, obj: Json) -> None:
    """Refuse a pod its namespace does not allow.

    Raises:
        RefusedError: 403 with the sentence of the real admission plugin.
    """
    if kind is not kinds.PODS:
        return
    namespace, name = namespace_of(obj), name_of(obj)
    account = at(obj, "spec", "serviceAccountName", default="default")
    if account != "default" and store.get(kinds.SERVICE_ACCOUNTS, namespace, account) is None:
        raise refusal.forbidden(
            kind,
            name,
            f"error looking up service account {namespace}/{account}: "
            f'serviceaccount "{account}" not found',
        )
    priority = at(obj, "spec", "priorityClassName")
    known = priority in _BUILT_IN_PRIORITIES
    if priority and not known and store.get(kinds.PRIORITY_CLASSES, "", priority) is None:
        raise refusal.forbidden(kind, name, f"no PriorityClass with name {priority} was found")
    for item in store.each(kinds.LIMIT_RANGES, namespace):
        for limit in at(item, "spec", "limits", default=()):
            if limit.get("type") == "Container":
                _check_maximum(kind, obj, limit.get("max", {}))


def _check_maximum(kind: Kind, obj: Json, maximum: dict[str, str]) -> None:
    for unit, most in maximum.items():
        for container in at(obj, "spec", "containers", default=()):
            asked = at(container, "resources", "limits", unit)
            if asked is not None and amount(asked) > amount(most):
                raise refusal.forbidden(
                    kind,
                    name_of(obj),
                    f"maximum {unit} usage per Container is {most}, but limit is {asked}",
                )

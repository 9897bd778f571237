"""PodDisruptionBudgets: how many pods may leave."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import (
    at,
    controller_of,
    is_deleting,
    is_ready,
    labels_of,
    name_of,
    namespace_of,
    stamp,
)
from ststui.demo.selectors import matches_selector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change


class Budgets:
    """Keeps the status of every budget."""

    name = "disruption-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def keys(self, change: Change) -> Iterable[Key]:
        """Budgets a change of a budget, pod or set concerns."""
        if change.kind is kinds.BUDGETS:
            return ((namespace_of(change.new), name_of(change.new)),)
        if change.kind in (kinds.PODS, kinds.STATEFUL_SETS):
            space = namespace_of(change.new)
            return tuple(
                (space, name_of(item)) for item in self._cluster.store.each(kinds.BUDGETS, space)
            )
        return ()

    def sync(self, key: Key) -> None:
        """Count one budget's pods."""
        store = self._cluster.store
        budget = store.get(kinds.BUDGETS, *key)
        if budget is None:
            return
        selector = at(budget, "spec", "selector")
        pods = [
            pod
            for pod in store.each(kinds.PODS, key[0])
            if matches_selector(labels_of(pod), selector)
        ]
        expected = self._expected(key[0], pods)
        healthy = sum(1 for pod in pods if is_ready(pod) and not is_deleting(pod))
        desired = _desired(budget["spec"], expected)
        allowed = max(0, healthy - desired) if expected else 0
        reason = "SufficientPods" if allowed else "InsufficientPods"
        old = {item["type"]: item for item in at(budget, "status", "conditions", default=())}
        before = old.get("DisruptionAllowed", {})
        state = "True" if allowed else "False"
        same = before.get("status") == state
        status: Json = {
            "currentHealthy": healthy,
            "desiredHealthy": desired,
            "disruptionsAllowed": allowed,
            "expectedPods": expected,
            "observedGeneration": at(budget, "metadata", "generation", default=1),
            "conditions": [
                {
                    "type": "DisruptionAllowed",
                    "status": state,
                    "reason": reason,
                    "message": "",
                    "observedGeneration": at(budget, "metadata", "generation", default=1),
                    "lastTransitionTime": before["lastTransitionTime"]
                    if same
                    else stamp(self._cluster.now()),
                }
            ],
        }
        self._cluster.registry.set_status(kinds.BUDGETS, budget, status)

    def _expected(self, namespace: str, pods: list[Json]) -> int:
        """The replicas the pods' owners want, as the disruption controller counts them."""
        expected, owners = 0, set()
        for pod in pods:
            owner = controller_of(pod)
            if owner is None or owner["kind"] != "StatefulSet":
                expected += 1
            elif owner["uid"] not in owners:
                owners.add(owner["uid"])
                held = self._cluster.store.get(kinds.STATEFUL_SETS, namespace, owner["name"])
                expected += at(held, "spec", "replicas", default=0)
        return expected


def _scaled(value: int | str, whole: int) -> int:
    if isinstance(value, str) and value.endswith("%"):
        return ceil(int(value[:-1]) * whole / 100)
    return int(value)


def _desired(spec: Json, expected: int) -> int:
    if spec.get("minAvailable") is not None:
        return _scaled(spec["minAvailable"], expected)
    if spec.get("maxUnavailable") is not None:
        return max(0, expected - _scaled(spec["maxUnavailable"], expected))
    return expected

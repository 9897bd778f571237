"""ResourceQuotas: what is used of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.loop import wake
from ststui.demo.fields import at, name_of, namespace_of
from ststui.demo.registry.quantities import canonical, written
from ststui.demo.registry.quota import used_in

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.store import Change

_LATENCY = 0.2
"""Seconds until a change is counted."""


class Quotas:
    """Keeps the status of every quota."""

    name = "resource-quota-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def keys(self, change: Change) -> Iterable[Key]:
        """Quotas, and those of a namespace in which something came or went."""
        space = namespace_of(change.new)
        if change.kind is kinds.QUOTAS:
            return ((space, name_of(change.new)),)
        if change.kind.namespaced and change.verb != "MODIFIED" and change.kind is not kinds.EVENTS:
            for quota in self._cluster.store.each(kinds.QUOTAS, space):
                wake(self._cluster, self, (space, name_of(quota)), seconds=_LATENCY)
        return ()

    def sync(self, key: Key) -> None:
        """Count one quota."""
        quota = self._cluster.store.get(kinds.QUOTAS, *key)
        if quota is None:
            return
        hard: dict[str, str] = at(quota, "spec", "hard", default={})
        used = used_in(self._cluster.store, key[0], set(hard))
        status = {
            "hard": {name: canonical(value) for name, value in hard.items()},
            "used": {
                name: written(value, binary="memory" in name or "storage" in name)
                for name, value in used.items()
            },
        }
        self._cluster.registry.set_status(kinds.QUOTAS, quota, status)

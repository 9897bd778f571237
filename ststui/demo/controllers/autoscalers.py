"""HorizontalPodAutoscalers: a minimum, a maximum, and a load a scenario gives."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.loop import wake
from ststui.demo.fields import at, name_of, namespace_of, put, stamp
from ststui.demo.registry.managed_fields import Writer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

SYNC_SECONDS = 15.0
"""How often the load is looked at (--horizontal-pod-autoscaler-sync-period)."""
_TOLERANCE = 0.1
_WRITER = Writer(manager="kube-controller-manager", subresource="scale")


class Autoscalers:
    """Scales sets so that the average load is what was asked for."""

    name = "horizontal-pod-autoscaler"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def keys(self, change: Change) -> Iterable[Key]:
        """Autoscalers themselves."""
        if change.kind is kinds.AUTOSCALERS and change.verb != "DELETED":
            return ((namespace_of(change.new), name_of(change.new)),)
        return ()

    def sync(self, key: Key) -> None:
        """Scale one target."""
        scaler = self._cluster.store.get(kinds.AUTOSCALERS, *key)
        if scaler is None:
            return
        wake(self._cluster, self, key, seconds=SYNC_SECONDS)
        target = at(scaler, "spec", "scaleTargetRef", default={})
        stored = self._cluster.store.get(kinds.STATEFUL_SETS, key[0], target.get("name", ""))
        if stored is None or target.get("kind") != "StatefulSet":
            return
        now = at(stored, "spec", "replicas", default=1)
        if now == 0:
            return
        wanted = self._wanted(key, scaler, now)
        status: Json = {
            "currentReplicas": now,
            "desiredReplicas": wanted,
            "conditions": [
                {
                    "type": "AbleToScale",
                    "status": "True",
                    "reason": "ReadyForNewScale",
                    "message": "recommended size matches current size",
                    "lastTransitionTime": at(scaler, "metadata", "creationTimestamp"),
                }
            ],
        }
        if wanted != now:
            status["lastScaleTime"] = stamp(self._cluster.now())
            scaled = put(stored, wanted, "spec", "replicas")
            self._cluster.registry.update(kinds.STATEFUL_SETS, scaled, writer=_WRITER)
            why = "cpu resource utilization (percentage of request) above target"
            if wanted < now:
                why = "All metrics below target"
            text = f"New size: {wanted}; reason: {why}"
            self._cluster.recorder.normal(scaler, "SuccessfulRescale", text, by=self.name)
        elif at(scaler, "status", "lastScaleTime"):
            status["lastScaleTime"] = scaler["status"]["lastScaleTime"]
        self._cluster.registry.set_status(kinds.AUTOSCALERS, scaler, status)

    def _wanted(self, key: Key, scaler: Json, now: int) -> int:
        """Replicas for the load: the sum over all pods, in units of the target's average."""
        load = self._cluster.load.get(key, float(now))
        wanted = now if abs(load / now - 1) <= _TOLERANCE else ceil(load)
        least = at(scaler, "spec", "minReplicas", default=1)
        return int(min(max(wanted, least), at(scaler, "spec", "maxReplicas", default=wanted)))

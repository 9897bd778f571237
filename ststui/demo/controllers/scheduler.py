"""The scheduler: gives pods a node, or says why there is none."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.loop import wake
from ststui.demo.controllers.node_index import NodeIndex
from ststui.demo.controllers.placement import Misfit, NodeView, misfit, requests
from ststui.demo.controllers.volume_fit import (
    SELECTED_NODE,
    claim_names,
    prefilter_reason,
)
from ststui.demo.fields import (
    at,
    condition,
    is_deleting,
    labels_of,
    name_of,
    namespace_of,
    put,
    stamp,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

_BY = "default-scheduler"
_RETRY = {kinds.NODES, kinds.CLAIMS, kinds.VOLUMES, kinds.CLASSES}
_COPIED_LABELS = ("topology.kubernetes.io/zone", "topology.kubernetes.io/region")
_LATENCY = 0.05
"""Seconds from a pod's creation to its node."""
_RETRY_SECONDS = 1.0
"""Seconds after something changed until waiting pods are tried again."""


class Scheduler:
    """Places pods one by one."""

    name = _BY

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._waiting: set[Key] = set()
        self._index = NodeIndex(cluster.store)

    def keys(self, change: Change) -> Iterable[Key]:
        """Pods without a node; all waiting ones when room or volumes may have come."""
        if change.kind is kinds.PODS:
            key = (namespace_of(change.new), name_of(change.new))
            if change.verb == "DELETED":
                self._waiting.discard(key)
                self._retry_waiting()
                return ()
            if not at(change.new, "spec", "nodeName") and key not in self._waiting:
                wake(self._cluster, self, key, seconds=_LATENCY)
        elif change.kind in _RETRY and _counts_for_placing(change):
            self._retry_waiting()
        return ()

    def _retry_waiting(self) -> None:
        for key in self._waiting:
            wake(self._cluster, self, key, seconds=_RETRY_SECONDS)

    def sync(self, key: Key) -> None:
        """Place one pod, or write down why it cannot be placed."""
        pod = self._cluster.store.get(kinds.PODS, *key)
        if pod is None or at(pod, "spec", "nodeName") or is_deleting(pod):
            self._waiting.discard(key)
            return
        if at(pod, "spec", "schedulerName") != _BY:
            return
        if at(pod, "spec", "schedulingGates"):
            self._waiting.add(key)
            text = "Scheduling is blocked due to non-empty scheduling gates"
            self._say_unplaced(pod, "SchedulingGated", text)
            return
        views = self._index.views()
        reason = prefilter_reason(self._cluster.store, pod)
        if reason:
            self._fail(key, pod, f"0/{len(views)} nodes are available: {reason}. not found")
            return
        fitting, misfits = self._try_nodes(pod, views)
        if not fitting:
            self._fail(key, pod, _sentence(misfits))
            return
        node = max(fitting, key=lambda view: self._score(pod, view)).node
        if self._wait_for_volumes(key, pod, node):
            return
        self._waiting.discard(key)
        self._bind(pod, node)

    def _try_nodes(self, pod: Json, views: list[NodeView]) -> tuple[list[NodeView], list[Misfit]]:
        fitting, misfits = [], []
        for view in views:
            found = misfit(pod, view, self._cluster.store, self._index.pods)
            if found is None:
                fitting.append(view)
            else:
                misfits.append(found)
        return fitting, misfits

    def _score(self, pod: Json, view: NodeView) -> tuple[int, float, int]:
        """Spread a set over nodes first, then fill the emptiest; names decide what is equal."""
        app = labels_of(pod).get("app.kubernetes.io/name", labels_of(pod).get("app"))
        alike = sum(
            1
            for other in view.pods
            if app is not None
            and labels_of(other).get("app.kubernetes.io/name", labels_of(other).get("app")) == app
        )
        used = float(sum(requests(other, "cpu") for other in view.pods))
        return -alike, -used, -len(view.pods)

    def _wait_for_volumes(self, key: Key, pod: Json, node: Json) -> bool:
        """Have volumes made where the pod will be; True while they are not bound."""
        waits = False
        for name in claim_names(pod):
            claim = self._cluster.store.get(kinds.CLAIMS, namespace_of(pod), name)
            if claim is None or at(claim, "status", "phase") == "Bound":
                continue
            waits = True

            def choose(new: Json) -> Json:
                new["metadata"].setdefault("annotations", {})[SELECTED_NODE] = name_of(node)
                return new

            self._cluster.registry.edit(kinds.CLAIMS, namespace_of(pod), name, choose)
        if waits:
            self._waiting.add(key)
        return waits

    def _bind(self, pod: Json, node: Json) -> None:
        now = stamp(self._cluster.now())
        status = at(pod, "status", default={})
        others = [item for item in status.get("conditions", ()) if item["type"] != "PodScheduled"]
        placed = {
            "type": "PodScheduled",
            "status": "True",
            "lastProbeTime": None,
            "lastTransitionTime": now,
        }
        bound = put(pod, name_of(node), "spec", "nodeName")
        # Admission PodTopologyLabels copies where the node is.
        zones = {key: value for key, value in labels_of(node).items() if key in _COPIED_LABELS}
        bound = put(bound, {**labels_of(pod), **zones}, "metadata", "labels")
        bound["status"] = {**status, "conditions": [*others, placed]}
        self._cluster.store.put(kinds.PODS, bound)
        message = f"Successfully assigned {namespace_of(pod)}/{name_of(pod)} to {name_of(node)}"
        self._cluster.recorder.normal(pod, "Scheduled", message, by=_BY)

    def _fail(self, key: Key, pod: Json, message: str) -> None:
        self._waiting.add(key)
        if condition(pod, "PodScheduled").get("message") == message:
            return
        self._cluster.recorder.warning(pod, "FailedScheduling", message, by=_BY)
        self._say_unplaced(pod, "Unschedulable", message)

    def _say_unplaced(self, pod: Json, reason: str, message: str) -> None:
        old = condition(pod, "PodScheduled")
        if old.get("message") == message:
            return
        status = at(pod, "status", default={})
        others = [item for item in status.get("conditions", ()) if item["type"] != "PodScheduled"]
        new = {
            "type": "PodScheduled",
            "status": "False",
            "lastProbeTime": None,
            "lastTransitionTime": old.get("lastTransitionTime") or stamp(self._cluster.now()),
            "reason": reason,
            "message": message,
        }
        self._cluster.registry.set_status(kinds.PODS, pod, {**status, "conditions": [*others, new]})


def _counts_for_placing(change: Change) -> bool:
    """Whether placing depends on a change: of a node, not on its heartbeat."""
    if change.kind is not kinds.NODES or change.old is None or change.verb == "DELETED":
        return True
    parts = [
        (item.get("spec"), labels_of(item), at(item, "status", "allocatable"))
        for item in (change.new, change.old)
    ]
    return parts[0] != parts[1]


def _sentence(misfits: list[Misfit]) -> str:
    """FitError of the scheduler: reasons by text, and what preemption would bring."""
    count = len(misfits)
    if not count:
        return "no nodes available to schedule pods"
    reasons = Counter(reason for item in misfits for reason in item.reasons)
    listed = ", ".join(sorted(f"{number} {reason}" for reason, number in reasons.items()))
    helpless = sum(1 for item in misfits if item.helpless)
    helps = Counter(
        {
            "No preemption victims found for incoming pod": count - helpless,
            "Preemption is not helpful for scheduling": helpless,
        }
    )
    preemption = ", ".join(sorted(f"{number} {text}" for text, number in helps.items() if number))
    return (
        f"0/{count} nodes are available: {listed}. no new claims to deallocate, "
        f"preemption: 0/{count} nodes are available: {preemption}."
    )

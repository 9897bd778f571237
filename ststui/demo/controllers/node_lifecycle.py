"""Nodes: heartbeats of the living, and what happens to the pods of the dead."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.loop import wake
from ststui.demo.fields import (
    at,
    condition,
    is_deleting,
    micro_stamp,
    name_of,
    namespace_of,
    put,
    stamp,
    uid_of,
)
from ststui.demo.registry.deletion import DeleteOptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

HEARTBEAT_SECONDS = 10.0
"""A kubelet renews its lease so often."""
GRACE_SECONDS = 50.0
"""Without a heartbeat for so long, a node counts as unreachable (--node-monitor-grace-period)."""
_GONE_SECONDS = 40.0
"""Pods of a deleted node are collected after so long (pod garbage collector, quarantine)."""
_BY = "node-controller"
_TAINT = "node.kubernetes.io/unreachable"
_OUT_OF_SERVICE = "node.kubernetes.io/out-of-service"
_QUIET_FROM = 20
"""With more nodes than this, leases stand still: nobody looks at so many."""


class NodeLifecycle:
    """Marks dead nodes, evicts their pods, and lets revived nodes work again."""

    name = "node-lifecycle-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster

    def keys(self, change: Change) -> Iterable[Key]:
        """Nodes that came, went or were tainted."""
        if change.kind is not kinds.NODES:
            return ()
        key = ("", name_of(change.new))
        if change.verb == "DELETED":
            wake(self._cluster, self, key, seconds=_GONE_SECONDS)
            return ()
        taints = [at(item, "spec", "taints") for item in (change.new, change.old)]
        return (key,) if change.verb == "ADDED" or taints[0] != taints[1] else ()

    def sync(self, key: Key) -> None:
        """Look at one node."""
        node = self._cluster.store.get(kinds.NODES, *key)
        if node is None:
            for pod in self._pods(key[1]):
                self._force(pod, "DeletionByPodGC", "PodGC: node no longer exists")
            return
        if any(item["key"] == _OUT_OF_SERVICE for item in at(node, "spec", "taints", default=())):
            self._out_of_service(node)
        if key[1] not in self._cluster.dead_nodes:
            self._alive(key, node)
        else:
            self._dead(key, node)

    def _pods(self, node: str) -> Iterator[Json]:
        for pod in list(self._cluster.store.each(kinds.PODS)):
            if at(pod, "spec", "nodeName") == node:
                yield pod

    def _alive(self, key: Key, node: Json) -> None:
        now = self._cluster.now()
        if condition(node, "Ready").get("status") == "Unknown":
            self._set_ready(node, "True", "KubeletReady", "kubelet is posting ready status")
            self._untaint(key[1])
        if self._cluster.store.count(kinds.NODES) > _QUIET_FROM:
            return
        lease = self._cluster.store.get(kinds.LEASES, "kube-node-lease", key[1])
        if lease is not None:
            renewed = put(lease, micro_stamp(now), "spec", "renewTime")
            self._cluster.store.put(kinds.LEASES, renewed)
        wake(self._cluster, self, key, seconds=HEARTBEAT_SECONDS)

    def _dead(self, key: Key, node: Json) -> None:
        if condition(node, "Ready").get("status") == "Unknown":
            self._evict(key, node)
            return
        marker = ("node died", key[1])
        self._cluster.clock.after(GRACE_SECONDS, marker, lambda: self._declare(key))

    def _declare(self, key: Key) -> None:
        """Say that a node is unreachable, and that its pods are not Ready."""
        node = self._cluster.store.get(kinds.NODES, *key)
        if node is None or key[1] not in self._cluster.dead_nodes:
            return
        text = "Kubelet stopped posting node status."
        self._set_ready(node, "Unknown", "NodeStatusUnknown", text)
        self._cluster.recorder.normal(
            node, "NodeNotReady", f"Node {key[1]} status is now: NodeNotReady", by=_BY
        )
        now = stamp(self._cluster.now())

        def taint(new: Json) -> Json:
            taints = new.setdefault("spec", {}).setdefault("taints", [])
            taints.append({"key": _TAINT, "effect": "NoSchedule", "timeAdded": now})
            taints.append({"key": _TAINT, "effect": "NoExecute", "timeAdded": now})
            return new

        self._cluster.registry.edit(kinds.NODES, *key, taint)
        for pod in self._pods(key[1]):
            self._set_unready(pod)

    def _set_ready(self, node: Json, state: str, reason: str, message: str) -> None:
        now = stamp(self._cluster.now())
        changed = []
        for item in at(node, "status", "conditions", default=[]):
            if item["type"] == "Ready":
                new = {"status": state, "reason": reason, "message": message}
                changed.append({**item, **new, "lastTransitionTime": now})
            else:
                changed.append(item)
        status = {**node["status"], "conditions": changed}
        self._cluster.registry.set_status(kinds.NODES, node, status)

    def _set_unready(self, pod: Json) -> None:
        now = stamp(self._cluster.now())
        changed = [
            {**item, "status": "False", "lastTransitionTime": now}
            if item["type"] == "Ready" and item["status"] == "True"
            else item
            for item in at(pod, "status", "conditions", default=[])
        ]
        status = {**at(pod, "status", default={}), "conditions": changed}
        self._cluster.registry.set_status(kinds.PODS, pod, status)
        self._cluster.recorder.warning(pod, "NodeNotReady", "Node is not ready", by=_BY)

    def _evict(self, key: Key, node: Json) -> None:
        """Delete pods whose toleration of the taint is over, later those whose is not."""
        for pod in self._pods(name_of(node)):
            if is_deleting(pod):
                continue
            seconds = _tolerated_seconds(pod)
            if seconds is None:
                continue
            place, uid = (namespace_of(pod), name_of(pod)), uid_of(pod)
            marker = ("taint eviction", uid)
            leave = partial(self._leave, key[1], place, uid)
            self._cluster.clock.after(seconds, marker, leave)

    def _leave(self, node: str, place: Key, uid: str) -> None:
        pod = self._cluster.store.get(kinds.PODS, *place)
        held = self._cluster.store.get(kinds.NODES, "", node)
        taints = at(held, "spec", "taints", default=())
        if pod is None or uid_of(pod) != uid or is_deleting(pod):
            return
        if not any(item["key"] == _TAINT for item in taints):
            return
        self._disrupt(
            pod, "DeletionByTaintManager", "Taint manager: deleting due to NoExecute taint"
        )
        text = f"Marking for deletion Pod {namespace_of(pod)}/{name_of(pod)}"
        self._cluster.recorder.normal(
            pod, "TaintManagerEviction", text, by="taint-eviction-controller"
        )
        self._cluster.registry.delete(kinds.PODS, *place)

    def _disrupt(self, pod: Json, reason: str, message: str) -> None:
        new = {
            "type": "DisruptionTarget",
            "status": "True",
            "reason": reason,
            "message": message,
            "lastTransitionTime": stamp(self._cluster.now()),
        }
        old = [
            item
            for item in at(pod, "status", "conditions", default=[])
            if item["type"] != "DisruptionTarget"
        ]
        status = {**at(pod, "status", default={}), "conditions": [*old, new]}
        self._cluster.registry.set_status(kinds.PODS, pod, status)

    def _force(self, pod: Json, reason: str, message: str) -> None:
        self._disrupt(pod, reason, message)
        options = DeleteOptions(grace=0, uid=uid_of(pod))
        self._cluster.registry.delete(kinds.PODS, namespace_of(pod), name_of(pod), options=options)

    def _out_of_service(self, node: Json) -> None:
        for pod in self._pods(name_of(node)):
            if is_deleting(pod):
                self._force(pod, "DeletionByPodGC", "PodGC: node is out of service")

    def _untaint(self, node: str) -> None:
        def clean(new: Json) -> Json:
            taints = at(new, "spec", "taints", default=[])
            kept = [item for item in taints if item["key"] != _TAINT]
            new["spec"].pop("taints", None)
            if kept:
                new["spec"]["taints"] = kept
            return new

        self._cluster.registry.edit(kinds.NODES, "", node, clean)


def _tolerated_seconds(pod: Json) -> float | None:
    """How long a pod stays on an unreachable node; None for ever."""
    for item in at(pod, "spec", "tolerations", default=()):
        effect = item.get("effect") in (None, "", "NoExecute")
        if effect and item.get("key") in (None, "", _TAINT):
            seconds = item.get("tolerationSeconds")
            return None if seconds is None else float(seconds)
    return 0.0

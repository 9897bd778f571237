"""The kubelets of all nodes: run pods, tell their status, stop them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.asked import asked_marks
from ststui.demo.controllers.container_life import Life
from ststui.demo.controllers.container_status import container_status, life_from_status
from ststui.demo.controllers.loop import wake
from ststui.demo.controllers.node_surroundings import Nodes, NodeSurroundings
from ststui.demo.controllers.pod_status import (
    conditions,
    final_phase,
    incomplete,
    is_sidecar,
    phase_of,
)
from ststui.demo.fields import Json, at, is_deleting, is_ready, name_of, namespace_of, stamp, uid_of
from ststui.demo.registry.deletion import DeleteOptions

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.behaviour import Behaviour
    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.store import Change

_TROUBLE_SECONDS = 15.0
"""Between two attempts to mount volumes or to make a sandbox."""
_SANDBOX_SECONDS = 0.3
"""From the pod's arrival on its node until it has an address."""


@dataclass(slots=True, kw_only=True)
class _Work:
    """What a kubelet knows of one pod."""

    uid: str
    first: list[Life] = field(default_factory=list)
    main: list[Life] = field(default_factory=list)
    stops: datetime | None = None
    known_grace: int | None = None


class Kubelet:
    """Runs the pods of every node that is not dead."""

    name = "kubelet"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._works: dict[Key, _Work] = {}
        self._nodes = Nodes(cluster)

    def keys(self, change: Change) -> Iterable[Key]:
        """Pods that have a node."""
        if change.kind is not kinds.PODS:
            return ()
        key = (namespace_of(change.new), name_of(change.new))
        if change.verb == "DELETED":
            self._works.pop(key, None)
            self._nodes.free(change.new)
            return ()
        if not at(change.new, "spec", "nodeName"):
            return ()
        settled = change.old is None and is_ready(change.new) and not is_deleting(change.new)
        if settled or not _is_news(change):
            return ()
        return (key,)

    def sync(self, key: Key) -> None:
        """Bring one pod on and write its status."""
        pod = self._cluster.store.get(kinds.PODS, *key)
        node = at(pod, "spec", "nodeName")
        if pod is None or not node or node in self._cluster.dead_nodes:
            return
        work = self._works.get(key)
        if work is None or work.uid != uid_of(pod):
            work = self._works[key] = self._take(pod)
        if at(pod, "status", "podIP") is None and not is_deleting(pod):
            self._make_sandbox(key, pod)
            return
        if is_deleting(pod):
            self._terminate(key, pod, work)
            return
        if at(pod, "status", "phase") in ("Failed", "Succeeded"):
            return
        self._run(key, pod, work)

    def _take(self, pod: Json) -> _Work:
        now, work = self._cluster.now(), _Work(uid=uid_of(pod))
        for part, lives in (
            ("initContainerStatuses", work.first),
            ("containerStatuses", work.main),
        ):
            known = {item["name"]: item for item in at(pod, "status", part, default=())}
            specs = "initContainers" if part.startswith("init") else "containers"
            for spec in at(pod, "spec", specs, default=()):
                status = known.get(spec["name"])
                lives.append(
                    life_from_status(spec, status, now) if status else Life(spec=spec, since=now)
                )
        return work

    def _make_sandbox(self, key: Key, pod: Json) -> None:
        marker = ("sandbox", uid_of(pod))
        if at(pod, "status", "startTime") is None:
            work = self._works[key]
            status = self._status(pod, work)
            status["startTime"] = stamp(self._cluster.now())
            self._cluster.registry.set_status(kinds.PODS, pod, status)
            self._cluster.clock.after(_SANDBOX_SECONDS, marker, lambda: self._give_address(key))

    def _give_address(self, key: Key) -> None:
        pod = self._cluster.store.get(kinds.PODS, *key)
        if pod is None or at(pod, "status", "podIP") or is_deleting(pod):
            return
        trouble = self._cluster.behaviours.trouble_of(pod)
        if trouble is not None:
            self._cluster.recorder.warning(pod, trouble[0], trouble[1], by="kubelet")
            again = partial(self._give_address, key)
            self._cluster.clock.after(_TROUBLE_SECONDS, ("sandbox", uid_of(pod)), again)
            return
        address = self._nodes.address(pod)
        status = {
            **pod["status"],
            "podIP": address,
            "podIPs": [{"ip": address}],
            "hostIP": self._nodes.node_address(pod),
            "hostIPs": [{"ip": self._nodes.node_address(pod)}],
        }
        self._cluster.registry.set_status(kinds.PODS, pod, status)
        wake(self._cluster, self, key)

    def _behaviour(self, pod: Json, life: Life) -> Behaviour:
        return self._cluster.behaviours.of(pod, life.spec)

    def _around(self, pod: Json, life: Life, *, init: bool) -> NodeSurroundings:
        return NodeSurroundings(
            cluster=self._cluster, nodes=self._nodes, pod=pod, init=init, life=life
        )

    def _run(self, key: Key, pod: Json, work: _Work) -> None:
        now = self._cluster.now()
        if self._ended_at_once(pod, work, now):
            return
        for life in work.first:
            if not is_sidecar(life.spec) and life.phase == "ended" and not life.ended["exitCode"]:
                life.finish()
                continue
            life.advance(now, self._behaviour(pod, life), self._around(pod, life, init=True))
            if life.phase == "ended" and not life.ended["exitCode"] and not is_sidecar(life.spec):
                life.finish()
                life.ready = True
                continue
            if incomplete([life]):
                break
        if not incomplete(work.first):
            for life in work.main:
                specs = at(pod, "spec", "containers", default=())
                life.spec = next((s for s in specs if s["name"] == life.name), life.spec)
                life.advance(now, self._behaviour(pod, life), self._around(pod, life, init=False))
        else:
            for life in work.main:
                life.reason = "PodInitializing"
        self._cluster.registry.set_status(kinds.PODS, pod, self._status(pod, work))
        self._wake_at(key, work, now)

    def _ended_at_once(self, pod: Json, work: _Work, now: datetime) -> bool:
        phases = {self._behaviour(pod, life).final_phase for life in work.main}
        phase = "Failed" if "Failed" in phases else "Succeeded" if "Succeeded" in phases else ""
        if not phase:
            return False
        for life in work.main:
            life.phase = "running" if life.phase != "ended" else life.phase
            life.stop(now, code=1 if phase == "Failed" else 0)
        status = {**self._status(pod, work), "phase": phase}
        self._cluster.registry.set_status(kinds.PODS, pod, status)
        return True

    def _wake_at(self, key: Key, work: _Work, now: datetime) -> None:
        active = work.first if incomplete(work.first) else [*work.first, *work.main]
        due = [life.due for life in active if life.due is not None]
        if due:
            wake(self._cluster, self, key, seconds=max(0.01, (min(due) - now).total_seconds()))

    def _status(self, pod: Json, work: _Work) -> Json:
        now = self._cluster.now()
        status: Json = {
            **at(pod, "status", default={}),
            "phase": phase_of(work.first, work.main),
            "conditions": conditions(pod, work.first, work.main, now),
            "containerStatuses": [container_status(life) for life in work.main],
            "observedGeneration": at(pod, "metadata", "generation", default=1),
        }
        if work.first:
            status["initContainerStatuses"] = [container_status(life) for life in work.first]
        return status

    def _terminate(self, key: Key, pod: Json, work: _Work) -> None:
        now = self._cluster.now()
        grace = at(pod, "metadata", "deletionGracePeriodSeconds", default=30)
        lives = [*work.first, *work.main]
        running = [life for life in lives if life.phase == "running"]
        if work.stops is None or work.known_grace != grace:
            for life in running if work.stops is None else ():
                around = self._around(pod, life, init=life in work.first)
                around.say("Normal", "Killing", f"Stopping container {life.name}")
            slowest = max((self._behaviour(pod, life).stop_seconds for life in running), default=0)
            end = now + timedelta(seconds=min(slowest, grace))
            work.stops = end if work.stops is None else min(work.stops, end)
            work.known_grace = grace
        if work.stops > now:
            wake(self._cluster, self, key, seconds=(work.stops - now).total_seconds())
            return
        if any(self._behaviour(pod, life).lingers for life in lives):
            return
        for life in lives:
            behaviour = self._behaviour(pod, life)
            killed = behaviour.stop_seconds > grace
            life.stop(now, code=137 if killed else behaviour.stop_code)
        status = self._status(pod, work)
        status["phase"] = final_phase(work.main)
        self._cluster.registry.set_status(kinds.PODS, pod, status)
        options = DeleteOptions(grace=0, uid=uid_of(pod))
        self._cluster.registry.delete(kinds.PODS, *key, options=options)


def _is_news(change: Change) -> bool:
    """Whether a pod changed in what the kubelet acts on, and not by the kubelet itself."""
    if change.old is None:
        return True
    parts = [
        (
            item.get("spec"),
            asked_marks(item),
            at(item, "metadata", "deletionTimestamp"),
            at(item, "metadata", "deletionGracePeriodSeconds"),
            at(item, "spec", "readinessGates") and at(item, "status", "conditions"),
        )
        for item in (change.new, change.old)
    ]
    return parts[0] != parts[1]

"""The StatefulSet controller: asks for the next step, does it, writes the status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers import stateful_status
from ststui.demo.controllers.loop import wake
from ststui.demo.controllers.stateful_decision import Situation, next_action
from ststui.demo.controllers.stateful_pods import PodControl, is_of_set
from ststui.demo.controllers.stateful_revisions import RevisionControl
from ststui.demo.fields import (
    at,
    controller_of,
    is_deleting,
    labels_of,
    name_of,
    namespace_of,
    uid_of,
)
from ststui.demo.refusal import RefusedError
from ststui.demo.selectors import matches_selector

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

_RETRY_FIRST, _RETRY_MOST = 0.5, 300.0
"""Seconds before a refused call is tried again, doubling."""


class StatefulSets:
    """Keeps every set's pods and claims as the set wants them."""

    name = "statefulset-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._pods = PodControl(cluster)
        self._revisions = RevisionControl(cluster)
        self._failures: dict[Key, int] = {}

    def keys(self, change: Change) -> Iterable[Key]:
        """The sets a change concerns: of the set itself, its pods, its claims' disappearance."""
        if change.kind is kinds.STATEFUL_SETS:
            return ((namespace_of(change.new), name_of(change.new)),)
        if change.kind is kinds.PODS:
            return tuple(self._sets_of_pod(change.new))
        if change.kind is kinds.CLAIMS and change.verb == "DELETED":
            return tuple(
                (namespace_of(item), name_of(item))
                for item in self._cluster.store.each(kinds.STATEFUL_SETS, namespace_of(change.new))
                if f"-{name_of(item)}-" in name_of(change.new)
            )
        return ()

    def _sets_of_pod(self, pod: Json) -> Iterable[Key]:
        owner = controller_of(pod)
        if owner is not None:
            if owner["kind"] == "StatefulSet":
                yield namespace_of(pod), owner["name"]
            return
        parent = name_of(pod).rpartition("-")[0]
        if self._cluster.store.get(kinds.STATEFUL_SETS, namespace_of(pod), parent):
            yield namespace_of(pod), parent

    def sync(self, key: Key) -> None:
        """Do one step for one set and write its status."""
        stored = self._cluster.store.get(kinds.STATEFUL_SETS, *key)
        if stored is None:
            self._failures.pop(key, None)
            return
        pods = self._owned_pods(stored)
        current, update, collisions = self._revisions.of(stored)
        situation = Situation(
            set=stored, pods=pods, current=current, update=update, now=self._cluster.now()
        )
        acted = False
        try:
            if not is_deleting(stored):
                acted = self._act(situation)
        except RefusedError:
            self._failures[key] = self._failures.get(key, 0) + 1
            delay = min(_RETRY_FIRST * 2 ** self._failures[key], _RETRY_MOST)
            wake(self._cluster, self, key, seconds=delay)
        else:
            self._failures.pop(key, None)
        pods = self._owned_pods(stored)
        status = stateful_status.status_of(
            stored,
            pods,
            current=name_of(current),
            update=name_of(update),
            now=self._cluster.now(),
        )
        if collisions:
            status["collisionCount"] = collisions
        self._cluster.registry.set_status(kinds.STATEFUL_SETS, stored, status)
        self._revisions.truncate(stored, pods, current, update)
        if acted:
            wake(self._cluster, self, key)
        else:
            self._wake_when_available(key, stored, pods)

    def _act(self, situation: Situation) -> bool:
        action = next_action(situation)
        if action.verb == "create":
            revision = situation.current if action.from_current else situation.update
            self._pods.create(situation.set, action.ordinal, revision)
        elif action.verb == "delete":
            self._pods.delete(situation.set, action.pod)
        elif action.verb == "wait":
            return self._pods.repair(situation.set, action.healthy) or self._pods.pending_claims(
                situation.set, situation.pods
            )
        else:
            return self._pods.repair(situation.set, situation.pods)
        return True

    def _owned_pods(self, stored: Json) -> list[Json]:
        owned = []
        for pod in self._cluster.store.each(kinds.PODS, namespace_of(stored)):
            owner = controller_of(pod)
            if owner is None:
                pod = self._adopted(stored, pod)  # noqa: PLW2901 - the same pod, owned now
                owner = controller_of(pod)
            if owner and owner["uid"] == uid_of(stored) and is_of_set(stored, pod):
                owned.append(pod)
        return owned

    def _adopted(self, stored: Json, pod: Json) -> Json:
        fits = is_of_set(stored, pod) and matches_selector(
            labels_of(pod), at(stored, "spec", "selector")
        )
        if not fits or is_deleting(stored) or is_deleting(pod):
            return pod
        return self._pods.adopt(stored, pod)

    def _wake_when_available(self, key: Key, stored: Json, pods: list[Json]) -> None:
        seconds = at(stored, "spec", "minReadySeconds", default=0)
        if not seconds:
            return
        waits = [
            stateful_status.seconds_to_available(pod, seconds, self._cluster.now()) for pod in pods
        ]
        pending = [wait for wait in waits if wait is not None and wait > 0]
        if pending:
            wake(self._cluster, self, key, seconds=min(pending))

"""The StatefulSet controller: does what ststui.controller says is next, and writes the status."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller import next_step
from ststui.controller.revisions import observed, truncated
from ststui.demo import kinds
from ststui.demo.controllers import stateful_status
from ststui.demo.controllers.loop import wake
from ststui.demo.controllers.stateful_family import Families
from ststui.demo.controllers.stateful_pods import PodControl
from ststui.demo.controllers.stateful_revisions import RevisionControl
from ststui.demo.fields import at, controller_of, name_of, namespace_of
from ststui.demo.refusal import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.controller import Step
    from ststui.demo.cluster import Cluster
    from ststui.demo.controllers.loop import Key
    from ststui.demo.fields import Json
    from ststui.demo.store import Change
    from ststui.model.family import Family

_RETRY_FIRST, _RETRY_MOST = 0.5, 300.0
"""Seconds before a refused call is tried again, doubling."""


class StatefulSets:
    """Keeps every set's pods and claims as the set wants them."""

    name = "statefulset-controller"

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._families = Families(cluster.store)
        self._pods = PodControl(cluster)
        self._revisions = RevisionControl(cluster)
        self._failures: dict[Key, int] = {}

    def keys(self, change: Change) -> Iterable[Key]:
        """The sets a change of a set or pod concerns; claims wake nobody, as in the real one."""
        if change.kind is kinds.STATEFUL_SETS:
            return ((namespace_of(change.new), name_of(change.new)),)
        if change.kind is kinds.PODS:
            return tuple(self._sets_of_pod(change.new))
        return ()

    def _sets_of_pod(self, pod: Json) -> Iterable[Key]:
        owner = controller_of(pod)
        if owner is not None and owner["kind"] == "StatefulSet":
            yield namespace_of(pod), owner["name"]
        parent = name_of(pod).rpartition("-")[0]
        yield namespace_of(pod), parent

    def sync(self, key: Key) -> None:
        """Do what one sync does for one set and write its status."""
        stored = self._cluster.store.get(kinds.STATEFUL_SETS, *key)
        if stored is None:
            self._failures.pop(key, None)
            return
        revisions = self._revisions.of(stored)
        family = observed(self._families.of(stored))
        try:
            self._act(stored, family)
        except RefusedError:
            self._failures[key] = self._failures.get(key, 0) + 1
            delay = min(_RETRY_FIRST * 2 ** self._failures[key], _RETRY_MOST)
            wake(self._cluster, self, key, seconds=delay)
        else:
            self._failures.pop(key, None)
        pods = self._owned(family)
        status = stateful_status.status_of(
            stored,
            pods,
            current=revisions.current,
            update=revisions.update,
            now=self._cluster.now(),
        )
        status["collisionCount"] = revisions.collisions
        self._cluster.registry.set_status(kinds.STATEFUL_SETS, stored, status)
        for name in truncated(family):
            self._cluster.store.remove(kinds.REVISIONS, key[0], name)
        self._wake_when_available(key, stored, pods)

    def _act(self, stored: Json, family: Family) -> None:
        version = ".".join(map(str, self._cluster.server_version))
        step = next_step(family, now=self._cluster.now(), server_version=f"v{version}")
        if step is None:
            return
        self._pods.say_blocked(stored, step)
        trouble: RefusedError | None = None
        for each in (step, *step.allowed):
            if not each.acts:
                continue
            try:
                self._do(stored, each)
            except RefusedError as error:
                if not family.set.parallel:
                    raise
                trouble = error
        if trouble is not None:
            raise trouble

    def _do(self, stored: Json, step: Step) -> None:
        if step.verb == "create" and step.pod is not None:
            revision = self._cluster.registry.get(
                kinds.REVISIONS, namespace_of(stored), step.revision or ""
            )
            self._pods.create(stored, step.pod, revision)
        elif step.verb == "create" and step.claim is not None:
            self._pods.create_claim(stored, step.claim)
        elif step.verb == "delete" and step.pod is not None:
            self._pods.delete(stored, step.pod)
        elif step.claim is not None:
            self._pods.own_claims(stored, step.claim)
        elif step.pod is not None:
            self._pods.mend(stored, step.pod, step.code or "")

    def _owned(self, family: Family) -> list[Json]:
        found = (
            self._cluster.store.get(kinds.PODS, family.namespace, pod.metadata.name)
            for pod in family.pods_by_ordinal.values()
        )
        return [pod for pod in found if pod is not None]

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

"""The guide as a tour: a hint in a ConfigMap, the next one once what it says was done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import at, is_ready
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.finalizer import hold

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json
    from ststui.demo.store import Change

NAMESPACE, NAME = "kube-public", "ststui-demo-tour"
"""Where the hint is: data.hint, data.step and data.steps of this ConfigMap."""
_SPACE, _SET = "production", "database"
_LOOK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """One stop of the tour."""

    hint: str
    """What to look at or to do."""
    done: Callable[[Cluster], bool]
    """Whether it was done."""
    begin: Callable[[Cluster], None] = lambda _cluster: None
    """What the tour itself does first."""


def _set(cluster: Cluster) -> Json:
    return cluster.store.get(kinds.STATEFUL_SETS, _SPACE, _SET) or {}


def _ready(cluster: Cluster, replicas: int) -> bool:
    stored = _set(cluster)
    wanted = at(stored, "spec", "replicas") == replicas
    status = at(stored, "status", default={})
    settled = status.get("replicas", 0) == status.get("readyReplicas", 0) == replicas
    return wanted and bool(settled)


def _no_leftovers(cluster: Cluster) -> bool:
    names = ("data-database-3", "data-database-4")
    return not any(cluster.store.get(kinds.CLAIMS, _SPACE, name) for name in names)


def _canary(cluster: Cluster) -> bool:
    status = at(_set(cluster), "status", default={})
    differs = status.get("currentRevision") != status.get("updateRevision")
    return bool(differs and status.get("updatedReplicas") == 1 and _ready(cluster, 3))


def _rolled_out(cluster: Cluster) -> bool:
    status = at(_set(cluster), "status", default={})
    return _ready(cluster, 3) and status.get("currentRevision") == status.get("updateRevision")


def _add_reports(cluster: Cluster) -> None:
    claim = manifests.claim_template(storage_class="fast-sdd")
    sets.add(cluster, "reports", namespace=_SPACE, image="example/reports:2", claims=[claim])


def _reports_done(cluster: Cluster) -> bool:
    held = cluster.store.get(kinds.STATEFUL_SETS, _SPACE, "reports")
    return held is None or at(held, "status", "readyReplicas", default=0) > 0


def _hold(cluster: Cluster) -> None:
    if cluster.store.get(kinds.PODS, _SPACE, "database-1") is not None:
        hold(cluster, "database-1", namespace=_SPACE)


def _released(cluster: Cluster) -> bool:
    pod = cluster.store.get(kinds.PODS, _SPACE, "database-1")
    return pod is not None and is_ready(pod) and "deletionTimestamp" not in pod["metadata"]


def _add_cache(cluster: Cluster) -> None:
    sets.add_bare(cluster, "cache", namespace=_SPACE, image="valkey:8.1", service="cahce")


def _cache_named(cluster: Cluster) -> bool:
    held = cluster.store.get(kinds.STATEFUL_SETS, _SPACE, "cache")
    return held is None or cluster.store.get(kinds.SERVICES, _SPACE, "cahce") is not None


STOPS: tuple[Stop, ...] = (
    Stop(
        hint="Watch database come up: each ordinal waits until the one before it is Ready, "
        "and the controller's line says whom it waits for.",
        done=lambda cluster: _ready(cluster, 3),
    ),
    Stop(
        hint="Scale it up: on the row of database press s, type 5, look at what would happen, and "
        "press enter.",
        done=lambda cluster: _ready(cluster, 5),
    ),
    Stop(
        hint="And back: U on the row of database reverses it. The highest ordinals go first, their "
        "claims stay.",
        done=lambda cluster: _ready(cluster, 3),
    ),
    Stop(
        hint="Two claims are kept. If their data may go: ctrl-d on the row of ordinal 3, tick both "
        "with space, enter, and type the name, for their data is lost.",
        done=_no_leftovers,
    ),
    Stop(
        hint="A canary: on database press P, type 2, enter: two ordinals are held. Then i, change "
        "the image to postgres:17, enter. Only database-2 gets it.",
        done=_canary,
    ),
    Stop(
        hint="Release it: P, then r, then enter. w shows forecast beside reality until it is done.",
        done=_rolled_out,
    ),
    Stop(
        hint="reports-0 is Pending: x says why. Make the class that its claim names, or delete the "
        "set: ctrl-d on reports, then 1, then enter.",
        begin=_add_reports,
        done=_reports_done,
    ),
    Stop(
        hint="database-1 is Terminating and stays so, for a finalizer holds it. Take it off: "
        """kubectl -n production patch pod database-1 -p '{"metadata":{"finalizers":null}}'""",
        begin=_hold,
        done=_released,
    ),
    Stop(
        hint="cache has no stable names: its serviceName is of a Service that does not exist. "
        "Make that Service, or delete the set.",
        begin=_add_cache,
        done=_cache_named,
    ),
)
"""All stops, in order."""
_END = "That was the tour. Everything here is yours to break."


class Tour:
    """Where somebody is on the tour."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._index = 0

    def start(self) -> None:
        """Show the first hint and follow what happens."""
        self._write()
        self._cluster.store.listen(self._note)

    def _note(self, change: Change) -> None:
        if change.kind is not kinds.CONFIG_MAPS and change.kind is not kinds.EVENTS:
            self._cluster.clock.after(_LOOK_SECONDS, "tour", self._look)

    def _look(self) -> None:
        if self._index >= len(STOPS) or not STOPS[self._index].done(self._cluster):
            return
        self._index += 1
        if self._index < len(STOPS):
            STOPS[self._index].begin(self._cluster)
        self._write()

    def _write(self) -> None:
        over = self._index >= len(STOPS)
        data = {
            "hint": _END if over else STOPS[self._index].hint,
            "step": str(min(self._index + 1, len(STOPS))),
            "steps": str(len(STOPS)),
        }
        old = self._cluster.store.get(kinds.CONFIG_MAPS, NAMESPACE, NAME)
        if old is None:
            metadata = {"name": NAME, "namespace": NAMESPACE}
            self._cluster.create(kinds.CONFIG_MAPS, {"metadata": metadata, "data": data})
        else:
            self._cluster.store.put(kinds.CONFIG_MAPS, {**old, "data": data})

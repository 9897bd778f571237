"""The state of a set, from the controller's step; from its status while pods are loading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ststui.controller.member import member
from ststui.controller.undone import BEHIND
from ststui.controller.waited_for import waited_for
from ststui.model import Readable, Unreadable
from ststui.model.readable import LOADING, NOT_READ
from ststui.report.pod_state import pod_state

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.controller import Step
    from ststui.controller.step import Toward, WaitsFor
    from ststui.controller.undone import Undone
    from ststui.model import Family, Pod
    from ststui.model.readable import Part

SetState = Literal[
    "stable",
    "scaling",
    "updating",
    "held",
    "waitsForDelete",
    "degraded",
    "blocked",
    "asleep",
    "notObserved",
    "deleting",
    "unknown",
]
"""Closed set; docs/json.md."""


STUCK_AFTER = 300.0
"""Seconds after which a wait that has not moved is called blocked (design of the states)."""
HOPELESS = frozenset({"crashing", "failed"})
"""States of a waited-for pod that do not end by themselves."""


class Blocker(NamedTuple):
    """Who is at fault when a set is blocked."""

    kind: str
    """Kubernetes' kind."""
    name: str

    @classmethod
    def of(cls, target: WaitsFor) -> Blocker:
        """What a step waits for."""
        return cls(target.kind, target.name)


class State(NamedTuple):
    """A state, and who is at fault when it is blocked."""

    state: SetState
    blocker: Blocker | None = None


def set_state(
    family: Family, *, step: Step | None, now: datetime, undone: Undone | None = None
) -> State:
    """The state of a set.

    Args:
        family: the set.
        step: what the controller does next; None when pods could not be read.
        now: the API server's time.
        undone: for how long it has not done that.
    """
    stateful_set = family.set
    if stateful_set.metadata.deletion_timestamp is not None:
        return State("deleting")
    if stateful_set.status.observed_generation < stateful_set.metadata.generation:
        return State("notObserved")
    if step is None or isinstance(family.pods, Unreadable):
        return State(_by_status(family) if _are_to_come(family.pods) else "unknown")
    if stateful_set.replicas == 0 and not family.pods_by_ordinal:
        return State("asleep")
    if step.code == "twice":
        return State("unknown")
    blocked = _blocked(family, step, now=now)
    return State("blocked", blocked) if blocked else State(_by_step(family, step, undone, now=now))


def _are_to_come(pods: Part[tuple[Pod, ...]]) -> bool:
    """Whether they are not known yet; what may not be read is not taken for well."""
    return isinstance(pods, Unreadable) and (pods is NOT_READ or pods.why == LOADING)


def _blocked(family: Family, step: Step, *, now: datetime) -> Blocker | None:
    target = step.waits_for
    if step.verb == "blocked":
        return Blocker("Pod", step.pod or "") if target is None else Blocker.of(target)
    if step.verb != "wait" or target is None:
        return None
    if target.kind == "PersistentVolumeClaim":
        since = _to_go_since(family, claim=target.name)
        return Blocker.of(target) if _late(since, now=now) else None
    pod = waited_for(family, step)
    if pod is None or not (pod.terminating or target.what == "ready"):
        return None
    if pod.terminating:
        hopeless = bool(target.silent_node) or _held(pod, now=now)
    else:
        hopeless = pod_state(pod).state in HOPELESS
    return Blocker.of(target) if hopeless or _late(pod.late_since, now=now) else None


def _held(pod: Pod, *, now: datetime) -> bool:
    """Whether a pod whose grace period is over has finalizers: who set them takes them off."""
    end = pod.metadata.deletion_timestamp
    return bool(pod.metadata.finalizers) and end is not None and now > end


def _late(since: datetime | None, *, now: datetime) -> bool:
    return since is not None and (now - since).total_seconds() > STUCK_AFTER


def _to_go_since(family: Family, *, claim: str) -> datetime | None:
    claims = family.claims.value if isinstance(family.claims, Readable) else ()
    found = next((each for each in claims if each.metadata.name == claim), None)
    return found.metadata.deletion_timestamp if found is not None else None


_STATES: dict[Toward, SetState] = {
    "deletion": "deleting",
    "replicas": "scaling",
    "revision": "updating",
    "onDelete": "waitsForDelete",
}
"""What a set does on its way; the others are ends, at which all should be available."""


def _by_step(family: Family, step: Step, undone: Undone | None, *, now: datetime) -> SetState:
    under_way = _STATES.get(step.toward)
    if under_way == "scaling" and (_lost(family) or _given_up(undone)):
        under_way = None
    if under_way is not None:
        return under_way
    if not all(_available(family, each, now=now) for each in family.set.ordinals):
        return "degraded"
    return "held" if step.toward == "held" else "stable"


def _lost(family: Family) -> bool:
    """Whether pods at the end of the range were there, and are not any more.

    The controller counts the pods there are when it makes one, and before that there is none.
    """
    wanted = family.set.ordinals
    return not family.condemned and family.set.status.replicas >= len(wanted)


def _given_up(undone: Undone | None) -> bool:
    return undone is not None and (undone.seconds is None or undone.seconds >= BEHIND)


def _available(family: Family, ordinal: int, *, now: datetime) -> bool:
    """Whether the controller takes the pod of an ordinal for done: Ready for minReadySeconds."""
    pod = family.pods_by_ordinal.get(ordinal)
    if pod is None or not pod.running_and_ready or pod.terminating:
        return False
    minimum = family.set.spec.min_ready_seconds
    if not minimum:
        return True
    return member(
        pod, ordinal=ordinal, set_name=family.name, min_ready_seconds=minimum, now=now
    ).available


def _by_status(family: Family) -> SetState:
    stateful_set, status = family.set, family.set.status
    wanted = stateful_set.replicas
    if wanted == 0 and status.replicas == 0:
        return "asleep"
    if status.replicas != wanted:
        return "scaling"
    if status.current_revision != status.update_revision:
        if stateful_set.spec.update_strategy.type == "OnDelete":
            return "waitsForDelete"
        reached = status.updated_replicas >= wanted - stateful_set.partition
        if not reached:
            return "updating"
        if status.ready_replicas == wanted:
            return "held" if stateful_set.partition else "stable"
    return "stable" if status.ready_replicas == wanted else "degraded"

"""The state of a set: the controller's step, and what the pods and the status tell beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ststui.model import Unreadable
from ststui.report.pod_state import pod_state

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.controller import Step
    from ststui.model import Family

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


class State(NamedTuple):
    """A state, and who is at fault when it is blocked."""

    state: SetState
    blocked_by: str | None = None


def update_revision(family: Family) -> str:
    """Full name of the revision an update goes to.

    The newest ControllerRevision where these were read: ``status.updateRevision`` is written after
    the first deletion (stateful_set_control.go, v1.36).
    """
    if not isinstance(family.revisions, Unreadable) and family.revisions.value:
        return family.revisions.value[-1].metadata.name
    return family.set.status.update_revision


def set_state(family: Family, *, step: Step | None, now: datetime) -> State:
    """The state of a set.

    Args:
        family: the set.
        step: what the controller does next; None when pods could not be read.
        now: the API server's time.
    """
    stateful_set = family.set
    if stateful_set.metadata.deletion_timestamp is not None:
        return State("deleting")
    if stateful_set.status.observed_generation < stateful_set.metadata.generation:
        return State("notObserved")
    if step is None or isinstance(family.pods, Unreadable):
        return State(_by_status(family))
    if stateful_set.replicas == 0 and not family.pods_by_ordinal:
        return State("asleep")
    blocked = _blocked(family, step, now=now)
    return State("blocked", blocked) if blocked else State(_by_pods(family))


def _blocked(family: Family, step: Step, *, now: datetime) -> str | None:
    target = step.waits_for
    if step.verb == "blocked":
        return target.name if target is not None else step.pod
    if step.verb != "wait" or target is None:
        return None
    if target.kind != "Pod":
        return None
    pod = next((p for p in family.pods_by_ordinal.values() if p.metadata.name == target.name), None)
    if pod is None:
        return None
    if pod.terminating:
        until = pod.metadata.deletion_timestamp
        overdue = until is not None and (now - until).total_seconds() > STUCK_AFTER
        return target.name if overdue else None
    if target.what == "ready" and pod_state(pod).state in HOPELESS:
        return target.name
    ready = pod.ready_condition
    since = (ready and ready.last_transition_time) or pod.metadata.creation_timestamp
    waited = (now - since).total_seconds() if since is not None else 0.0
    return target.name if target.what == "ready" and waited > STUCK_AFTER else None


def _by_pods(family: Family) -> SetState:
    stateful_set = family.set
    wanted = list(stateful_set.ordinals)
    missing = [o for o in wanted if o not in family.pods_by_ordinal]
    if family.condemned or (missing and missing == wanted[len(wanted) - len(missing) :]):
        return "scaling"
    on_delete = stateful_set.spec.update_strategy.type == "OnDelete"
    if _outdated(family):
        return "waitsForDelete" if on_delete else "updating"
    ready = sum(1 for o in wanted if _ready(family, o))
    status = stateful_set.status
    updating = status.current_revision != status.update_revision
    if ready < stateful_set.replicas:
        return "updating" if updating and not on_delete and not missing else "degraded"
    return "held" if stateful_set.partition and updating else "stable"


def _ready(family: Family, ordinal: int) -> bool:
    pod = family.pods_by_ordinal.get(ordinal)
    return pod is not None and pod.running_and_ready and not pod.terminating


def _outdated(family: Family) -> bool:
    target = update_revision(family)
    boundary = family.set.start + family.set.partition
    return any(
        pod.revision != target
        for ordinal, pod in family.pods_by_ordinal.items()
        if ordinal >= boundary and ordinal in family.set.ordinals
    )


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

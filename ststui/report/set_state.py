"""The state of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ststui.model import Unreadable

if TYPE_CHECKING:
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


class Rollout(NamedTuple):
    """How far an update came; counts of ordinals in range."""

    ready: int
    """On the update revision and Ready, at or above the partition."""
    wanted: int
    """At or above the partition."""
    held: int
    """Below the partition."""
    outdated: int
    """At or above the partition and on another revision."""


class State(NamedTuple):
    """A state with the numbers its phrase needs."""

    state: SetState
    rollout: Rollout
    present: int
    """Owned pods that exist, in or outside the range."""


def update_revision(family: Family) -> str:
    """Full name of the revision an update goes to.

    The newest ControllerRevision where these were read: ``status.updateRevision`` is written after
    the first deletion (stateful_set_control.go, v1.36).
    """
    if not isinstance(family.revisions, Unreadable) and family.revisions.value:
        return family.revisions.value[-1].metadata.name
    return family.set.status.update_revision


def set_state(family: Family) -> State:
    """The state of a set by what is simple to see."""
    stateful_set = family.set
    rollout = _rollout(family)
    present = len(family.pods_by_ordinal)
    if stateful_set.metadata.deletion_timestamp is not None:
        return State("deleting", rollout, present)
    if stateful_set.status.observed_generation < stateful_set.metadata.generation:
        return State("notObserved", rollout, present)
    if isinstance(family.pods, Unreadable):
        return State(_by_status(family), rollout, stateful_set.status.replicas)
    if stateful_set.replicas == 0 and not present:
        return State("asleep", rollout, present)
    return State(_by_pods(family, rollout), rollout, present)


def _by_pods(family: Family, rollout: Rollout) -> SetState:
    stateful_set = family.set
    missing = [o for o in stateful_set.ordinals if o not in family.pods_by_ordinal]
    tail = list(stateful_set.ordinals)[len(stateful_set.ordinals) - len(missing) :]
    if family.condemned or (missing and missing == tail):
        return "scaling"
    on_delete = stateful_set.spec.update_strategy.type == "OnDelete"
    if rollout.outdated:
        return "waitsForDelete" if on_delete else "updating"
    ready = sum(
        1
        for o in stateful_set.ordinals
        if (pod := family.pods_by_ordinal.get(o)) and pod.running_and_ready and not pod.terminating
    )
    status = stateful_set.status
    updating = status.current_revision != status.update_revision
    if ready < stateful_set.replicas:
        return "updating" if updating and not on_delete and not missing else "degraded"
    return "held" if rollout.held and updating else "stable"


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


def _rollout(family: Family) -> Rollout:
    stateful_set = family.set
    target = update_revision(family)
    boundary = min(stateful_set.partition, stateful_set.replicas)
    ready = outdated = 0
    for ordinal in stateful_set.ordinals[boundary:]:
        pod = family.pods_by_ordinal.get(ordinal)
        if pod is None:
            continue
        if pod.revision != target:
            outdated += 1
        elif pod.running_and_ready and not pod.terminating:
            ready += 1
    return Rollout(
        ready=ready,
        wanted=len(stateful_set.ordinals) - boundary,
        held=max(boundary, 0),
        outdated=outdated,
    )

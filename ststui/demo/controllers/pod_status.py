"""A pod's status as the kubelet writes it from its containers' lives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.fields import at, condition, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.controllers.container_life import Life
    from ststui.demo.fields import Json


def is_sidecar(spec: Json) -> bool:
    """Whether an init container runs beside the others."""
    return spec.get("restartPolicy") == "Always"


def _init_done(life: Life) -> bool:
    if is_sidecar(life.spec):
        return life.started
    return life.phase == "ended" and life.ended.get("exitCode") == 0


def incomplete(first: list[Life]) -> list[str]:
    """Names of the init containers that are not done."""
    return [life.name for life in first if not _init_done(life)]


def phase_of(first: list[Life], main: list[Life]) -> str:
    """The pod's phase (getPhase of kubelet_pods.go 1.36)."""
    if incomplete(first):
        return "Pending"
    if any(life.phase in ("new", "pulling", "waiting") and not life.ended for life in main):
        return "Pending"
    return "Running"


def final_phase(main: list[Life]) -> str:
    """The phase of a pod whose containers were all stopped for good."""
    return "Failed" if any(life.ended.get("exitCode") for life in main) else "Succeeded"


def _condition(pod: Json, kind: str, why: tuple[str, str] | None, now: datetime) -> Json:
    state = "True" if why is None else "False"
    old = condition(pod, kind)
    since = old["lastTransitionTime"] if old.get("status") == state else stamp(now)
    new: Json = {
        "type": kind,
        "status": state,
        "observedGeneration": at(pod, "metadata", "generation", default=1),
        "lastProbeTime": None,
        "lastTransitionTime": since,
    }
    if why is not None:
        new["reason"], new["message"] = why
    return new


def _gates(pod: Json) -> tuple[str, str] | None:
    for gate in at(pod, "spec", "readinessGates", default=()):
        kind = gate["conditionType"]
        found = condition(pod, kind)
        if not found:
            text = f'corresponding condition of pod readiness gate "{kind}" does not exist.'
            return "ReadinessGatesNotReady", text
        if found.get("status") != "True":
            text = f'the status of pod readiness gate "{kind}" is not "True", but {found["status"]}'
            return "ReadinessGatesNotReady", text
    return None


def conditions(pod: Json, first: list[Life], main: list[Life], now: datetime) -> list[Json]:
    """The pod's conditions.

    Args:
        pod: The pod as stored; others' conditions are kept.
        first: Its init containers.
        main: Its containers.
        now: The cluster's moment.

    Returns:
        The conditions in the kubelet's order.
    """
    waiting = incomplete(first)
    unready = [life.name for life in first if is_sidecar(life.spec) and not life.ready]
    unready += [life.name for life in main if not life.ready]
    not_initialized = (
        ("ContainersNotInitialized", f"containers with incomplete status: [{' '.join(waiting)}]")
        if waiting
        else None
    )
    not_ready = (
        ("ContainersNotReady", f"containers with unready status: [{' '.join(unready)}]")
        if unready
        else None
    )
    mine = [
        _condition(pod, "PodReadyToStartContainers", None, now),
        _condition(pod, "Initialized", not_initialized, now),
        _condition(pod, "Ready", not_ready or _gates(pod), now),
        _condition(pod, "ContainersReady", not_ready, now),
    ]
    types = {item["type"] for item in mine}
    others = [
        item for item in at(pod, "status", "conditions", default=()) if item["type"] not in types
    ]
    return [*mine, *others]

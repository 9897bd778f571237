"""The state of a pod, by what the kubelet and the API server say of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ststui.model.metadata import condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.model import Pod
    from ststui.model.pod import ContainerStatus

OrdinalState = Literal[
    "running",
    "notReady",
    "pending",
    "starting",
    "crashing",
    "terminating",
    "failed",
    "succeeded",
    "missing",
    "nameTaken",
    "claimOnly",
    "unknown",
]
"""Closed set; docs/json.md."""

CRASHING = frozenset({"CrashLoopBackOff"})
"""Waiting reasons of a container that ran and ended (pkg/kubelet/container, v1.36)."""


class PodState(NamedTuple):
    """A state and the cluster's own words for why; raw text, to be escaped before it is shown."""

    state: OrdinalState
    reason: str | None


def pod_state(pod: Pod) -> PodState:
    """The state of a pod."""
    status = pod.status
    if pod.terminating:
        return PodState("terminating", status.reason or None)
    if status.phase == "Failed":
        return PodState("failed", status.reason or _last_words(pod))
    if status.phase == "Succeeded":
        return PodState("succeeded", status.reason or None)
    if status.phase == "Pending" and not pod.spec.node_name:
        return PodState("pending", _unscheduled(pod))
    if status.phase not in {"Pending", "Running"}:
        return PodState("unknown", status.reason or status.phase or None)
    return _on_its_node(pod)


def _on_its_node(pod: Pod) -> PodState:
    waiting = next(_troubled(pod), None)
    if waiting is not None:
        return waiting
    if pod.running_and_ready:
        return PodState("running", None)
    if pod.status.phase == "Pending":
        return PodState("starting", _first_waiting(pod))
    if any(each.started is False for each in pod.status.container_statuses):
        return PodState("starting", None)
    ready = pod.ready_condition
    return PodState("notReady", (ready.reason or None) if ready else None)


def _troubled(pod: Pod) -> Iterator[PodState]:
    for init, each in _statuses(pod):
        waiting, ended = each.state.waiting, each.state.terminated
        if waiting is not None and waiting.reason in CRASHING:
            yield PodState("crashing", waiting.reason)
        elif waiting is not None and waiting.fails:
            yield PodState("starting", waiting.reason)
        elif ended is not None and (not init or ended.exit_code != 0):
            # Between two restarts a crash loop shows its last end instead of the back-off.
            yield PodState("crashing", ended.reason or f"exit {ended.exit_code}")


def _statuses(pod: Pod) -> Iterator[tuple[bool, ContainerStatus]]:
    for each in pod.status.init_container_statuses:
        yield True, each
    for each in pod.status.container_statuses:
        yield False, each


def _first_waiting(pod: Pod) -> str | None:
    for _, each in _statuses(pod):
        if each.state.waiting is not None and each.state.waiting.reason:
            return each.state.waiting.reason
    return None


def _last_words(pod: Pod) -> str | None:
    for _, each in _statuses(pod):
        ended = each.state.terminated
        if ended is not None and ended.exit_code != 0:
            return ended.reason or f"exit {ended.exit_code}"
    return None


def _unscheduled(pod: Pod) -> str | None:
    scheduled = condition(pod.status.conditions, "PodScheduled")
    if scheduled is None or scheduled.status == "True":
        return None
    return _first_cause(scheduled.message) or scheduled.reason or None


def _first_cause(message: str) -> str:
    """The first sentence of the scheduler's message, without the count of nodes before it.

    Its form: ``0/3 nodes are available: 3 Insufficient cpu. no new claims to deallocate, …``
    (measured on 1.36.3).
    """
    _, _, causes = message.partition("nodes are available: ")
    return causes.partition(". ")[0].removesuffix(".")

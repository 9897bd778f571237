"""The containers of a pod, init containers first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.model.elapsed import seconds_since
from ststui.report.shape import Shape

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model import Pod
    from ststui.model.pod import Container, ContainerStatus

ContainerStateName = Literal["waiting", "running", "terminated", "notStarted"]
"""Closed set; notStarted: the kubelet has not written a status yet."""


class ContainerReport(Shape, frozen=True):
    """One container."""

    name: str
    init: bool
    sidecar: bool
    """An init container that goes on running: it counts for readiness."""
    state: ContainerStateName
    reason: str | None
    ready: bool
    restarts: int
    last_exit_code: int | None
    """Of the last end, or of this one if it has ended."""
    last_reason: str | None
    """Of that same end, e.g. ``OOMKilled``."""
    last_ended_seconds: int | None
    """Since that same end."""


def report_containers(pod: Pod, *, now: datetime) -> tuple[ContainerReport, ...]:
    """All containers of the spec, in the order they start."""
    init = {each.name: each for each in pod.status.init_container_statuses}
    main = {each.name: each for each in pod.status.container_statuses}
    return (
        *(
            _report(each, init.get(each.name), init=True, now=now)
            for each in pod.spec.init_containers
        ),
        *(_report(each, main.get(each.name), init=False, now=now) for each in pod.spec.containers),
    )


def _report(
    container: Container, status: ContainerStatus | None, *, init: bool, now: datetime
) -> ContainerReport:
    state, reason = _state(status)
    ended = (status.state.terminated or status.last_state.terminated) if status else None
    return ContainerReport(
        name=container.name,
        init=init,
        sidecar=init and container.restart_policy == "Always",
        state=state,
        reason=reason,
        ready=status.ready if status else False,
        restarts=status.restart_count if status else 0,
        last_exit_code=ended.exit_code if ended else None,
        last_reason=(ended.reason or None) if ended else None,
        last_ended_seconds=seconds_since(ended.finished_at, now=now) if ended else None,
    )


def _state(status: ContainerStatus | None) -> tuple[ContainerStateName, str | None]:
    if status is None:
        return "notStarted", None
    if status.state.running is not None:
        return "running", None
    if status.state.terminated is not None:
        return "terminated", status.state.terminated.reason or None
    if status.state.waiting is not None:
        return "waiting", status.state.waiting.reason or None
    return "notStarted", None

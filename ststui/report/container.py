"""The containers of a pod, init containers first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.report.shape import Shape

if TYPE_CHECKING:
    from ststui.model import Pod
    from ststui.model.pod import ContainerStatus

ContainerStateName = Literal["waiting", "running", "terminated", "notStarted"]
"""Closed set; notStarted: the kubelet has not written a status yet."""


class ContainerReport(Shape, frozen=True):
    """One container."""

    name: str
    init: bool
    state: ContainerStateName
    reason: str | None
    ready: bool
    restarts: int
    last_exit_code: int | None
    """Of the last end, or of this one if it has ended."""


def report_containers(pod: Pod) -> tuple[ContainerReport, ...]:
    """All containers of the spec, in the order they start."""
    init = {each.name: each for each in pod.status.init_container_statuses}
    main = {each.name: each for each in pod.status.container_statuses}
    return (
        *(_report(each.name, init.get(each.name), init=True) for each in pod.spec.init_containers),
        *(_report(each.name, main.get(each.name), init=False) for each in pod.spec.containers),
    )


def _report(name: str, status: ContainerStatus | None, *, init: bool) -> ContainerReport:
    state: ContainerStateName = "notStarted"
    reason: str | None = None
    code: int | None = None
    if status is not None:
        if status.last_state.terminated is not None:
            code = status.last_state.terminated.exit_code
        if status.state.running is not None:
            state = "running"
        elif status.state.terminated is not None:
            state, reason = "terminated", status.state.terminated.reason or None
            code = status.state.terminated.exit_code
        elif status.state.waiting is not None:
            state, reason = "waiting", status.state.waiting.reason or None
    return ContainerReport(
        name=name,
        init=init,
        state=state,
        reason=reason,
        ready=status.ready if status else False,
        restarts=status.restart_count if status else 0,
        last_exit_code=code,
    )

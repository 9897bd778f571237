"""What a kubelet says of a container in its different states."""

from __future__ import annotations

from ststui.diagnosis.moments import ago
from ststui.model.pod import ContainerState, ContainerStatus, Running, Terminated, Waiting


def waiting(reason: str, message: str, *, restarts: int) -> ContainerStatus:
    """It waits for a reason."""
    return ContainerStatus(
        name="main",
        started=False,
        restart_count=restarts,
        state=ContainerState(waiting=Waiting(reason=reason, message=message)),
    )


def crashed(ended: Terminated, waits: Waiting, *, restarts: int) -> ContainerStatus:
    """It ended and waits to be started again."""
    return ContainerStatus(
        name="main",
        started=False,
        restart_count=restarts,
        state=ContainerState(waiting=waits),
        last_state=ContainerState(terminated=ended),
    )


def running(
    *, ready: bool, started: bool, restarts: int, last: Terminated | None, for_: float
) -> ContainerStatus:
    """It runs, for so many seconds already."""
    return ContainerStatus(
        name="main",
        ready=ready,
        started=started,
        restart_count=restarts,
        state=ContainerState(running=Running(started_at=ago(for_))),
        last_state=ContainerState(terminated=last),
    )

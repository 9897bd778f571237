"""The words kubectl get pods prints for a pod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.demo.api.durations import age
from ststui.demo.fields import at, is_deleting, is_ready

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.fields import Json


def _statuses(pod: Json, part: str = "containerStatuses") -> list[Json]:
    found: list[Json] = at(pod, "status", part, default=[])
    return found


def pod_ready(pod: Json) -> str:
    """Ready containers of all, as in 1/1."""
    ready = sum(1 for item in _statuses(pod) if item.get("ready"))
    return f"{ready}/{len(at(pod, 'spec', 'containers', default=[]))}"


def pod_restarts(pod: Json, now: datetime) -> Any:
    """How often containers were restarted, and when last."""
    statuses = _statuses(pod)
    total = sum(item.get("restartCount", 0) for item in statuses)
    last = max(
        (at(item, "lastState", "terminated", "finishedAt", default="") for item in statuses),
        default="",
    )
    return f"{total} ({age(last, now)} ago)" if total and last else str(total)


def _container_word(item: Json) -> str:
    state = item.get("state", {})
    waiting, ended = state.get("waiting"), state.get("terminated")
    if waiting and waiting.get("reason"):
        return str(waiting["reason"])
    if ended:
        return str(ended.get("reason") or f"ExitCode:{ended.get('exitCode')}")
    return ""


def _init_word(pod: Json) -> str:
    statuses = _statuses(pod, "initContainerStatuses")
    for index, item in enumerate(statuses):
        ended = at(item, "state", "terminated")
        if ended is not None and ended.get("exitCode") == 0:
            continue
        word = _container_word(item)
        if word and word != "PodInitializing":
            return f"Init:{word}"
        return f"Init:{index}/{len(statuses)}"
    return ""


def pod_status(pod: Json) -> str:
    """The word of the STATUS column."""
    word = str(at(pod, "status", "reason") or at(pod, "status", "phase", default="Unknown"))
    gated = [
        item
        for item in at(pod, "status", "conditions", default=[])
        if item["type"] == "PodScheduled" and item.get("reason") == "SchedulingGated"
    ]
    if gated:
        word = "SchedulingGated"
    init = _init_word(pod)
    if init:
        word = init
    else:
        for item in reversed(_statuses(pod)):
            word = _container_word(item) or word
        running = any(at(item, "state", "running") and item["ready"] for item in _statuses(pod))
        if word == "Completed" and running:
            word = "Running" if is_ready(pod) else "NotReady"
    if is_deleting(pod):
        return "Unknown" if at(pod, "status", "reason") == "NodeLost" else "Terminating"
    return word

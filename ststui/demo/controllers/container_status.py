"""A container's status, written from its life and read back into one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo.controllers.container_life import Life
from ststui.demo.fields import at, moment_of, stamp

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.fields import Json


def container_status(life: Life) -> Json:
    """The container's status as the kubelet writes it."""
    state: Json
    if life.phase == "running":
        state = {"running": {"startedAt": stamp(life.since)}}
    elif life.phase == "ended":
        state = {"terminated": life.ended}
    else:
        state = {"waiting": {"reason": life.reason or "ContainerCreating"}}
        if life.message:
            state["waiting"]["message"] = life.message
    last = life.last
    if life.phase not in {"ended", "running"} and life.ended:
        last = {"terminated": life.ended}
    status: Json = {
        "name": life.name,
        "image": life.image,
        "imageID": f"{life.image}@demo" if life.container_id else "",
        "ready": life.ready,
        "started": life.phase == "running" and life.started,
        "restartCount": life.restarts,
        "state": state,
        "lastState": last,
    }
    if life.container_id:
        status["containerID"] = life.container_id
    return status


def life_from_status(spec: Json, status: Json, now: datetime) -> Life:
    """The life of a container that was running already when it was first seen."""
    running = at(status, "state", "running", "startedAt")
    life = Life(
        spec=spec,
        since=moment_of(running) if running else now,
        restarts=status.get("restartCount", 0),
        ready=status.get("ready", False),
        started=status.get("started", False),
        container_id=status.get("containerID", ""),
        last=status.get("lastState", {}),
    )
    ended = at(status, "state", "terminated")
    if running:
        life.phase = "running"
    elif ended:
        life.phase, life.ended = "ended", ended
    return life

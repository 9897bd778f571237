"""Container logs, computed from when a container started and how it behaves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isinf
from typing import TYPE_CHECKING

from ststui.demo import refusal
from ststui.demo.fields import Json, at, moment_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.demo.behaviour import Behaviour
    from ststui.demo.cluster import Cluster

BEAT_SECONDS = 10
"""A running container writes a line so often."""
_MOST_BEATS = 2000
"""Older lines are rotated away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a log."""

    when: datetime
    """When it was written."""
    text: str
    """Without the line's end."""


def container_of(pod: Json, name: str) -> Json:
    """The container a request names, or the only one.

    Raises:
        RefusedError: 400 if there is none of the name, or several and no name.
    """
    first: list[Json] = at(pod, "spec", "initContainers", default=[])
    main: list[Json] = at(pod, "spec", "containers", default=[])
    if not name and len(main) == 1:
        return main[0]
    if not name:
        choices = " ".join(item["name"] for item in main)
        inits = " ".join(item["name"] for item in first)
        more = f" or one of the init containers: [{inits}]" if first else ""
        raise refusal.bad_request(
            f"a container name must be specified for pod {name_of(pod)}, "
            f"choose one of: [{choices}]{more}"
        )
    for item in (*main, *first):
        if item["name"] == name:
            return item
    raise refusal.bad_request(f"container {name} is not valid for pod {name_of(pod)}")


def _status(pod: Json, name: str) -> Json:
    for part in ("containerStatuses", "initContainerStatuses"):
        for item in at(pod, "status", part, default=()):
            if item["name"] == name:
                found: Json = item
                return found
    return {}


def log_lines(cluster: Cluster, pod: Json, container: Json, *, previous: bool) -> list[Line]:
    """All lines there are now.

    Args:
        cluster: Where.
        pod: The pod.
        container: Its container.
        previous: Of the instance before the last restart.

    Returns:
        Lines, oldest first.

    Raises:
        RefusedError: 400 if the container has not started, or was never restarted.
    """
    name = str(container["name"])
    status = _status(pod, name)
    behaviour = cluster.behaviours.of(pod, container)
    ended = at(status, "state", "terminated")
    last = at(status, "lastState", "terminated")
    if previous:
        if last is None:
            raise refusal.bad_request(
                f'previous terminated container "{name}" in pod "{name_of(pod)}" not found'
            )
        ended = last
    running = None if previous else at(status, "state", "running", "startedAt")
    if running is not None:
        lines = _written(
            pod,
            behaviour,
            moment_of(running),
            cluster.now(),
            None,
            ready=status.get("ready", False),
        )
        return list(lines)
    ended = ended or last
    if ended is None:
        reason = at(status, "state", "waiting", "reason", default="ContainerCreating")
        raise refusal.bad_request(
            f'container "{name}" in pod "{name_of(pod)}" is waiting to start: {reason}'
        )
    start, end = moment_of(ended["startedAt"]), moment_of(ended["finishedAt"])
    return list(_written(pod, behaviour, start, end, ended))


def _written(
    pod: Json,
    behaviour: Behaviour,
    start: datetime,
    until: datetime,
    ended: Json | None,
    *,
    ready: bool = False,
) -> Iterator[Line]:
    yield Line(when=start, text=f"starting {name_of(pod)}")
    for text in behaviour.log:
        yield Line(when=start, text=text)
    if behaviour.waits_for:
        waited = int((until - start).total_seconds() // 2)
        for number in range(max(0, waited - _MOST_BEATS), waited):
            when = start + timedelta(seconds=2 * number)
            yield Line(
                when=when, text=f"** server can't find {behaviour.waits_for}: NXDOMAIN, waiting"
            )
    elif behaviour.exit_code is None and not isinf(behaviour.ready_seconds):
        yield from _beats(behaviour, start, until, ready=ready)
    if ended is not None and ended.get("exitCode"):
        text = "Killed" if ended["exitCode"] == 137 else f"exiting with code {ended['exitCode']}"
        yield Line(when=until, text=text)


def _beats(
    behaviour: Behaviour, start: datetime, until: datetime, *, ready: bool
) -> Iterator[Line]:
    expected = start + timedelta(seconds=behaviour.ready_seconds)
    # The moments of a status are whole seconds: one that is ready may be so before its time.
    opened = min(expected, until) if ready else expected
    if opened <= until:
        yield Line(when=opened, text="ready to accept connections")
    count = int((until - opened).total_seconds() // BEAT_SECONDS)
    for number in range(max(1, count - _MOST_BEATS), count + 1):
        when = opened + timedelta(seconds=number * BEAT_SECONDS)
        yield Line(when=when, text=f"checkpoint {number} complete: wrote {17 * number % 211} pages")

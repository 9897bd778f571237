"""One container's life on a node: pulled, started, ready, crashed, backed off, stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isinf
from typing import TYPE_CHECKING, Protocol

from ststui.demo.fields import Json, at, moment_of, stamp

if TYPE_CHECKING:
    from ststui.demo.behaviour import Behaviour

BACK_OFF_FIRST, BACK_OFF_MOST = 10.0, 300.0
"""Seconds between restarts, doubling (kubelet 1.36)."""
_CONFIG_RETRY = 12.0
_FORGIVEN = 600.0
"""Seconds of running after which crashes are forgotten."""
_WAIT_POLL = 2.0
"""Seconds between two questions to DNS."""


class Surroundings(Protocol):
    """What a container's life needs from its node."""

    def say(self, severity: str, reason: str, message: str) -> None:
        """Record an event about the container."""

    def has_image(self, image: str) -> bool:
        """Whether the node has an image."""

    def keep_image(self, image: str) -> None:
        """Note that the node has an image now."""

    def resolves(self, name: str) -> bool:
        """Whether the cluster's DNS answers a name."""

    def new_id(self) -> str:
        """A container id."""

    def pod_text(self) -> str:
        """The pod as the kubelet writes it: name_namespace(uid)."""


@dataclass(slots=True, kw_only=True)
class Life:
    """The state of one container."""

    spec: Json
    since: datetime
    phase: str = "new"
    """new, pulling, waiting, running or ended."""
    reason: str = "ContainerCreating"
    message: str = ""
    restarts: int = 0
    crashes: int = 0
    started: bool = False
    ready: bool = False
    container_id: str = ""
    ended: Json = field(default_factory=dict)
    last: Json = field(default_factory=dict)
    due: datetime | None = None
    """When something happens next; None if nothing does by itself."""
    complained: datetime | None = None
    pull_failures: int = 0

    @property
    def name(self) -> str:
        """The container's name."""
        return str(self.spec["name"])

    @property
    def image(self) -> str:
        """The container's image."""
        return str(self.spec["image"])

    def advance(self, now: datetime, behaviour: Behaviour, around: Surroundings) -> None:
        """Do what is due by now."""
        if behaviour.crashed is not None:
            self._stay_crashed(now, behaviour)
            return
        while self.due is None or self.due <= now:
            before = (self.phase, self.due, self.ready, self.reason)
            if self.phase in ("new", "waiting"):
                self._begin(now, behaviour, around)
            elif self.phase == "pulling":
                self._pulled(now, behaviour, around)
            elif self.phase == "running":
                self._run(now, behaviour, around)
            elif self.phase == "ended":
                self._after_end(now, around)
            if self.due is None or before == (self.phase, self.due, self.ready, self.reason):
                return

    def _stay_crashed(self, now: datetime, behaviour: Behaviour) -> None:
        reason = behaviour.exit_reason or "Error"
        if self.phase == "waiting" and self.reason == "CrashLoopBackOff":
            return
        ended = {
            "exitCode": 137 if reason == "OOMKilled" else 1,
            "reason": reason,
            "startedAt": stamp(now),
            "finishedAt": stamp(now),
        }
        self.restarts, self.last = behaviour.crashed or 0, {"terminated": ended}
        text = f"back-off 40s restarting failed container={self.name}"
        self._wait(now, "CrashLoopBackOff", text, 0.0)
        self.due = None

    def _begin(self, now: datetime, behaviour: Behaviour, around: Surroundings) -> None:
        if behaviour.holds:
            self._wait(now, behaviour.holds, "", 0.0)
            self.due = None
            return
        if behaviour.config_error:
            self._wait(now, "CreateContainerConfigError", behaviour.config_error, _CONFIG_RETRY)
            around.say("Warning", "Failed", f"Error: {behaviour.config_error}")
            return
        if behaviour.pull_error:
            self._fail_pull(now, behaviour, around)
            return
        self.pull_failures = 0
        if around.has_image(self.image) and self.spec.get("imagePullPolicy") != "Always":
            if self.phase == "new" or self.restarts:
                around.say(
                    "Normal",
                    "Pulled",
                    f'Container image "{self.image}" already present on machine and can be '
                    "accessed by the pod",
                )
            self._start(now, behaviour, around)
            return
        around.say("Normal", "Pulling", f'Pulling image "{self.image}"')
        self.phase, self.reason, self.message = "pulling", "ContainerCreating", ""
        self.due = now + timedelta(seconds=behaviour.pull_seconds)

    def _fail_pull(self, now: datetime, behaviour: Behaviour, around: Surroundings) -> None:
        error = behaviour.pull_error
        if self.reason == "ErrImagePull":
            text = f'Back-off pulling image "{self.image}"'
            delay = min(BACK_OFF_FIRST * 2 ** (self.pull_failures - 1), BACK_OFF_MOST)
            self._wait(now, "ImagePullBackOff", f"{text}: ErrImagePull: {error}", delay)
            around.say("Normal", "BackOff", text)
            around.say("Warning", "Failed", "Error: ImagePullBackOff")
            return
        around.say("Normal", "Pulling", f'Pulling image "{self.image}"')
        around.say("Warning", "Failed", f'Failed to pull image "{self.image}": {error}')
        around.say("Warning", "Failed", "Error: ErrImagePull")
        self.pull_failures += 1
        self._wait(now, "ErrImagePull", error, 2.0)

    def _wait(self, now: datetime, reason: str, message: str, seconds: float) -> None:
        self.phase, self.reason, self.message = "waiting", reason, message
        self.started = self.ready = False
        self.due = now + timedelta(seconds=seconds)

    def _pulled(self, now: datetime, behaviour: Behaviour, around: Surroundings) -> None:
        around.keep_image(self.image)
        took = f"{behaviour.pull_seconds:g}s"
        around.say(
            "Normal",
            "Pulled",
            f'Successfully pulled image "{self.image}" in {took} ({took} including waiting). '
            "Image size: 157286400 bytes.",
        )
        self._start(now, behaviour, around)

    def _start(self, now: datetime, behaviour: Behaviour, around: Surroundings) -> None:
        if behaviour.start_error:
            around.say("Warning", "Failed", f"Error: {behaviour.start_error}")
            self._end(now, 128, "StartError", behaviour.start_error)
            return
        if self.ended:
            self.last = {"terminated": self.ended}
            self.restarts += 1
            self.ended = {}
        self.container_id = around.new_id()
        around.say("Normal", "Created", "Container created")
        around.say("Normal", "Started", "Container started")
        self.phase, self.since, self.due = "running", now, now
        self.started = "startupProbe" not in self.spec
        self.complained = None

    def _run(self, now: datetime, behaviour: Behaviour, around: Surroundings) -> None:
        wakes: list[datetime] = []
        if behaviour.waits_for:
            if around.resolves(behaviour.waits_for):
                self._end(now, 0, "Completed", "")
            else:
                self.due = now + timedelta(seconds=_WAIT_POLL)
                self.started = True
            return
        if behaviour.exit_code is not None:
            ends = self.since + timedelta(seconds=behaviour.exit_seconds)
            if ends <= now:
                default = "Error" if behaviour.exit_code else "Completed"
                self._end(now, behaviour.exit_code, behaviour.exit_reason or default, "")
                return
            wakes.append(ends)
        self._probe(now, behaviour, around, wakes)
        self.due = min(wakes) if wakes else None

    def _probe(
        self, now: datetime, behaviour: Behaviour, around: Surroundings, wakes: list[datetime]
    ) -> None:
        startup = self.spec.get("startupProbe")
        if startup is not None and not self.started:
            if self._reached(behaviour.startup_seconds, now, wakes):
                self.started = True
            else:
                self.ready = False
                self._complain("Startup", startup, now, (behaviour, around), wakes)
                return
        probe = self.spec.get("readinessProbe")
        if probe is None:
            self.ready = not behaviour.unready_always
            return
        delay = max(behaviour.ready_seconds, probe.get("initialDelaySeconds", 0))
        self.ready = self._reached(delay, now, wakes)
        if self.ready and behaviour.flap_seconds:
            passed = (now - self.since).total_seconds() - delay
            turn = int(passed // behaviour.flap_seconds)
            self.ready = turn % 2 == 0
            turns = timedelta(seconds=delay + (turn + 1) * behaviour.flap_seconds)
            wakes.append(self.since + turns)
        if not self.ready:
            self._complain("Readiness", probe, now, (behaviour, around), wakes)

    def _reached(self, seconds: float, now: datetime, wakes: list[datetime]) -> bool:
        if isinf(seconds):
            return False
        moment = self.since + timedelta(seconds=seconds)
        if moment > now:
            wakes.append(moment)
        return moment <= now

    def _complain(
        self,
        what: str,
        probe: Json,
        now: datetime,
        parts: tuple[Behaviour, Surroundings],
        wakes: list[datetime],
    ) -> None:
        """Record that a probe failed, once in its period."""
        behaviour, around = parts
        period = timedelta(seconds=probe.get("periodSeconds", 10))
        first = self.since + timedelta(seconds=probe.get("initialDelaySeconds", 0)) + period
        upcoming = first if self.complained is None else self.complained + period
        if upcoming <= now:
            self.complained = now
            text = f"{what} probe failed: {behaviour.unready_message}"
            around.say("Warning", "Unhealthy", text)
            upcoming = now + period
        wakes.append(upcoming)

    def _end(self, now: datetime, code: int, reason: str, message: str) -> None:
        if self.phase == "running" and (now - self.since).total_seconds() > _FORGIVEN:
            self.crashes = 0
        if reason == "StartError" and self.ended:
            self.last = {"terminated": self.ended}
            self.restarts += 1
        self.ended = {
            "exitCode": code,
            "reason": reason,
            "startedAt": stamp(self.since),
            "finishedAt": stamp(now),
            "containerID": self.container_id,
        }
        if message:
            self.ended["message"] = message
        self.phase, self.ready, self.started = "ended", False, False
        self.crashes += 1
        self.reason = ""
        self.due = now + timedelta(seconds=1.0)

    def _after_end(self, now: datetime, around: Surroundings) -> None:
        """What the kubelet does a moment after the end: restart, or back off."""
        if self.crashes <= 1:
            self._wait(now, "CrashLoopBackOff", "", 0.0)
            return
        delay = min(BACK_OFF_FIRST * 2 ** (self.crashes - 2), BACK_OFF_MOST)
        around.say(
            "Warning",
            "BackOff",
            f"Back-off restarting failed container {self.name} in pod {around.pod_text()}",
        )
        text = f"back-off {_span(delay)} restarting failed container={self.name} "
        self._wait(now, "CrashLoopBackOff", text + f"pod={around.pod_text()}", delay)

    def finish(self) -> None:
        """Let an init container that ended well stay ended."""
        self.due = None

    def stop(self, now: datetime, *, code: int) -> None:
        """End the container for good, as a termination of its pod does."""
        if self.phase == "running":
            self._end(now, code, "Error" if code else "Completed", "")
        self.due = None

    def status(self) -> Json:
        """The container's status as the kubelet writes it."""
        state: Json
        if self.phase == "running":
            state = {"running": {"startedAt": stamp(self.since)}}
        elif self.phase == "ended":
            state = {"terminated": self.ended}
        else:
            state = {"waiting": {"reason": self.reason or "ContainerCreating"}}
            if self.message:
                state["waiting"]["message"] = self.message
        last = self.last
        if self.phase not in {"ended", "running"} and self.ended:
            last = {"terminated": self.ended}
        status: Json = {
            "name": self.name,
            "image": self.image,
            "imageID": f"{self.image}@demo" if self.container_id else "",
            "ready": self.ready,
            "started": self.phase == "running" and self.started,
            "restartCount": self.restarts,
            "state": state,
            "lastState": last,
        }
        if self.container_id:
            status["containerID"] = self.container_id
        return status


def _span(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 60}m{whole % 60}s" if whole >= 60 else f"{whole}s"


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

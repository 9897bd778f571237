"""One container's life on a node: pulled, started, ready, crashed, backed off, stopped."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isinf
from typing import TYPE_CHECKING

from ststui.demo.controllers.probing import probe
from ststui.demo.controllers.pulling import fail_pull
from ststui.demo.fields import Json, stamp

if TYPE_CHECKING:
    from ststui.demo.behaviour import Behaviour
    from ststui.demo.controllers.surroundings import Surroundings

BACK_OFF_FIRST, BACK_OFF_MOST = 10.0, 300.0
"""Seconds between restarts, doubling (kubelet 1.36)."""
_CONFIG_RETRY = 12.0
_FORGIVEN = 600.0
"""Seconds of running after which crashes are forgotten."""
_WAIT_POLL = 2.0
"""Seconds between two questions to DNS."""


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
        self.wait(now, "CrashLoopBackOff", text, 0.0)
        self.due = None

    def _begin(self, now: datetime, behaviour: Behaviour, around: Surroundings) -> None:
        if behaviour.holds:
            self.wait(now, behaviour.holds, "", 0.0)
            self.due = None
            return
        if behaviour.config_error:
            self.wait(now, "CreateContainerConfigError", behaviour.config_error, _CONFIG_RETRY)
            around.say("Warning", "Failed", f"Error: {behaviour.config_error}")
            return
        if behaviour.pull_error:
            fail_pull(self, now, behaviour, around)
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

    def wait(self, now: datetime, reason: str, message: str, seconds: float) -> None:
        """Wait for a reason, and look again after some seconds."""
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
        if self._fails_liveness(now, behaviour, around, wakes):
            return
        probe(self, now, (behaviour, around), wakes)
        self.due = min(wakes) if wakes else None

    def _fails_liveness(
        self, now: datetime, behaviour: Behaviour, around: Surroundings, wakes: list[datetime]
    ) -> bool:
        if "livenessProbe" not in self.spec or isinf(behaviour.liveness_seconds):
            return False
        fails = self.since + timedelta(seconds=behaviour.liveness_seconds)
        if fails > now:
            wakes.append(fails)
            return False
        text = f"Liveness probe failed: {behaviour.unready_message}"
        around.say("Warning", "Unhealthy", text)
        text = f"Container {self.name} failed liveness probe, will be restarted"
        around.say("Normal", "Killing", text)
        self._end(now, behaviour.stop_code, "Error" if behaviour.stop_code else "Completed", "")
        return True

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
        if self.ended.get("reason") == "StartError":
            delay = min(BACK_OFF_FIRST * 2 ** (self.crashes - 1), BACK_OFF_MOST)
            self.wait(now, "RunContainerError", self.ended.get("message", ""), delay)
            return
        if self.crashes <= 1:
            self.wait(now, "CrashLoopBackOff", "", 0.0)
            return
        delay = min(BACK_OFF_FIRST * 2 ** (self.crashes - 2), BACK_OFF_MOST)
        around.say(
            "Warning",
            "BackOff",
            f"Back-off restarting failed container {self.name} in pod {around.pod_text()}",
        )
        text = f"back-off {span(delay)} restarting failed container={self.name} "
        self.wait(now, "CrashLoopBackOff", text + f"pod={around.pod_text()}", delay)

    def finish(self) -> None:
        """Let an init container that ended well stay ended."""
        self.due = None

    def stop(self, now: datetime, *, code: int) -> None:
        """End the container for good, as a termination of its pod does."""
        if self.phase == "running":
            self._end(now, code, "Error" if code else "Completed", "")
        self.due = None


def span(seconds: float) -> str:
    """Seconds as the kubelet writes them: 10s, 2m40s."""
    whole = int(seconds)
    return f"{whole // 60}m{whole % 60}s" if whole >= 60 else f"{whole}s"

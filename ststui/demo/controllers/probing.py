"""Startup and readiness probes: what they say of a container, and when that may change."""

from __future__ import annotations

from datetime import timedelta
from math import isinf
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.demo.behaviour import Behaviour
    from ststui.demo.controllers.container_life import Life
    from ststui.demo.controllers.surroundings import Surroundings
    from ststui.demo.fields import Json


def probe(
    life: Life, now: datetime, parts: tuple[Behaviour, Surroundings], wakes: list[datetime]
) -> None:
    """Decide whether a running container is started and ready.

    Args:
        life: The container; its started and ready are set.
        now: The cluster's moment.
        parts: How it behaves, and where.
        wakes: Gets the moments at which the answer may change.
    """
    behaviour = parts[0]
    startup = life.spec.get("startupProbe")
    if startup is not None and not life.started:
        if _reached(life, behaviour.startup_seconds, now, wakes):
            life.started = True
        else:
            life.ready = False
            _complain(life, "Startup", startup, now, parts, wakes)
            return
    wanted = life.spec.get("readinessProbe")
    if wanted is None:
        life.ready = not behaviour.unready_always
        return
    delay = max(behaviour.ready_seconds, wanted.get("initialDelaySeconds", 0))
    life.ready = _reached(life, delay, now, wakes)
    if life.ready and behaviour.flap_seconds:
        passed = (now - life.since).total_seconds() - delay
        turn = int(passed // behaviour.flap_seconds)
        life.ready = turn % 2 == 0
        turns = timedelta(seconds=delay + (turn + 1) * behaviour.flap_seconds)
        wakes.append(life.since + turns)
    if not life.ready:
        _complain(life, "Readiness", wanted, now, parts, wakes)


def _reached(life: Life, seconds: float, now: datetime, wakes: list[datetime]) -> bool:
    if isinf(seconds):
        return False
    moment = life.since + timedelta(seconds=seconds)
    if moment > now:
        wakes.append(moment)
    return moment <= now


def _complain(
    life: Life,
    what: str,
    wanted: Json,
    now: datetime,
    parts: tuple[Behaviour, Surroundings],
    wakes: list[datetime],
) -> None:
    """Record that a probe failed, once in its period."""
    behaviour, around = parts
    period = timedelta(seconds=wanted.get("periodSeconds", 10))
    first = life.since + timedelta(seconds=wanted.get("initialDelaySeconds", 0)) + period
    upcoming = first if life.complained is None else life.complained + period
    if upcoming <= now:
        life.complained = now
        text = f"{what} probe failed: {behaviour.unready_message}"
        around.say("Warning", "Unhealthy", text)
        upcoming = now + period
    wakes.append(upcoming)

"""The next step of a scene in one line, and what the cases of several files begin with."""

from __future__ import annotations

from ststui.controller import Step, next_step
from ststui.model.stateful_set import ClaimRetention
from tests.controller.scene import NEW, NOW, Scene

V136 = "v1.36.3"
V137 = "v1.37.2"

SCALED = ClaimRetention(when_deleted="Retain", when_scaled="Delete")
DELETED = ClaimRetention(when_deleted="Delete", when_scaled="Retain")
"""Retention policies."""

UPDATING = Scene(update=NEW)
"""A rollout."""
DATA = Scene(templates=("data",))
"""With one claim an ordinal."""


def said(scene: Scene, *, version: str = V136) -> str:
    """The step in one line: ``delete web-2 (outdated) on web-new``."""
    step = next_step(scene.family(), now=NOW, server_version=version)
    assert step is not None
    return "; ".join(map(words, (step, *step.allowed)))


def words(step: Step) -> str:
    parts = [step.verb, *(each for each in (step.pod, step.claim) if each)]
    if step.code:
        parts.append(f"({step.code})")
    if step.revision:
        parts.append(f"on {step.revision}")
    if step.waits_for:
        target = step.waits_for
        seconds = "" if target.seconds is None else f" in {target.seconds}"
        parts.append(f"until {target.kind} {target.name} {target.what}{seconds}")
    return " ".join(parts)

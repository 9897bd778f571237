"""The controller's next steps as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.controller import next_step
from ststui.controller.undone import SINGLE_LOOK, Lookout, left_undone
from ststui.controller.versions import behaviour, spoken, version_numbers
from ststui.report.shape import API_VERSION, Shape
from ststui.report.tree import UnreadableReport
from ststui.report.undone import UndoneReport, report_undone
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.controller import Step
    from ststui.controller.undone import Undone
    from ststui.model import Family


class WaitsForReport(Shape, frozen=True):
    """What has to happen before the controller goes on."""

    kind: str
    name: str
    what: str
    seconds: int | None


class StepReport(Shape, frozen=True):
    """One step."""

    verb: str
    pod: str | None
    claim: str | None
    revision: str | None
    code: str | None
    waits_for: WaitsForReport | None
    sentence: str
    allowed: tuple[StepReport, ...]
    """Further steps that the same sync may do; these have none of their own."""


class SetStep(Shape, frozen=True):
    """A set and its step; null when its pods could not be read."""

    context: str
    namespace: str
    name: str
    step: StepReport | None
    undone: UndoneReport | None
    """Where the step has not been done for a while; null otherwise."""


class Assumed(Shape, frozen=True):
    """What is taken for granted: feature gates cannot be read from the API."""

    version: str
    """Whose controller is assumed, with its default gates."""
    max_unavailable: bool
    """rollingUpdate.maxUnavailable counts."""
    recreate: bool
    """Strategy Recreate deletes all outdated pods first; else it updates as with RollingUpdate."""


def assumed(version: str | None) -> Assumed:
    """What is taken for granted of a control plane (None: the newest known one)."""
    of_version = behaviour(version)
    return Assumed(
        version=spoken(version_numbers(version)),
        max_unavailable=of_version.max_unavailable,
        recreate=of_version.recreates,
    )


class NextSteps(Shape, frozen=True, kw_only=True):
    """``ststui next -o json``."""

    api_version: str = API_VERSION
    kind: Literal["NextSteps"] = "NextSteps"
    context: str
    namespace: str | None
    now: str
    kubernetes_version: str | None
    """Of the control plane; null = not known, then the newest known behaviour is assumed."""
    assumed: Assumed
    sets: tuple[SetStep, ...]
    unreadable: tuple[UnreadableReport, ...]


def report_step(
    family: Family, *, now: datetime, server_version: str | None, lookout: Lookout = SINGLE_LOOK
) -> SetStep:
    """The next step of a family."""
    step = next_step(family, now=now, server_version=server_version)
    undone = left_undone(family, step, now=now, lookout=lookout)
    return SetStep(
        context=family.context,
        namespace=family.namespace,
        name=family.name,
        step=None if step is None else _step(step, set_name=family.name, undone=undone),
        undone=report_undone(undone),
    )


def _step(step: Step, *, set_name: str, undone: Undone | None = None) -> StepReport:
    target = step.waits_for
    return StepReport(
        verb=step.verb,
        pod=step.pod,
        claim=step.claim,
        revision=step.revision,
        code=step.code,
        waits_for=None
        if target is None
        else WaitsForReport(
            kind=target.kind, name=target.name, what=target.what, seconds=target.seconds
        ),
        sentence=step_sentence(step, set_name=set_name, undone=undone),
        allowed=tuple(_step(each, set_name=set_name) for each in step.allowed),
    )

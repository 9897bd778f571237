"""Annotations by which tests ask pods to misbehave, on the embedded cluster as on the test bed.

Their value is "true", or the ordinals they are meant for ("0,2"), so that a pod template can speak
of pods that do not exist yet.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.demo.fields import annotations_of, labels_of

if TYPE_CHECKING:
    from ststui.demo.behaviour import Behaviour
    from ststui.demo.fields import Json

PREFIX = "ststui.test/"
"""What their names begin with."""


def asked_marks(pod: Json) -> dict[str, str]:
    """The annotations of a pod that ask for something, without their prefix."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in annotations_of(pod).items()
        if name.startswith(PREFIX)
    }


def _is_asked(marks: dict[str, str], what: str, ordinal: str) -> bool:
    value = marks.get(what, "")
    return value == "true" or ordinal in value.split(",")


def _seconds(text: str) -> float:
    number = text.removesuffix("s")
    return float(number) if number.replace(".", "", 1).isdigit() else 0.0


def asked_behaviour(pod: Json, usual: Behaviour) -> Behaviour:
    """The behaviour annotations ask for, else the usual one.

    Args:
        pod: The pod.
        usual: How the container behaves otherwise.

    Returns:
        The behaviour.
    """
    marks = asked_marks(pod)
    if not marks:
        return usual
    ordinal = labels_of(pod).get("apps.kubernetes.io/pod-index", "-")
    found = replace(
        usual,
        lingers=_is_asked(marks, "linger", ordinal),
        stop_seconds=_seconds(marks["stop-delay"]) if "stop-delay" in marks else usual.stop_seconds,
        ready_seconds=_seconds(marks["delay"]) if "delay" in marks else usual.ready_seconds,
    )
    if _is_asked(marks, "fail", ordinal):
        return replace(found, final_phase="Failed")
    if _is_asked(marks, "succeed", ordinal):
        return replace(found, final_phase="Succeeded")
    if _is_asked(marks, "hold", ordinal):
        return replace(found, holds=marks.get("reason", "ContainerCreating"))
    if _is_asked(marks, "crash", ordinal):
        reason = marks.get("exit-reason", "Error")
        return replace(found, crashed=int(marks.get("restarts", "3")), exit_reason=reason)
    if _is_asked(marks, "unready", ordinal):
        return replace(found, ready_seconds=float("inf"), unready_always=True)
    return found

"""The autoscaler of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.diagnosis.signs.event import event_evidence
from ststui.model import HorizontalPodAutoscaler
from ststui.model.budget import AutoscalerSpec, AutoscalerStatus, ScaleTarget
from ststui.model.family import autoscalers_of
from ststui.model.metadata import Condition, Metadata, condition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Event


HOUR: Final = 3600

AMBIGUOUS: Final = "AmbiguousSelector"
"""Why an autoscaler does not count: another one does for the same pods
(validateAndParseSelector, pkg/controller/podautoscaler/horizontal.go, v1.36)."""

_OTHERWISE_TOLD: Final = ("ScalingDisabled", AMBIGUOUS)

TWO: Final = 2


def _scalers(seen: Seen) -> Iterator[HorizontalPodAutoscaler]:
    return autoscalers_of(seen.family.name, seen.autoscalers)


def _scaler_exists(seen: Seen) -> Match | None:
    for each in _scalers(seen):
        least = _least(each)
        return found(
            f"scaleTargetRef: StatefulSet {seen.family.name}",
            f"HorizontalPodAutoscaler {each.metadata.name}",
            scaler=each.metadata.name,
            least=least,
            most=str(each.spec.max_replicas),
        )
    return None


def _scaler_fights(seen: Seen) -> Match | None:
    """Bounds are made good once after each change of them; twice in an hour is somebody's doing."""
    for each in _scalers(seen):
        back = [event for event in seen.events(each.metadata.uid) if _set_back(seen, event)]
        if sum(map(_in_an_hour, back)) < TWO:
            continue
        name = f"HorizontalPodAutoscaler {each.metadata.name}"
        facts = {"scaler": each.metadata.name, "least": _least(each)}
        facts["most"] = str(each.spec.max_replicas)
        return Match(evidence=(event_evidence(back[-1], name),), facts=facts)
    return None


def _set_back(seen: Seen, event: Event) -> bool:
    """Whether an autoscaler told of late that it brought the replicas back within its bounds."""
    age = seen.seconds_since(event.at)
    beyond = "Spec.MinReplicas" in event.message or "Spec.MaxReplicas" in event.message
    return event.reason == "SuccessfulRescale" and beyond and age is not None and age < HOUR


def _in_an_hour(event: Event) -> float:
    """How often it comes in an hour.

    The count goes on for as long as the autoscaler's controller lives, also after the event itself
    has gone and is written anew (recordEvent, client-go/tools/record/event.go, v0.36).
    """
    first, last = event.first_timestamp, event.at
    lasted = (last - first).total_seconds() if first and last else 0.0
    return event.times if lasted <= HOUR else max(event.times * HOUR / lasted, 1.0)


def _least(scaler: HorizontalPodAutoscaler) -> str:
    """Its minReplicas: 1 where it is left out, and it may be 0 (HPAScaleToZero)."""
    least = scaler.spec.min_replicas
    return str(1 if least is None else least)


def _scaled_twice(seen: Seen) -> Match | None:
    """What the controller itself says tells also of another set or Deployment with these pods."""
    mine = list(_scalers(seen))
    names = [each.metadata.name for each in mine]
    for each in mine:
        active = condition(each.status.conditions, "ScalingActive")
        if active is not None and (active.status, active.reason) == ("False", AMBIGUOUS):
            source = f"condition ScalingActive of HorizontalPodAutoscaler {each.metadata.name}"
            others = ", ".join(e for e in names if e != each.metadata.name)
            return found(
                f"{active.reason}: {active.message}",
                source,
                scaler=each.metadata.name,
                and_others=f" and {others}" if others else " and one of another workload",
            )
    if len(mine) < TWO:
        return None
    return found(
        f"scaleTargetRef: StatefulSet {seen.family.name}",
        f"HorizontalPodAutoscalers {', '.join(names)}",
        scaler=names[0],
        and_others=f" and {', '.join(names[1:])}",
    )


def _scaler_blind(seen: Seen) -> Match | None:
    for each in _scalers(seen):
        active = condition(each.status.conditions, "ScalingActive")
        if active is None or active.status != "False" or active.reason in _OTHERWISE_TOLD:
            continue
        return found(
            f"{active.reason}: {active.message}",
            f"condition ScalingActive of HorizontalPodAutoscaler {each.metadata.name}",
            since=active.last_transition_time,
            scaler=each.metadata.name,
        )
    return None


def _scaler(web: Example, *conditions: Condition, name: str = "web") -> Example:
    return web.add(
        "HorizontalPodAutoscaler",
        HorizontalPodAutoscaler(
            metadata=Metadata(
                name=name, namespace="shop", uid=f"uid-hpa-{name}", creation_timestamp=ago(90)
            ),
            spec=AutoscalerSpec(
                scale_target_ref=ScaleTarget(kind="StatefulSet", name="web"),
                min_replicas=3,
                max_replicas=5,
            ),
            status=AutoscalerStatus(current_replicas=3, desired_replicas=3, conditions=conditions),
        ),
    )


_BELOW = "New size: 3; reason: Current number of replicas below Spec.MinReplicas"

_HPA = "D/tasks/run-application/horizontal-pod-autoscale/"

RULES = (
    Rule(
        id="sts-hpa-conflict",
        severity="medium",
        about="set",
        signs=(SetCheck(_scaler_fights, needs=("horizontalpodautoscalers", "events")),),
        title="Somebody scales {set} against HorizontalPodAutoscaler {scaler}",
        why="Within an hour the replicas were outside its bounds ({least} to {most}) more than once, and it set them back. Whoever did it (a person, GitOps, an operator) will lose each time.",
        newcomers="Two of them want to decide how many pods there are.",
        fix=(
            Fix("see both", "kubectl describe hpa {scaler} -n {namespace}"),
            Fix(
                "change its bounds instead of the replicas",
                "kubectl edit hpa {scaler} -n {namespace}",
            ),
            Fix("leave out spec.replicas in the manifest that is applied"),
        ),
        danger="Each swing adds and removes members of the application.",
        doc=_HPA,
        case=Case(
            fires=lambda web: _scaler(web).event(
                "SuccessfulRescale", _BELOW, kind="Normal", before=75, times=2
            ),
            silent=lambda web: _scaler(web).event(
                "SuccessfulRescale", _BELOW, kind="Normal", before=75
            ),
        ),
    ),
    Rule(
        id="sts-hpa-ambiguous",
        severity="medium",
        about="set",
        signs=(SetCheck(_scaled_twice, needs=("horizontalpodautoscalers",)),),
        title="{set} is scaled by more than one HorizontalPodAutoscaler: {scaler}{and_others}",
        why="Their controller counts the pods of none of them while several stand for the same pods: under load no pod is added. Each still keeps the set within its own bounds, against the other.",
        newcomers="Two programs are to decide how many pods there are, so none of them does.",
        fix=(
            Fix(
                "see them all, with their bounds and owners",
                "kubectl get hpa -n {namespace} -o yaml",
            ),
            Fix("keep the one whose bounds are right, and have each other one taken away"),
        ),
        danger="The bounds of the one that stays count at once: it may remove pods.",
        doc=_HPA,
        case=Case(
            fires=lambda web: _scaler(_scaler(web), name="web-too"),
            silent=lambda web: _scaler(_scaler(web), name="web-too").spec(
                scale_target_ref=ScaleTarget(kind="Deployment", name="web")
            ),
        ),
    ),
    Rule(
        id="sts-hpa-managed",
        severity="info",
        about="set",
        signs=(SetCheck(_scaler_exists, needs=("horizontalpodautoscalers",)),),
        advice=True,
        title="HorizontalPodAutoscaler {scaler} decides the replicas of {set}: {least} to {most}",
        why="Scaling by hand is undone. It also removes members by itself, which an application that counts its members must stand.",
        newcomers="A program decides how many pods there are.",
        fix=(Fix("change its bounds instead", "kubectl edit hpa {scaler} -n {namespace}"),),
        danger="It can scale a database down below its majority.",
        doc=_HPA,
        case=Case(
            fires=_scaler,
            silent=lambda web: _scaler(web).spec(
                scale_target_ref=ScaleTarget(kind="Deployment", name="web")
            ),
        ),
    ),
    Rule(
        id="sts-hpa-inactive",
        severity="low",
        about="set",
        signs=(SetCheck(_scaler_blind, needs=("horizontalpodautoscalers",)),),
        after=300,
        title="HorizontalPodAutoscaler {scaler} cannot scale {set}",
        why="It cannot work out how many pods are needed: the evidence says why, mostly metrics that are missing.",
        newcomers="The program that should add pods under load does not know the load.",
        fix=(Fix("see its conditions", "kubectl describe hpa {scaler} -n {namespace}"),),
        doc=_HPA,
        case=Case(
            fires=lambda web: _scaler(web).condition(
                "ScalingActive",
                "False",
                reason="FailedGetResourceMetric",
                message="the HPA was unable to compute the replica count: unable to get metrics",
            ),
            silent=lambda web: _scaler(web).condition(
                "ScalingActive", "False", reason="ScalingDisabled", message="scaling is disabled"
            ),
        ),
    ),
)

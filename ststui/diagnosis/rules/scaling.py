"""Scaling: the wanted ordinals, who changes them and what stands in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import Evidence, Match, found
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.diagnosis.signs.event import event_evidence
from ststui.model import HorizontalPodAutoscaler
from ststui.model.budget import AutoscalerSpec, AutoscalerStatus, ScaleTarget
from ststui.model.metadata import Condition, Metadata, condition
from ststui.model.stateful_set import Ordinals

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

HOUR: Final = 3600
NEW: Final = 60
"""Seconds after its creation in which an autoscaler sets the replicas for the first time."""
_SICK = (
    "sched-*",
    "term-*",
    "image-*",
    "config-*",
    "vol-*",
    "init-*",
    "crashloop",
    "oomkilled",
    "exit-*",
    "readiness-*",
    "startup-*",
    "liveness-*",
    "container-*",
    "node-*",
    "pvc-*",
    "create-*",
)
"""What makes one pod ill; it is listed instead of what waits for that pod."""


def _sick_since(pod: Pod) -> datetime | None:
    ready = pod.ready_condition
    return (ready and ready.last_transition_time) or pod.metadata.creation_timestamp


def _unwanted(seen: Seen) -> list[Pod]:
    """Condemned pods, highest ordinal first."""
    return [seen.family.pods_by_ordinal[each] for each in seen.family.condemned]


def _sick_in_range(seen: Seen) -> Pod | None:
    pods = seen.family.pods_by_ordinal
    wanted = [pods[o] for o in seen.set.ordinals[:1000] if o in pods]
    return next((p for p in wanted if not p.running_and_ready or p.terminating), None)


def _scale_down_waits(seen: Seen) -> Match | None:
    unwanted = [each for each in _unwanted(seen) if not each.terminating]
    sick = _sick_in_range(seen)
    if seen.set.parallel or not unwanted or sick is None or seen.set.metadata.deletion_timestamp:
        return None
    name = sick.metadata.name
    return found(
        f"{name} is not Ready; to go: {', '.join(e.metadata.name for e in unwanted[:5])}",
        f"pods of StatefulSet {seen.family.name}",
        since=_sick_since(sick),
        waits_for=name,
        count=str(len(unwanted)),
        first=unwanted[0].metadata.name,
    )


def _two_sick(seen: Seen) -> Match | None:
    unwanted = _unwanted(seen)
    if seen.set.parallel or not unwanted or seen.set.metadata.deletion_timestamp:
        return None
    highest = unwanted[0]
    sick = [each for each in unwanted if not each.running_and_ready and not each.terminating]
    if highest not in sick or highest is sick[-1] or _sick_in_range(seen) is not None:
        return None
    lowest = sick[-1]
    moments = [m for m in (_sick_since(highest), _sick_since(lowest)) if m]
    return found(
        f"not Ready: {', '.join(each.metadata.name for each in sick)}",
        f"pods of StatefulSet {seen.family.name} outside the range",
        since=max(moments) if moments else None,
        highest=highest.metadata.name,
        lowest=lowest.metadata.name,
    )


def _moved(seen: Seen) -> Match | None:
    start = seen.set.start
    below = sorted(each for each in seen.family.condemned if each < start)
    if not below or seen.set.metadata.deletion_timestamp:
        return None
    names = ", ".join(seen.family.pods_by_ordinal[each].metadata.name for each in below[:5])
    return found(
        f"ordinals.start: {start}; pods below it: {names}",
        f"spec of StatefulSet {seen.family.name}; its pods",
        start=str(start),
        pods=names,
    )


def _asleep(seen: Seen) -> Match | None:
    if seen.set.replicas or seen.set.metadata.deletion_timestamp:
        return None
    writers = [e for e in seen.set.metadata.managed_fields if e.subresource == "scale" and e.time]
    last = max(writers, key=lambda e: e.time.timestamp() if e.time else 0.0, default=None)
    by = (
        (Evidence(f"{last.manager} at {last.time:%Y-%m-%dT%H:%M:%SZ}", "who last wrote the scale"),)
        if last
        else ()
    )
    return Match(evidence=(Evidence("replicas: 0", f"spec of StatefulSet {seen.family.name}"), *by))


def _scalers(seen: Seen) -> Iterator[HorizontalPodAutoscaler]:
    for each in seen.autoscalers:
        target = each.spec.scale_target_ref
        if (target.kind, target.name) == ("StatefulSet", seen.family.name):
            yield each


def _scaler_exists(seen: Seen) -> Match | None:
    for each in _scalers(seen):
        return found(
            f"scaleTargetRef: StatefulSet {seen.family.name}",
            f"HorizontalPodAutoscaler {each.metadata.name}",
            scaler=each.metadata.name,
            least=str(each.spec.min_replicas or 1),
            most=str(each.spec.max_replicas),
        )
    return None


def _scaler_fights(seen: Seen) -> Match | None:
    for each in _scalers(seen):
        name = f"HorizontalPodAutoscaler {each.metadata.name}"
        for event in reversed(seen.events(each.metadata.uid)):
            age = seen.seconds_since(event.at)
            beyond = "Spec.MinReplicas" in event.message or "Spec.MaxReplicas" in event.message
            # A new autoscaler brings the set within its bounds once: nobody fights it for that.
            born = seen.seconds_since(each.metadata.creation_timestamp)
            first = event.times == 1 and None not in {age, born} and (born or 0) - (age or 0) < NEW
            if event.reason != "SuccessfulRescale" or not beyond or first:
                continue
            if age is not None and age < HOUR:
                facts = {"scaler": each.metadata.name, "least": str(each.spec.min_replicas or 1)}
                facts["most"] = str(each.spec.max_replicas)
                return Match(evidence=(event_evidence(event, name),), facts=facts)
    return None


def _scaler_blind(seen: Seen) -> Match | None:
    for each in _scalers(seen):
        active = condition(each.status.conditions, "ScalingActive")
        if active is None or active.status != "False" or active.reason == "ScalingDisabled":
            continue
        return found(
            f"{active.reason}: {active.message}",
            f"condition ScalingActive of HorizontalPodAutoscaler {each.metadata.name}",
            since=active.last_transition_time,
            scaler=each.metadata.name,
        )
    return None


def _scaler(web: Example, *conditions: Condition) -> Example:
    return web.add(
        "HorizontalPodAutoscaler",
        HorizontalPodAutoscaler(
            metadata=Metadata(
                name="web", namespace="shop", uid="uid-hpa", creation_timestamp=ago(90)
            ),
            spec=AutoscalerSpec(
                scale_target_ref=ScaleTarget(kind="StatefulSet", name="web"),
                min_replicas=3,
                max_replicas=5,
            ),
            status=AutoscalerStatus(current_replicas=3, desired_replicas=3, conditions=conditions),
        ),
    )


def _two_left(web: Example, highest: float, lowest: float) -> Example:
    web.pod(4).running(for_=highest)
    return web.pod(3).running(ready=lowest == 0, for_=lowest or 600)


_SCALE = "D/tasks/run-application/scale-stateful-set/"
_BELOW = "New size: 3; reason: Current number of replicas below Spec.MinReplicas"
_HPA = "D/tasks/run-application/horizontal-pod-autoscale/"

RULES = (
    Rule(
        id="sts-scale-down-blocked",
        severity="high",
        about="set",
        signs=(SetCheck(_scale_down_waits, needs=("pods",)),),
        after=300,
        title="{set} is not scaled down: {waits_for} is not Ready ({count} pods are to go)",
        why="An OrderedReady set removes no pod while one that is to stay is not Ready. There is no event about it.",
        newcomers="First the pods that stay must be well, then the others may go.",
        fix=(
            Fix("see what is wrong with {waits_for}"),
            Fix(
                "or, knowingly, remove one by hand: it is not made again",
                "kubectl delete pod {first} -n {namespace}",
            ),
        ),
        danger="Take the member out of the application first.",
        doc=_SCALE,
        explained_by=_SICK,
        case=Case(
            fires=lambda web: web.pod(3).pod(0).running(for_=900),
            silent=lambda web: web.pod(3).pod(0).running(for_=60),
        ),
    ),
    Rule(
        id="sts-scale-down-two-unhealthy",
        severity="high",
        about="set",
        signs=(SetCheck(_two_sick, needs=("pods",)),),
        after=60,
        title="{set} is not scaled down: {highest} and {lowest} are both not Ready",
        why="{highest} must go first, and the controller waits for {lowest} to be Ready before that. If {lowest} never is, it waits for ever, without an event.",
        newcomers="Two sick pods that are to go wait for each other.",
        fix=(
            Fix(
                "remove the highest by hand: it is not made again",
                "kubectl delete pod {highest} -n {namespace}",
            ),
        ),
        danger="Take the members out of the application first.",
        doc=_SCALE,
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: _two_left(web, 600, 600), silent=lambda web: _two_left(web, 600, 0)
        ),
    ),
    Rule(
        id="sts-ordinals-moved",
        severity="medium",
        about="set",
        signs=(SetCheck(_moved, needs=("pods",)),),
        title="The first ordinal of {set} is now {start}: {pods} will be removed",
        why="Pods below ordinals.start are outside the wanted range. The new ordinals get claims of their own, which are empty; the data stays with the old claims.",
        newcomers="The pods were given other numbers, and the disks go by number.",
        fix=(
            Fix(
                "see the range",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{.spec.ordinals}'",
            ),
            Fix(
                "go back, if it was not meant",
                """kubectl patch sts {set} -n {namespace} --type=merge -p '{"spec":{"ordinals":null}}'""",
            ),
        ),
        danger="With whenScaled: Delete the old claims are deleted with their pods.",
        doc="D/concepts/workloads/controllers/statefulset/#start-ordinal",
        explains=("term-scale-down",),
        case=Case(
            fires=lambda web: web.sts().spec(ordinals=Ordinals(start=1)),
            silent=lambda web: web.sts().spec(ordinals=Ordinals(start=0)).pod(3),
        ),
    ),
    Rule(
        id="sts-scaled-to-zero",
        severity="info",
        about="set",
        signs=(SetCheck(_asleep),),
        title="{set} is asleep: 0 replicas are wanted",
        why="No pod is made until it is scaled up. Its claims are kept.",
        newcomers="The application is switched off; its disks are still there.",
        fix=(
            Fix(
                "who did it?", "kubectl get sts {set} -n {namespace} --show-managed-fields -o yaml"
            ),
        ),
        danger="At 0 replicas an update that a partition held back counts as done: the new revision is current from then on.",
        doc="https://github.com/kubernetes/kubernetes/issues/121534",
        case=Case(
            fires=lambda web: web.sts().spec(replicas=0),
            silent=lambda web: web.sts().spec(replicas=3),
        ),
    ),
    Rule(
        id="sts-hpa-conflict",
        severity="medium",
        about="set",
        signs=(SetCheck(_scaler_fights, needs=("horizontalpodautoscalers", "events")),),
        title="Somebody scales {set} against HorizontalPodAutoscaler {scaler}",
        why="The replicas were set outside its bounds ({least} to {most}), and it set them back. Whoever did it (a person, GitOps, an operator) will lose each time.",
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

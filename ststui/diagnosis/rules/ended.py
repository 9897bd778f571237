"""Pods that have ended: the controller deletes them and makes them anew."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.diagnosis.ends_again import ends_again
from ststui.diagnosis.match import At, Evidence, Match
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import PodCheck, SetCheck
from ststui.diagnosis.signs.container import container_statuses, end_evidence, last_end
from ststui.diagnosis.signs.event import event_evidence
from ststui.model.family import autoscalers_of
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod


_NEEDS: tuple[Need, ...] = (
    "pods",
    "events",
    # A rollout and an autoscaler delete and make pods anew with the same words.
    "controllerrevisions",
    "horizontalpodautoscalers",
)


def _ended(_: Seen, pod: Pod) -> Match | None:
    status = pod.status
    if not pod.ended or pod.terminating:
        return None
    words = ": ".join(each for each in (status.phase, status.reason, status.message) if each)
    ends = ((each, last_end(each)) for each in container_statuses(pod, "any"))
    said = [end_evidence(each, end, pod.metadata.name) for each, end in ends if end]
    return Match(
        evidence=(Evidence(words, f"status of Pod {pod.metadata.name}"), *said),
        facts={"phase": status.phase},
    )


def _again(seen: Seen) -> Match | None:
    scalers = tuple(autoscalers_of(seen.family.name, seen.autoscalers))
    family = replace(seen.family, events=seen.surroundings.events, autoscalers=Readable(scalers))
    pods = sorted(ends_again(family, now=seen.now), key=lambda each: each.ordinal)
    if not pods:
        return None
    first = pods[0]
    evidence = [event_evidence(each.event, f"StatefulSet {family.name}") for each in pods]
    for each in pods:
        pod = family.pods_by_ordinal.get(each.ordinal)
        ended = _ended(seen, pod) if pod else None
        evidence += ended.evidence if ended else ()
    return Match(
        evidence=tuple(evidence),
        facts={"ended": first.pod + _more(len(pods) - 1), "first": first.pod},
        at=At(kind="Pod", namespace=family.namespace, name=first.pod, ordinal=first.ordinal),
    )


def _more(others: int) -> str:
    return f" and {others} more" if others else ""


def _often(web: Example, *, times: int) -> Example:
    return (
        web.pod(1)
        .gone()
        .sts()
        .event(
            "SuccessfulDelete",
            "Delete Pod web-1 in StatefulSet web successful",
            kind="Normal",
            times=times,
            lasted=1200,
        )
    )


RULES = (
    Rule(
        id="pod-ends-again",
        severity="high",
        about="set",
        signs=(SetCheck(_again, needs=_NEEDS),),
        title="{ended} ends again and again, and is made anew each time",
        why="The controller deletes a pod that has ended (phase Failed or Succeeded) and makes it anew at once, without a pause: the next one meets the same. The kubelet refuses it, its node evicts it, or something else ends it.",
        newcomers="The pod dies as soon as it is made, and a new one is made at once, without end.",
        fix=(
            Fix(
                "see it happen, with the reason in the status",
                "kubectl get pods -n {namespace} -w -o custom-columns=POD:.metadata.name,PHASE:.status.phase,REASON:.status.reason,NODE:.spec.nodeName,MESSAGE:.status.message",
            ),
            Fix(
                "what was said of the earlier ones",
                "kubectl get events -n {namespace} --field-selector involvedObject.kind=Pod,involvedObject.name={first}",
            ),
        ),
        danger="Each turn writes to the API server, and its events push others out of sight.",
        doc="D/concepts/workloads/pods/pod-lifecycle/#pod-phase",
        explains=("pod-ended", "sts-head-of-line", "sts-step-overdue"),
        explained_by=("pod-evicted-*", "pod-admission-*", "pod-node-*", "node-*"),
        case=Case(
            fires=lambda web: _often(web, times=29),
            silent=lambda web: _often(web, times=4),
        ),
    ),
    Rule(
        id="pod-ended",
        severity="medium",
        about="pod",
        signs=(PodCheck(_ended),),
        title="{pod} has ended: its phase is {phase}",
        why="A pod of a set should run for ever. The controller deletes one that has ended and makes it anew; what ended it stands in its status, where anything does.",
        newcomers="The pod is over, and another takes its place.",
        fix=(
            Fix(
                "see what its status says",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.status}'",
            ),
        ),
        doc="D/concepts/workloads/pods/pod-lifecycle/#pod-phase",
        explains=("sts-head-of-line",),
        explained_by=(
            *("pod-evicted-*", "pod-admission-*", "pod-node-*", "node-*", "vol-*"),
            *("container-*", "oomkilled", "exit-*", "init-*", "sched-*", "create-*"),
        ),
        case=Case(
            fires=lambda web: web.pod(1).failed(""),
            silent=lambda web: web.pod(1).running(),
        ),
    ),
)

"""Pending: the scheduler itself, its gates and preemption."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import (
    PATIENCE,
    UNSCHEDULED,
    AnyOf,
    EventSign,
    PodCheck,
    PodCondition,
    Scheduler,
)
from ststui.diagnosis.signs.event import event_evidence
from ststui.model.metadata import condition

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod


def _no_word(_: Seen, pod: Pod) -> Match | None:
    if condition(pod.status.conditions, "PodScheduled") is not None:
        return None
    return found(
        f"no PodScheduled condition; schedulerName: {pod.spec.scheduler_name or 'not set'}",
        f"Pod {pod.metadata.name}",
        scheduler=pod.spec.scheduler_name or "default-scheduler",
    )


def _waits_for_claims(seen: Seen, pod: Pod) -> Match | None:
    # While the scheduler waits for a volume to be made it says nothing of the pod (1.36).
    for name in pod.claims:
        claim = seen.claim(name)
        annotations = claim.metadata.annotations if claim else None
        if annotations and annotations.selected_node and claim and claim.status.phase == "Pending":
            return None
    return Match()


def _nominated(_: Seen, pod: Pod) -> Match | None:
    # Alone it proves nothing: the scheduler names the node also of a pod that waits for its volume
    # to be bound (bindingCycle of pkg/scheduler/schedule_one.go, v1.36.3).
    name = pod.status.nominated_node_name
    if not name:
        return None
    return found(f"nominatedNodeName: {name}", f"status of Pod {pod.metadata.name}")


def _leaves(seen: Seen, pod: Pod) -> Match | None:
    """A pod of the namespace that the scheduler ends on the node; it marks those that it ends."""
    for each in seen.all_pods:
        if not each.terminating or each.spec.node_name != pod.status.nominated_node_name:
            continue
        held = condition(each.status.conditions, "DisruptionTarget")
        if held is not None and held.reason == "PreemptionByScheduler":
            return found(
                held.message or held.reason,
                f"condition DisruptionTarget of Pod {each.metadata.name}",
            )
    return None


def _made_leave(seen: Seen, pod: Pod) -> Match | None:
    # ``Preempted by pod UID on node NAME``, about the one that has to go (preemption/executor.go).
    words = f"Preempted by pod {pod.metadata.uid} on node {pod.status.nominated_node_name}"
    for each in seen.all_events:
        if pod.metadata.uid and each.reason == "Preempted" and each.message == words:
            who = f"{each.involved_object.kind} {each.involved_object.name}"
            return Match(evidence=(event_evidence(each, who),))
    return None


def _for_node(web: Example) -> Example:
    return (
        web.pod(1)
        .unscheduled("0/3 nodes are available: 3 Insufficient cpu.")
        .status(nominated_node_name="node-b")
    )


def _leaving(web: Example, *, reason: str) -> Example:
    web = _for_node(web).pod(7).spec(node_name="node-b").terminating(20)
    return web.condition("DisruptionTarget", "True", reason=reason)


RULES = (
    Rule(
        id="sched-no-preemption-victims",
        severity="info",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"No preemption victims found|not eligible due to (preemptionPolicy=Never|a terminating pod on the nominated node)",
                preemption=True,
            ),
        ),
        after=PATIENCE,
        title="{pod}: making other pods leave would not help",
        why="Pods of lower priority could be moved out of the way, but there are none whose leaving would make it fit. The cause stands in the first part of the message.",
        newcomers="The scheduler also looked whether less important pods could make room.",
        fix=(Fix("see which priorities there are", "kubectl get priorityclass"),),
        doc="D/concepts/scheduling-eviction/pod-priority-preemption/",
        explained_by=("sched-*",),
        case=Case(
            fires=lambda web: web.pod(1).unscheduled(
                "0/3 nodes are available: 3 node(s) didn't match pod anti-affinity rules. preemption: 0/3 nodes are available: 3 No preemption victims found for incoming pod."
            ),
            silent=lambda web: web.pod(1).unscheduled(
                "0/3 nodes are available: 3 Insufficient cpu. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling."
            ),
        ),
    ),
    Rule(
        id="sched-nominated-waiting",
        severity="info",
        about="pod",
        signs=(
            UNSCHEDULED,
            PodCheck(_nominated),
            AnyOf(
                (
                    Scheduler(
                        r"waiting for the preemption for this pod|a terminating pod on the nominated node",
                        preemption=True,
                    ),
                    PodCheck(_leaves, needs=("pods", "allPods")),
                    PodCheck(_made_leave, needs=("pods", "events")),
                )
            ),
        ),
        title="{pod} waits for other pods to leave {nominated}",
        why="The scheduler removed pods of lower priority; they are in their grace period.",
        newcomers="Less important pods are being moved out of the way for this one.",
        fix=(
            Fix(
                "see them", "kubectl get pods -A -o wide --field-selector spec.nodeName={nominated}"
            ),
        ),
        doc="D/concepts/scheduling-eviction/pod-priority-preemption/",
        explained_by=("pvc-*",),
        case=Case(
            fires=lambda web: _leaving(web, reason="PreemptionByScheduler"),
            silent=lambda web: _leaving(web, reason="EvictionByEvictionAPI"),
        ),
    ),
    Rule(
        id="sched-gated",
        severity="medium",
        about="pod",
        signs=(UNSCHEDULED, PodCondition("PodScheduled", "False", ("SchedulingGated",))),
        after=60,
        title="{pod} is not scheduled: a scheduling gate is closed",
        why="Another controller has to take the gate away, and has not done so.",
        newcomers="The pod is held back until a program that counts something says go.",
        fix=(
            Fix(
                "see which gate",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.spec.schedulingGates}'",
            ),
        ),
        danger="Taking a gate away by hand goes around the quota or queue that it stands for.",
        doc="D/concepts/scheduling-eviction/pod-scheduling-readiness/",
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).unscheduled(
                "Scheduling is blocked due to non-empty scheduling gates", reason="SchedulingGated"
            ),
            silent=lambda web: web.pod(1).unscheduled(
                "Scheduling is blocked due to non-empty scheduling gates",
                reason="SchedulingGated",
                for_=5,
            ),
        ),
    ),
    Rule(
        id="sched-no-scheduler",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            PodCheck(_no_word),
            PodCheck(_waits_for_claims, needs=("pods", "persistentvolumeclaims")),
        ),
        after=30,
        title="{pod}: no scheduler has looked at it",
        why="schedulerName ({scheduler}) names a scheduler that does not run, or kube-scheduler is down.",
        newcomers="The program that chooses a node for each pod did not react.",
        fix=(
            Fix(
                "is kube-scheduler alive?",
                "kubectl -n kube-system get lease kube-scheduler -o jsonpath='{.spec.renewTime}'",
            ),
            Fix("does the named one run?", "kubectl get pods -A | grep -i scheduler"),
        ),
        doc="D/tasks/extend-kubernetes/configure-multiple-schedulers/",
        hint=True,
        explains=("sts-head-of-line", "pvc-wffc"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .age(120)
                .spec(node_name="", scheduler_name="batch")
                .status(phase="Pending", conditions=(), container_statuses=())
            ),
            silent=lambda web: (
                web.pod(1)
                .age(5)
                .spec(node_name="", scheduler_name="batch")
                .status(phase="Pending", conditions=(), container_statuses=())
            ),
        ),
    ),
    Rule(
        id="sched-preempted",
        severity="medium",
        about="pod",
        signs=(
            AnyOf(
                (
                    PodCondition("DisruptionTarget", "True", ("PreemptionByScheduler",)),
                    EventSign("Preempted", r"^Preempted by", within=600),
                )
            ),
        ),
        title="{pod} had to leave for a pod of higher priority",
        why="The scheduler ended it to make room; the controller makes it anew, where there is room.",
        newcomers="A more important pod took its place on the node.",
        fix=(
            Fix("see the priorities", "kubectl get priorityclass"),
            Fix("give the set a priorityClassName"),
        ),
        doc="D/concepts/scheduling-eviction/pod-priority-preemption/",
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .terminating(20)
                .condition(
                    "DisruptionTarget",
                    "True",
                    reason="PreemptionByScheduler",
                    message="default-scheduler: preempting to accommodate a higher priority pod",
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .terminating(20)
                .condition(
                    "DisruptionTarget",
                    "True",
                    reason="EvictionByEvictionAPI",
                    message="Eviction API: evicting",
                )
            ),
        ),
    ),
)

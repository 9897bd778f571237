"""Not Ready, or not counted yet, for another reason than a probe: gates, the node, a young pod."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import STANDSTILL
from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, ON_NODE, PodCheck, PodCondition
from ststui.model.metadata import condition

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

CLOCKS: Final = 30
"""Seconds by which the clocks of a kubelet and of the node controller may differ."""


def _node_not_ready(seen: Seen, pod: Pod) -> Match | None:
    """A pod that was Ready until its node was not: what it lacked before lies elsewhere.

    A node's condition gets a new time when Unknown becomes False or the reverse, so its pods may be
    older in that (tryUpdateNodeHealth). The node controller changes nothing but the status
    of a pod's Ready (MarkPodsNotReady), and a kubelet never calls a pod unready without a reason
    (GeneratePodReadyCondition): without one the node is the cause, whatever the times.
    """
    node = seen.node(pod.spec.node_name)
    held = condition(node.status.conditions, "Ready") if node else None
    ready = pod.ready_condition
    if node is None or node.ready or held is None or ready is None:
        return None
    went, left = ready.last_transition_time, held.last_transition_time
    before = went is None or (left is not None and (left - went).total_seconds() > CLOCKS)
    if before and ready.reason:
        return None
    words = ": ".join(each for each in (held.reason, held.message) if each)
    return found(words or f"Ready={held.status}", f"condition Ready of Node {node.metadata.name}")


def _too_young(seen: Seen, pod: Pod) -> Match | None:
    wanted = seen.set.spec.min_ready_seconds
    ready = pod.ready_condition
    age = seen.seconds_since(ready.last_transition_time) if ready else None
    if not pod.running_and_ready or pod.terminating or age is None or not 0 <= age < wanted:
        return None
    return found(
        f"Ready for {int(age)} of {wanted} s",
        f"condition Ready of Pod {pod.metadata.name}",
        left=str(ceil(wanted - age)),
    )


RULES = (
    Rule(
        id="readiness-gate",
        severity="medium",
        about="pod",
        signs=(NOT_READY, PodCondition("Ready", "False", ("ReadinessGatesNotReady",))),
        after=60,
        title="{pod}: its containers are ready, a readiness gate is not",
        why="A load balancer or mesh has to set the condition that the message names, and has not.",
        newcomers="Somebody outside has to give the go-ahead, and has not yet.",
        fix=(
            Fix(
                "see the conditions",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{range .status.conditions[*]}{.type}={.status} {.message}{\"\\n\"}{end}'",
            ),
        ),
        doc="D/concepts/workloads/pods/pod-lifecycle/#pod-readiness-gate",
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).condition(
                "Ready",
                "False",
                reason="ReadinessGatesNotReady",
                message='corresponding condition of pod readiness gate "example.com/lb" does not exist.',
            ),
            silent=lambda web: web.pod(1).condition(
                "Ready", "False", reason="ReadinessGatesNotReady", for_=5
            ),
        ),
    ),
    Rule(
        id="ready-not-available",
        severity="info",
        about="pod",
        signs=(PodCheck(_too_young),),
        title="{pod} is Ready and counts in {left} s",
        why="minReadySeconds: the controller goes on only when the pod has been Ready for so long. Readiness that comes and goes begins it anew.",
        newcomers="A new pod is on probation for a while.",
        fix=(
            Fix(
                "see since when it is Ready",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].lastTransitionTime}'",
            ),
        ),
        doc="D/concepts/workloads/controllers/statefulset/#minimum-ready-seconds",
        case=Case(
            fires=lambda web: (
                web.sts().spec(min_ready_seconds=30).pod(1).condition("Ready", for_=10)
            ),
            silent=lambda web: (
                web.sts().spec(min_ready_seconds=30).pod(1).condition("Ready", for_=40)
            ),
        ),
    ),
    Rule(
        id="node-notready-pod-unready",
        severity="critical",
        about="pod",
        signs=(NOT_READY, PodCheck(_node_not_ready, needs=("pods", "nodes"))),
        title="{pod} is not Ready because {node} is not: it may still be running there",
        why="The node controller marks pods of a node that does not answer or is not well. It says nothing about the program itself.",
        newcomers="The machine is silent or unwell, so its pods are called not ready; nobody knows what they do.",
        fix=(Fix("look at the node", "kubectl describe node {node}"),),
        danger="The program may be alive and writing.",
        doc="D/concepts/architecture/nodes/#condition",
        explains=(
            *STANDSTILL,
            "sts-broken-*",
            "sts-rollout-deadlock-*",
            "readiness-*",
            "node-notready",
            "kubelet-not-reacting",
        ),
        explained_by=("term-node-unreachable",),
        case=Case(
            fires=lambda web: (
                web.node("node-b")
                .condition(
                    "Ready",
                    "Unknown",
                    reason="NodeStatusUnknown",
                    message="Kubelet stopped posting node status.",
                )
                .pod(1)
                .condition("Ready", "False")
            ),
            silent=lambda web: web.pod(1).condition("Ready", "False"),
        ),
    ),
    Rule(
        id="resize-infeasible",
        severity="low",
        about="pod",
        signs=(ON_NODE, PodCondition("PodResizePending", "True", ("Infeasible", "Deferred"))),
        title="{pod}: its change of resources is not applied",
        why="Somebody changed the pod's resources in place, and the node has no room for it now or ever. Template and pod differ until it is replaced.",
        newcomers="The pod was to get more, and the machine does not have it.",
        fix=(
            Fix(
                "see the words",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.status.conditions}'",
            ),
        ),
        doc="D/tasks/configure-pod-container/resize-container-resources/",
        case=Case(
            fires=lambda web: web.pod(1).condition(
                "PodResizePending",
                "True",
                reason="Infeasible",
                message="Node didn't have enough capacity: cpu, requested: 64000, capacity: 4000",
            ),
            silent=lambda web: web.pod(1).condition(
                "PodResizePending", "False", reason="Infeasible"
            ),
        ),
    ),
)

"""Running and not Ready: probes, gates, the node, minReadySeconds."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import ILL, STANDSTILL
from ststui.diagnosis.match import HOLDS, Evidence, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, ON_NODE, EventSign, PodCheck, PodCondition
from ststui.model.metadata import condition

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

LATELY = 600
"""Seconds for which a probe's words count: it says them again and again."""
CLOCKS: Final = 30
"""Seconds by which the clocks of a kubelet and of the node controller may differ."""
LOG = Fix("read the log", "kubectl logs {pod} -n {namespace} -c {container} --tail=100")
SHOW_PROBES = Fix(
    "see the probes",
    "kubectl get pod {pod} -n {namespace} -o jsonpath='{range .spec.containers[*]}{.name} {.readinessProbe} {.livenessProbe} {.startupProbe}{\"\\n\"}{end}'",
)


def _runs_unready(_: Seen, pod: Pod) -> Match | None:
    for each in pod.status.container_statuses:
        if each.state.running is not None and not each.ready and each.started is not False:
            return Match(
                evidence=(
                    Evidence(
                        "running, ready: false", f"container {each.name} of Pod {pod.metadata.name}"
                    ),
                ),
                facts={"container": each.name},
                since=each.state.running.started_at,
            )
    return None


def _all_run(_: Seen, pod: Pod) -> Match | None:
    """All containers run, and at least one is started and not ready."""
    main = pod.status.container_statuses
    if pod.status.phase != "Running" or any(each.state.running is None for each in main):
        return None
    unready = [each for each in main if not each.ready and each.started is not False]
    if not unready:
        return None
    begun = (each.state.running.started_at for each in unready if each.state.running)
    return Match(
        evidence=tuple(
            Evidence("running, ready: false", f"container {each.name} of Pod {pod.metadata.name}")
            for each in unready
        ),
        facts={"unready": unready[0].name},
        since=max((each for each in begun if each), default=None),
    )


def _not_started(_: Seen, pod: Pod) -> Match | None:
    for each in pod.status.container_statuses:
        # One that waits for init containers was not probed yet.
        if each.started is False and (each.state.running or each.restart_count):
            return Match(facts={"container": each.name})
    return None


def _restarted(_: Seen, pod: Pod) -> Match | None:
    # Of any container: the event tells which one the probe gave up on.
    return HOLDS if pod.restarts else None


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
        id="readiness-failing",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            PodCheck(_runs_unready),
            EventSign("Unhealthy", r"Readiness probe (failed|errored)(?P<words>.*)", within=LATELY),
        ),
        after=60,
        title="{pod} runs and is not Ready: the readiness probe of {container} fails",
        why="Connection refused: nothing listens there. A status of 500 or more: the program says no. A timeout: it is slower than timeoutSeconds (1 by default). The evidence has its words.",
        newcomers="The program runs, and says of itself that it cannot serve yet.",
        fix=(LOG, SHOW_PROBES),
        danger="In an OrderedReady set this holds up everything else.",
        doc="D/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        explained_by=("node-*", "dns-bootstrap-deadlock"),
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .running()
                .event("Unhealthy", "Readiness probe failed: not in sync", times=25)
            ),
            silent=lambda web: (
                web.pod(1)
                .running(for_=20)
                .event("Unhealthy", "Readiness probe failed: not in sync")
            ),
        ),
    ),
    Rule(
        id="pod-not-ready",
        severity="medium",
        about="pod",
        signs=(NOT_READY, PodCheck(_all_run)),
        after=LATELY,
        title="{pod} runs and has not been Ready for more than 10 minutes, and nothing says why",
        why="The readiness probe of {unready} has not succeeded, and no event gives its reason: events live for an hour, may be dropped where there are many, and the kubelet says nothing while a first probe is still to come.",
        newcomers="The program runs, does not call itself ready, and nobody wrote down why.",
        fix=(
            Fix("read the log", "kubectl logs {pod} -n {namespace} -c {unready} --tail=100"),
            SHOW_PROBES,
            Fix("see what is said of the pod", "kubectl describe pod {pod} -n {namespace}"),
        ),
        doc="D/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        explains=("dns-unready-*",),
        explained_by=(
            *ILL,
            *STANDSTILL,
            *("sts-broken-*", "sts-rollout-*", "dns-bootstrap-deadlock"),
            *("network-*", "restart-flapping"),
        ),
        case=Case(
            fires=lambda web: web.pod(1).running(for_=700),
            silent=lambda web: web.pod(1).running(for_=500),
        ),
    ),
    Rule(
        id="startup-failing",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            PodCheck(_not_started),
            EventSign(
                ("Unhealthy", "Killing"),
                r"Startup probe (failed|errored)|failed startup probe, will be restarted",
                within=LATELY,
            ),
        ),
        after=60,
        title="{pod}: the startup probe of {container} fails",
        why="It takes longer to start than failureThreshold × periodSeconds allow, and is killed before it is done. A database that recovers begins anew each time.",
        newcomers="The program is given a certain time to start, and it is too short.",
        fix=(Fix("raise failureThreshold of the startup probe in the template"), LOG, SHOW_PROBES),
        danger="Each kill makes a recovery begin again from zero.",
        doc="D/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/",
        explained_by=("node-*",),
        explains=("sts-head-of-line", "crashloop", "exit-*"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .crashing("Completed", 0)
                .event(
                    "Unhealthy",
                    "Startup probe failed: dial tcp 10.1.0.11:9: connect: connection refused",
                    times=15,
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .running(ready=True)
                .event("Unhealthy", "Startup probe failed: connection refused")
            ),
        ),
    ),
    Rule(
        id="liveness-killing",
        severity="high",
        about="pod",
        signs=(
            ON_NODE,
            PodCheck(_restarted),
            EventSign(
                "Killing",
                r"Container (?P<container>\S+) failed liveness probe, will be restarted",
                within=LATELY,
            ),
        ),
        title="{pod}: container {container} is restarted by its liveness probe",
        why="The probe is too strict, or the program hangs. A probe that asks other members takes them all down together.",
        newcomers="The program did not answer in time when asked whether it lives, so it was ended.",
        fix=(
            Fix(
                "read what it said before",
                "kubectl logs {pod} -n {namespace} -c {container} --previous --tail=200",
            ),
            SHOW_PROBES,
        ),
        danger="A liveness probe that depends on other members can kill a quorum.",
        doc="D/concepts/workloads/pods/probes/",
        explains=(
            "crashloop",
            "exit-*",
            "sts-head-of-line",
            "restart-flapping",
            "readiness-failing",
        ),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .crashing("Error", 137)
                .event(
                    "Killing",
                    "Container main failed liveness probe, will be restarted",
                    kind="Normal",
                    times=5,
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .running(ready=True, restarts=1)
                .event(
                    "Killing",
                    "Container main failed liveness probe, will be restarted",
                    kind="Normal",
                    before=3000,
                )
            ),
        ),
    ),
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

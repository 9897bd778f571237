"""Pods that are being deleted and do not go, though their node answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import NOT_MOVED, STANDSTILL
from ststui.diagnosis.match import Evidence, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import TERMINATING, EventSign, PodCheck
from ststui.model.elapsed import seconds_until
from ststui.model.metadata import condition
from ststui.model.pod import Handler, Lifecycle

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

GRACE: Final = 30
"""Seconds beyond the grace period before a kubelet counts as late: it unmounts and reports."""
LONG: Final = 600
"""A grace period of more seconds is long."""


def _deadline(pod: Pod) -> Evidence:
    at = pod.metadata.deletion_timestamp
    return Evidence(
        f"deletionTimestamp {at:%Y-%m-%dT%H:%M:%SZ}, which is the end of the grace period"
        if at
        else "deletionTimestamp",
        f"metadata of Pod {pod.metadata.name}",
    )


def _in_grace(seen: Seen, pod: Pod) -> Match | None:
    left = seconds_until(pod.metadata.deletion_timestamp, now=seen.now)
    if left is None or left <= 0:
        return None
    who = condition(pod.status.conditions, "DisruptionTarget")
    cause = (
        (Evidence(f"{who.reason}: {who.message}", "condition DisruptionTarget of the pod"),)
        if who
        else ()
    )
    return Match(evidence=(_deadline(pod), *cause), facts={"left": str(left)})


def _overdue(seen: Seen, pod: Pod) -> Match | None:
    node = seen.node(pod.spec.node_name)
    if node is None or not node.ready or pod.metadata.finalizers:
        return None
    return Match(evidence=(_deadline(pod),), since=pod.metadata.deletion_timestamp)


def _has_hook(_: Seen, pod: Pod) -> Match | None:
    for each in pod.spec.containers:
        if each.lifecycle and each.lifecycle.pre_stop:
            return Match(facts={"container": each.name})
    return None


def _long_grace(_: Seen, pod: Pod) -> Match | None:
    grace = pod.metadata.deletion_grace_period_seconds or 0
    if grace <= LONG:
        return None
    source = f"metadata of Pod {pod.metadata.name}"
    return found(f"deletionGracePeriodSeconds: {grace}", source, grace=str(grace))


def _condemned(seen: Seen, pod: Pod) -> Match | None:
    ordinal = next((o for o, p in seen.family.pods_by_ordinal.items() if p is pod), None)
    wanted = seen.set.ordinals
    if ordinal is None or ordinal in wanted or seen.set.metadata.deletion_timestamp:
        return None
    return found(
        f"replicas {seen.set.replicas}, first ordinal {seen.set.start}",
        f"spec of StatefulSet {seen.family.name}",
    )


def _scaled_down(web: Example) -> Example:
    return web.pod(3).terminating(20)


def _hooked(web: Example) -> Example:
    container = web.pod(1).objects["Pod", "web-1"].spec.containers[0]
    hook = Lifecycle(pre_stop=Handler())
    fields = {name: getattr(container, name) for name in container.__struct_fields__}
    changed = type(container)(**{**fields, "lifecycle": hook})
    return web.terminating(10).spec(containers=(changed,))


_TERMINATION = "D/concepts/workloads/pods/pod-lifecycle/#pod-termination"

RULES = (
    Rule(
        id="term-in-grace",
        severity="info",
        about="pod",
        signs=(TERMINATING, PodCheck(_in_grace)),
        title="{pod} is ending, {left}s of its grace period are left",
        why="Its deletion was asked for; the program may take until then to end by itself.",
        newcomers="The program was asked to stop and has some seconds to do so.",
        fix=(Fix("watch it go", "kubectl get pod {pod} -n {namespace} -w"),),
        doc=_TERMINATION,
        explained_by=("term-*", "node-notready"),
        case=Case(
            fires=lambda web: web.pod(1).terminating(20),
            silent=lambda web: web.pod(1).terminating(-1),
        ),
    ),
    Rule(
        id="term-overdue",
        severity="high",
        about="pod",
        signs=(TERMINATING, PodCheck(_overdue, needs=("pods", "nodes"))),
        after=GRACE,
        title="{pod} should have ended, and its node {node} does answer",
        why="The runtime cannot kill the container (a process that hangs in disk or network I/O, a dead NFS server), a volume cannot be unmounted, or the kubelet hangs. The object stays until all is cleaned up.",
        newcomers="The program was told to end and then killed, and the node still has not reported its end.",
        fix=(
            Fix(
                "its events say what the kubelet tries", "kubectl describe pod {pod} -n {namespace}"
            ),
            Fix("ask the kubelet", "kubectl get --raw /api/v1/nodes/{node}/proxy/healthz"),
            Fix("on {node}: find the process, its state and its mounts"),
        ),
        danger="A forced delete makes a second {pod} beside one that may still run and write.",
        doc="D/tasks/run-application/force-delete-stateful-set-pod/",
        explains=(*STANDSTILL, *NOT_MOVED, "readiness-*", "dns-unready-hidden"),
        case=Case(
            fires=lambda web: web.pod(1).terminating(-60),
            silent=lambda web: web.pod(1).terminating(-10),
        ),
    ),
    Rule(
        id="term-prestop",
        severity="medium",
        about="pod",
        signs=(TERMINATING, PodCheck(_has_hook), EventSign("FailedPreStopHook")),
        title="{pod}: the preStop hook of {container} failed or took too long",
        why="The time of the hook counts within the grace period, and SIGTERM comes only after it: when the period is over, the container has 2 seconds left.",
        newcomers="A command that should run before the program stops did not succeed.",
        fix=(
            Fix("its output may be in the log", "kubectl logs {pod} -n {namespace} -c {container}"),
            Fix("mend the hook, or give it more time: terminationGracePeriodSeconds"),
        ),
        danger="A shorter grace period cuts off the hand-over of a leader.",
        doc="D/concepts/containers/container-lifecycle-hooks/",
        case=Case(
            fires=lambda web: _hooked(web).event("FailedPreStopHook", "PreStopHook failed"),
            silent=_hooked,
        ),
    ),
    Rule(
        id="term-long-grace",
        severity="info",
        about="pod",
        signs=(TERMINATING, PodCheck(_long_grace)),
        title="{pod} may take up to {grace}s to end",
        why="Its grace period is that long. An update of an OrderedReady set takes up to the sum over all pods.",
        newcomers="Each pod may take so long to stop, one after the other.",
        fix=(
            Fix(
                "see the moment at which it is killed",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.metadata.deletionTimestamp}'",
            ),
        ),
        doc=_TERMINATION,
        case=Case(
            fires=lambda web: web.pod(1).terminating(700, grace=3600),
            silent=lambda web: web.pod(1).terminating(20, grace=600),
        ),
    ),
    Rule(
        id="term-scale-down",
        severity="info",
        about="pod",
        signs=(TERMINATING, PodCheck(_condemned)),
        title="{pod} goes because {set} was scaled down",
        why="Its ordinal is outside the wanted range. In an OrderedReady set the next lower one waits until it is gone.",
        newcomers="The set is to have fewer pods, and this one is among those that go.",
        fix=(
            Fix(
                "see how many are wanted and how many are left",
                "kubectl get sts {set} -n {namespace}",
            ),
        ),
        danger="With whenScaled: Delete its claims, and the data, go with it.",
        doc="D/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees",
        explained_by=("term-overdue", "term-finalizer", "term-node-*"),
        case=Case(fires=_scaled_down, silent=lambda web: web.pod(2).terminating(20)),
    ),
)

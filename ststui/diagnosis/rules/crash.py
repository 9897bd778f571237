"""Containers that crash."""

from __future__ import annotations

from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, ON_NODE, Ended, Waits

PREVIOUS_LOG = Fix(
    "read what it said before it ended",
    "kubectl logs {pod} -n {namespace} -c {container} --previous --tail=200",
)

RULES = (
    Rule(
        id="crashloop",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            Waits(("CrashLoopBackOff",), which="main"),
            Ended(which="main"),
        ),
        title="{pod}: container {container} crashes again and again (exit code {code})",
        why="It ends soon after each start, and the kubelet waits longer and longer before the"
        " next: up to 5 minutes.",
        newcomers="The program in the container starts and stops again; its log says why.",
        fix=(PREVIOUS_LOG,),
        doc="D/concepts/workloads/pods/pod-lifecycle/#restart-policy",
        explained_by=("oomkilled", "exit-*", "container-*", "liveness-*", "startup-*"),
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).crashing("Error", 1),
            silent=lambda web: web.pod(1).running(ready=True, restarts=1),
        ),
    ),
    Rule(
        id="oomkilled",
        severity="high",
        about="pod",
        signs=(ON_NODE, Ended(("OOMKilled",), only_now=True)),
        title="{pod}: container {container} was killed: out of memory ({restarts} restarts)",
        why="It used more memory than its limit, or the node had none left.",
        newcomers="A container that takes more memory than it may is ended by the kernel.",
        fix=(
            Fix("see what it uses", "kubectl top pod {pod} -n {namespace} --containers"),
            Fix(
                "see its limit",
                "kubectl get pod {pod} -n {namespace}"
                " -o jsonpath='{.spec.containers[*].resources.limits.memory}'",
            ),
            PREVIOUS_LOG,
        ),
        danger="Raising the limit changes the template: every pod is replaced.",
        doc="D/tasks/configure-pod-container/assign-memory-resource/",
        explains=("crashloop", "exit-137-not-oom", "sts-head-of-line", "restart-flapping"),
        case=Case(
            fires=lambda web: web.pod(1).crashing("OOMKilled", 137),
            silent=lambda web: web.pod(1).crashing("Error", 137),
        ),
    ),
)

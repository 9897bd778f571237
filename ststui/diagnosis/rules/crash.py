"""Containers that crash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Evidence, Match, found
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, ON_NODE, Ended, PodCheck
from ststui.diagnosis.signs.container import container_statuses, end_evidence, last_end
from ststui.model.pod import Terminated

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

PREVIOUS_LOG = Fix(
    "read what it said before it ended",
    "kubectl logs {pod} -n {namespace} -c {container} --previous --tail=200",
)
AGAIN = 2
"""Restarts from which one that has just ended is called a crash loop: between two restarts it shows
another face than CrashLoopBackOff."""
MANY = 5
"""Restarts from which a container is called restless."""
HOUR = 3600


def _loops(_: Seen, pod: Pod) -> Match | None:
    for each in container_statuses(pod, "main"):
        waiting, ended = each.state.waiting, last_end(each)
        backs_off = waiting is not None and waiting.reason == "CrashLoopBackOff"
        between = each.state.terminated is not None and each.restart_count >= AGAIN
        if not (backs_off or between):
            continue
        words = waiting.message if waiting and backs_off else ""
        source = f"container {each.name} of Pod {pod.metadata.name}"
        return Match(
            evidence=(
                *((end_evidence(each, ended, pod.metadata.name),) if ended else ()),
                *((Evidence(words, source),) if words else ()),
            ),
            facts={
                "container": each.name,
                "code": str(ended.exit_code) if ended else "not known",
                "restarts": str(each.restart_count),
            },
        )
    return None


def _restless(seen: Seen, pod: Pod) -> Match | None:
    for each in pod.status.container_statuses:
        ended = each.last_state.terminated
        age = seen.seconds_since(ended.finished_at) if ended else None
        if (
            ended
            and each.state.running
            and each.restart_count >= MANY
            and age is not None
            and age < HOUR
        ):
            return found(
                f"{each.restart_count} restarts, the last after {ended.reason or 'an end'} with exit code {ended.exit_code}",
                f"container {each.name} of Pod {pod.metadata.name}",
                container=each.name,
                restarts=str(each.restart_count),
            )
    return None


def _ready(_: Seen, pod: Pod) -> Match | None:
    return Match() if pod.running_and_ready else None


RULES = (
    Rule(
        id="crashloop",
        severity="high",
        about="pod",
        signs=(NOT_READY, PodCheck(_loops)),
        title="{pod}: container {container} crashes again and again (exit code {code})",
        why="It ends soon after each start, and the kubelet waits longer and longer before the next: up to 5 minutes.",
        newcomers="The program in the container starts and stops again; its log says why.",
        fix=(PREVIOUS_LOG,),
        doc="D/concepts/workloads/pods/pod-lifecycle/#restart-policy",
        explained_by=(
            "oomkilled",
            "exit-0-*",
            "exit-139",
            "exit-126-127",
            "container-*",
            "liveness-*",
            "startup-*",
        ),
        explains=("sts-head-of-line", "exit-137-not-oom", "exit-143"),
        case=Case(
            fires=lambda web: web.pod(1).crashing("Error", 1),
            silent=lambda web: web.pod(1).running(ready=True, restarts=1),
        ),
    ),
    Rule(
        id="oomkilled",
        severity="high",
        about="pod",
        signs=(ON_NODE, Ended(("OOMKilled",), within=HOUR)),
        title="{pod}: container {container} was killed: out of memory ({restarts} restarts)",
        why="It used more memory than its limit, or the node had none left.",
        newcomers="A container that takes more memory than it may is ended by the kernel.",
        fix=(
            Fix("see what it uses", "kubectl top pod {pod} -n {namespace} --containers"),
            Fix(
                "see its limit",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.spec.containers[*].resources.limits.memory}'",
            ),
            PREVIOUS_LOG,
        ),
        danger="Raising the limit changes the template: every pod is replaced.",
        doc="D/tasks/configure-pod-container/assign-memory-resource/",
        explains=(
            "crashloop",
            "exit-137-not-oom",
            "sts-head-of-line",
            "restart-flapping",
            "init-crashloop",
        ),
        case=Case(
            fires=lambda web: web.pod(1).crashing("OOMKilled", 137),
            silent=lambda web: web.pod(1).crashing("Error", 137),
        ),
    ),
    Rule(
        id="exit-137-not-oom",
        severity="medium",
        about="pod",
        signs=(ON_NODE, Ended(("Error",), (137,), only_now=True)),
        title="{pod}: container {container} was killed (exit code 137), not by its memory limit",
        why="SIGKILL: its grace period ran out, a liveness probe gave up on it, or a process inside it ran out of memory.",
        newcomers="The container was ended the hard way; it could not tidy up.",
        fix=(
            Fix(
                "compare with the events",
                "kubectl get events -n {namespace} --field-selector involvedObject.name={pod}",
            ),
            PREVIOUS_LOG,
        ),
        danger="It did not shut down in order: a database recovers at its next start.",
        doc="D/concepts/workloads/pods/pod-lifecycle/#pod-termination",
        hint=True,
        explained_by=(
            "liveness-killing",
            "startup-failing",
            "oomkilled",
            "crashloop",
            "container-status-unknown",
        ),
        case=Case(
            fires=lambda web: web.pod(1).crashing("Error", 137),
            silent=lambda web: web.pod(1).crashing("OOMKilled", 137),
        ),
    ),
    Rule(
        id="exit-143",
        severity="low",
        about="pod",
        signs=(ON_NODE, Ended((), (143,), only_now=True)),
        title="{pod}: container {container} ended as it was asked to (exit code 143)",
        why="It obeyed SIGTERM. Of a pod that is not being deleted, that is mostly a liveness probe that gave up on it.",
        newcomers="Somebody asked the program to stop, and it did.",
        fix=(
            Fix(
                "see who asked",
                "kubectl get events -n {namespace} --field-selector involvedObject.name={pod}",
            ),
        ),
        doc="D/concepts/workloads/pods/pod-lifecycle/#pod-termination",
        hint=True,
        explained_by=("liveness-killing", "startup-failing", "crashloop"),
        case=Case(
            fires=lambda web: web.pod(1).crashing("Error", 143),
            silent=lambda web: web.pod(1).crashing("Error", 1),
        ),
    ),
    Rule(
        id="exit-139",
        severity="high",
        about="pod",
        signs=(ON_NODE, Ended((), (139, 134, 132, 136), only_now=True)),
        title="{pod}: container {container} crashed in its own code (exit code {code})",
        why="139 invalid memory, 134 abort, 132 an instruction this processor does not have, 136 arithmetic. Damaged data files do it too.",
        newcomers="The program itself broke down.",
        fix=(
            PREVIOUS_LOG,
            Fix("take a snapshot of the volume before more attempts if its data may be damaged"),
        ),
        danger="A program that crashes on damaged data can damage more with each start.",
        doc="D/tasks/debug/debug-application/determine-reason-pod-failure/",
        hint=True,
        case=Case(
            fires=lambda web: web.pod(1).crashing("Error", 139),
            silent=lambda web: web.pod(1).crashing("Error", 1),
        ),
    ),
    Rule(
        id="exit-126-127",
        severity="high",
        about="pod",
        signs=(ON_NODE, Ended((), (126, 127, 128), only_now=True)),
        title="{pod}: the command of container {container} cannot be run (exit code {code})",
        why="126: may not be executed. 127: not found, often by a shell. 128: the runtime could not start it.",
        newcomers="The container starts a command that is not there.",
        fix=(
            Fix(
                "see the command",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{range .spec.containers[*]}{.name} {.command} {.args}{\"\\n\"}{end}'",
            ),
            PREVIOUS_LOG,
        ),
        doc="D/tasks/debug/debug-application/debug-pods/",
        hint=True,
        explained_by=("container-run-error",),
        case=Case(
            fires=lambda web: web.pod(1).crashing("Error", 127),
            silent=lambda web: web.pod(1).crashing("Error", 2),
        ),
    ),
    Rule(
        id="exit-0-loop",
        severity="medium",
        about="pod",
        signs=(NOT_READY, Ended(("Completed",), (0,), only_now=True, restarts=3, which="main")),
        title="{pod}: container {container} ends without an error, {restarts} times by now",
        why="Its first process ends; a container of a StatefulSet has to keep running. Or a probe had it ended and it tidied up well.",
        newcomers="The program says it is done, but it is meant to stay.",
        fix=(
            Fix(
                "does it go into the background? see its command",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.spec.containers[*].command} {.spec.containers[*].args}'",
            ),
            PREVIOUS_LOG,
        ),
        doc="D/concepts/workloads/pods/pod-lifecycle/",
        explained_by=("liveness-killing", "startup-failing", "container-poststart-failed"),
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).crashing("Completed", 0),
            silent=lambda web: web.pod(1).crashing(
                "Completed", 0, restarts=1, waiting="ContainerCreating"
            ),
        ),
    ),
    Rule(
        id="container-status-unknown",
        severity="medium",
        about="pod",
        signs=(ON_NODE, Ended(("ContainerStatusUnknown",), only_now=True)),
        title="{pod}: {node} lost sight of container {container}",
        why="The node or its container runtime was started again; exit code 137 is made up.",
        newcomers="The machine was restarted and does not remember this container.",
        fix=(Fix("look at the node", "kubectl describe node {node}"),),
        doc="D/concepts/workloads/pods/pod-lifecycle/",
        case=Case(
            fires=lambda web: web.pod(1).crashing("ContainerStatusUnknown", 137),
            silent=lambda web: web.pod(1).crashing("Error", 137),
        ),
    ),
    Rule(
        id="restart-flapping",
        severity="medium",
        about="pod",
        signs=(PodCheck(_ready), PodCheck(_restless)),
        title="{pod}: container {container} runs now, after {restarts} restarts",
        why="It crashes from time to time; the last end tells how.",
        newcomers="The program works, but it does not stay up.",
        fix=(PREVIOUS_LOG,),
        doc="D/tasks/debug/debug-application/debug-pods/",
        hint=True,
        case=Case(
            fires=lambda web: web.pod(1).running(
                ready=True,
                restarts=7,
                last=Terminated(exit_code=1, reason="Error", finished_at=ago(900)),
            ),
            silent=lambda web: web.pod(1).running(
                ready=True,
                restarts=7,
                last=Terminated(exit_code=1, reason="Error", finished_at=ago(9000)),
            ),
        ),
    ),
)

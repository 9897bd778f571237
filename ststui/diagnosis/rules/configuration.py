"""Containers that cannot be made or started as the template says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import NOT_READY, ON_NODE, AnyOf, Ended, EventSign, PodCheck, Waits
from ststui.diagnosis.signs.container import container_statuses

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.match import Match
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

CONFIG = ("CreateContainerConfigError",)
_NOT_FOUND = 'exec: "nope": executable file not found in $PATH'
_RUNC = "failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: "


def _waits(reason: str, message: str) -> Callable[[Example], Example]:
    return lambda web: web.pod(2).status(phase="Pending").waiting(reason, message)


def _config(message: str) -> Callable[[Example], Example]:
    return _waits("CreateContainerConfigError", message)


def _fails(_: Seen, pod: Pod) -> Match | None:
    for each in container_statuses(pod, "any"):
        waiting = each.state.waiting
        if waiting is not None and waiting.fails:
            return found(
                ": ".join(words for words in (waiting.reason, waiting.message) if words),
                f"container {each.name} of Pod {pod.metadata.name}",
                container=each.name,
                reason=waiting.reason,
            )
    return None


RULES = (
    Rule(
        id="config-missing-object",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            Waits(CONFIG, r"(?P<object>secret|configmap) \"(?P<missing>[^\"]+)\" not found"),
        ),
        title="{pod}: {object} {missing} does not exist",
        why="Container {container} takes settings from it. The pod goes on by itself once it is there.",
        newcomers="The program's settings are kept in an object that is missing.",
        fix=(
            Fix("see which exist", "kubectl get configmaps,secrets -n {namespace}"),
            Fix("create it, or correct the name in the template"),
        ),
        doc="D/tasks/configure-pod-container/configure-pod-configmap/",
        case=Case(
            fires=_config('configmap "nope" not found'),
            silent=_config("couldn't find key nope in Secret shop/sec"),
        ),
    ),
    Rule(
        id="config-missing-key",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            Waits(
                CONFIG,
                r"couldn.t find key (?P<key>\S+) in (?P<object>Secret|ConfigMap) (?:[^\s/]+/)?(?P<missing>\S+)",
            ),
        ),
        title="{pod}: {object} {missing} has no key {key}",
        why="The object exists, and container {container} asks for a key that is not in it. The pod goes on by itself once it is there.",
        newcomers="One line is missing in the object that keeps the program's settings.",
        fix=(
            Fix("see which keys there are", "kubectl describe {object} {missing} -n {namespace}"),
        ),
        danger="describe shows the keys only; do not print the values of a Secret.",
        doc="D/concepts/configuration/configmap/",
        case=Case(
            fires=_config("couldn't find key nope in Secret shop/sec"),
            silent=_config('configmap "nope" not found'),
        ),
    ),
    Rule(
        id="config-run-as-non-root",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            Waits(
                CONFIG,
                r"container has runAsNonRoot and image (will run as root|has non-numeric user)",
            ),
        ),
        title="{pod}: container {container} must not run as root, and its image would",
        why="runAsNonRoot is set, and the image names root, no user, or a user by name instead of by number.",
        newcomers="The pod promises not to run as administrator, and the image does not keep it.",
        fix=(
            Fix(
                "set runAsUser to the image's own user in the template's securityContext",
                "kubectl edit sts {set} -n {namespace}",
            ),
        ),
        danger="Another user may not be able to read what is on the volume: see fsGroup.",
        doc="D/tasks/configure-pod-container/security-context/",
        case=Case(
            fires=_config(
                'container has runAsNonRoot and image will run as root (pod: "web-2_shop(4b7dfeba)", container: main)'
            ),
            silent=_config('configmap "nope" not found'),
        ),
    ),
    Rule(
        id="container-create-error",
        severity="high",
        about="pod",
        signs=(NOT_READY, Waits(("CreateContainerError", "PreCreateHookError"))),
        title="{pod}: container {container} cannot be made",
        why="The node's runtime refuses it: no command, a mount or subPath that does not fit, a device, or a name that an old container still holds.",
        newcomers="The node has the image and the settings, and still cannot build the container.",
        fix=(
            Fix(
                "read what the runtime says",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{..waiting.message}'",
            ),
        ),
        doc="D/tasks/debug/debug-application/debug-pods/",
        case=Case(
            fires=_waits(
                "CreateContainerError",
                'failed to reserve container name: name "main_web-2" is reserved',
            ),
            silent=_waits("CreateContainerConfigError", 'configmap "nope" not found'),
        ),
    ),
    Rule(
        id="container-run-error",
        severity="high",
        about="pod",
        signs=(
            NOT_READY,
            AnyOf(
                (
                    Waits(("RunContainerError", "PreStartHookError")),
                    Ended(("StartError", "ContainerCannotRun"), only_now=True),
                )
            ),
        ),
        title="{pod}: container {container} cannot be started",
        why="The command does not exist in the image, may not be executed, or is made for another processor.",
        newcomers="The container was built, and then its first program could not be run.",
        fix=(
            Fix(
                "see the command",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{range .spec.template.spec.containers[*]}{.name} {.command} {.args}{\"\\n\"}{end}'",
            ),
            Fix(
                "correct command or image, then delete the pod if the set is OrderedReady",
                "kubectl delete pod {pod} -n {namespace}",
            ),
        ),
        doc="D/tasks/debug/debug-application/debug-pods/",
        explains=("crashloop", "exit-126-127", "init-crashloop"),
        case=Case(
            fires=lambda web: web.pod(2).crashing(
                "StartError", 128, message=_RUNC + _NOT_FOUND, waiting="RunContainerError"
            ),
            silent=lambda web: web.pod(2).crashing("Error", 1),
        ),
    ),
    Rule(
        id="container-poststart-failed",
        severity="medium",
        about="pod",
        signs=(
            ON_NODE,
            EventSign("FailedPostStartHook", r"PostStartHook failed|(?P<words>hook.*)", within=900),
        ),
        title="{pod}: the postStart hook fails, so its container is killed",
        why="The hook ended with an error or took too long. The container's own log may show nothing.",
        newcomers="A command that is to run right after the start goes wrong.",
        fix=(
            Fix(
                "see the hook",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{.spec.template.spec.containers[*].lifecycle.postStart}'",
            ),
            Fix(
                "read the log",
                "kubectl logs {pod} -n {namespace} --all-containers --previous --tail=100",
            ),
        ),
        doc="D/concepts/containers/container-lifecycle-hooks/",
        explains=("crashloop", "exit-0-loop", "exit-137-not-oom", "exit-143"),
        case=Case(
            fires=lambda web: (
                web.pod(2)
                .crashing("Completed", 0)
                .event("FailedPostStartHook", "PostStartHook failed")
            ),
            silent=lambda web: web.pod(2).event(
                "FailedPostStartHook", "PostStartHook failed", before=3000
            ),
        ),
    ),
    Rule(
        id="container-waits-after-error",
        severity="high",
        about="pod",
        signs=(NOT_READY, PodCheck(_fails)),
        title="{pod}: container {container} does not start: {reason}",
        why="The kubelet tried to start it, and keeps the error of the last try. What it says of it is none of the texts that ststui knows.",
        newcomers="The node could not start the container, and its own words say why.",
        fix=(
            Fix("read it beside the pod's events", "kubectl describe pod {pod} -n {namespace}"),
            Fix(
                "see what the template asks for",
                "kubectl get sts {set} -n {namespace} -o yaml",
            ),
        ),
        doc="D/tasks/debug/debug-application/debug-pods/",
        explains=("sts-head-of-line",),
        explained_by=(
            *("config-*", "container-*", "image-*", "init-crashloop"),
            *("crashloop", "oomkilled", "exit-*", "liveness-*", "startup-*"),
        ),
        case=Case(
            fires=_config('failed to prepare subPath for volumeMount "data" of container "main"'),
            silent=lambda web: web.pod(2).creating(),
        ),
    ),
)

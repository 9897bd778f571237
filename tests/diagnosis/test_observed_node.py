"""What a real kubelet of 1.36.3 says, word for word, and the rule that has to come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Example, built_in, diagnose
from ststui.diagnosis.moments import ago
from ststui.model.pod import (
    Container,
    ContainerState,
    ContainerStatus,
    Running,
    Terminated,
    Waiting,
)

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.pure


def pulling(reason: str, words: str) -> Callable[[Example], object]:
    def make(web: Example) -> object:
        web.pod(1).status(phase="Pending").waiting(reason, words)
        return web.event("Failed", f"Error: {reason}", times=4)

    return make


def back_off(web: Example) -> Example:
    return web.event(
        "BackOff", "Back-off restarting failed container main in pod web-1_shop(7233bff7)", times=3
    )


def ended(reason: str, code: int) -> Callable[[Example], object]:
    """Between two restarts: terminated now and before."""

    def make(web: Example) -> object:
        end = ContainerState(terminated=Terminated(exit_code=code, reason=reason))
        status = ContainerStatus(
            name="main", started=False, restart_count=3, state=end, last_state=end
        )
        web.pod(1).running().status(container_statuses=(status,))
        return back_off(web)

    return make


def probe(which: str, words: str, killing: str = "") -> Callable[[Example], object]:
    """A probe that kills leaves a crash loop whose last end was in order."""

    def make(web: Example) -> object:
        web.pod(1)
        if killing:
            web.crashing("Completed", 0, restarts=4)
            web.event("Killing", f"Container main failed {killing} probe, will be restarted")
            back_off(web)
        else:
            web.running()
        return web.event("Unhealthy", f"{which} probe failed: {words}", times=15)

    return make


def not_found_command(web: Example) -> object:
    words = (
        "failed to create containerd task: failed to create shim task: OCI runtime create failed:"
        ' runc create failed: unable to start container process: exec: "nope": executable file not'
        " found in $PATH"
    )
    web.pod(1).crashing("StartError", 128, restarts=3, message=words, waiting="RunContainerError")
    return back_off(web)


def init_waits(web: Example) -> object:
    return web.pod(1).init(ContainerState(running=Running(started_at=ago(900))))


def init_crashes(web: Example) -> object:
    end = ContainerState(terminated=Terminated(exit_code=2, reason="Error"))
    web.pod(1).init(end, last=end, restarts=3)
    return web.event(
        "BackOff", "Back-off restarting failed container boot in pod web-1_shop(8c77a790)", times=3
    )


def hook(web: Example) -> object:
    web.pod(1).crashing("Completed", 0, restarts=3).event(
        "FailedPostStartHook", "PostStartHook failed"
    )
    web.event("Killing", "FailedPostStartHook", kind="Normal", times=4)
    return back_off(web)


def sidecar(web: Example) -> object:
    """A sidecar whose startup probe never passes: nothing says so but its ``started``."""
    begun = ContainerState(running=Running(started_at=ago(900)))
    web.pod(1).init(begun).spec(init_containers=(Container(name="boot", restart_policy="Always"),))
    web.status(init_container_statuses=(ContainerStatus(name="boot", started=False, state=begun),))
    return web.event("Unhealthy", "Startup probe failed: ", times=25, container="boot")


IMAGE = 'Back-off pulling image "registry.example/nope:1": ErrImagePull: failed to pull and unpack'


OBSERVED: dict[str, tuple[Callable[[Example], object], str]] = {
    "registry unreachable": (
        pulling(
            "ImagePullBackOff",
            f'{IMAGE} image "registry.example/nope:1": failed to resolve image: failed to do'
            ' request: Head "https://registry.example/v2/nope/manifests/1": dial tcp: lookup'
            " registry.example on 192.0.2.53:53: dial udp 192.0.2.53:53: connect: network is"
            " unreachable",
        ),
        "image-registry-unreachable",
    ),
    "policy Never": (
        pulling(
            "ErrImageNeverPull",
            'Container image "local/absent:1" is not present with pull policy of Never',
        ),
        "image-never-pull",
    ),
    "ConfigMap missing": (
        pulling("CreateContainerConfigError", 'configmap "nope" not found'),
        "config-missing-object",
    ),
    "Secret key missing": (
        pulling("CreateContainerConfigError", "couldn't find key nope in Secret p5/sec"),
        "config-missing-key",
    ),
    "command not found": (not_found_command, "container-run-error"),
    "exit 1": (ended("Error", 1), "crashloop"),
    "exit 0": (ended("Completed", 0), "exit-0-loop"),
    "out of memory": (ended("OOMKilled", 137), "oomkilled"),
    "readiness": (probe("Readiness", "not in sync"), "readiness-failing"),
    "liveness": (probe("Liveness", "", "liveness"), "liveness-killing"),
    "startup": (
        probe("Startup", "dial tcp 10.245.0.16:9: connect: connection refused", "startup"),
        "startup-failing",
    ),
    "postStart": (hook, "container-poststart-failed"),
    "init crashes": (init_crashes, "init-crashloop"),
    "init waits": (init_waits, "init-stuck"),
    "readiness gate": (
        lambda web: web.pod(1).condition(
            "Ready",
            "False",
            reason="ReadinessGatesNotReady",
            message="corresponding condition of pod readiness gate"
            ' "example.com/lb" does not exist.',
        ),
        "readiness-gate",
    ),
    "invalid name": (
        pulling(
            "InvalidImageName",
            'Failed to apply default image tag "UPPER/Case:1": couldn\'t parse image name'
            ' "UPPER/Case:1": invalid reference format: repository name (Case) must be lowercase',
        ),
        "image-invalid-name",
    ),
    "runAsNonRoot": (
        pulling(
            "CreateContainerConfigError",
            "container has runAsNonRoot and image will run as root"
            ' (pod: "web-1_shop(4b7dfeba-1a36-47af-98db-bd801b4c9a2a)", container: main)',
        ),
        "config-run-as-non-root",
    ),
    "sidecar that never starts": (sidecar, "sidecar-not-started"),
}


@pytest.mark.parametrize("what", OBSERVED)
def test_the_right_rule_comes_first(what: str) -> None:
    make, rule = OBSERVED[what]
    example = Example()
    make(example)
    found = diagnose(example.seen(), built_in()).findings
    assert [each.rule.id for each in found][:1] == [rule], [
        (each.rule.id, each.severity, each.explains) for each in found
    ]


OF_THE_KUBELET = (
    *("CreateContainerConfigError", "CreateContainerError", "PreCreateHookError"),
    *("PreStartHookError", "PostStartHookError", "RunContainerError", "CrashLoopBackOff"),
    *("ErrImagePull", "ImagePullBackOff", "ImageInspectError", "ErrImageNeverPull"),
    *("InvalidImageName", "RegistryUnavailable", "SignatureValidationFailed"),
    *("RROUnsupported", "ImageVolumeMountFailed", "KillContainerError", "ReasonOfTomorrow"),
)
"""Errors of the kubelet and of the runtime (pkg/kubelet and cri-api, v1.36), and one more."""


@pytest.mark.parametrize("init", [False, True])
@pytest.mark.parametrize("reason", OF_THE_KUBELET)
def test_an_error_that_no_rule_knows_is_quoted_at_once(reason: str, *, init: bool) -> None:
    words = 'failed to prepare subPath for volumeMount "data" of container "boot"'
    state = ContainerState(waiting=Waiting(reason=reason, message=words))
    web = Example().pod(1).creating(for_=1)
    if init:
        web.init(state)
    else:
        web.status(container_statuses=(ContainerStatus(name="boot", state=state),))
    found = diagnose(web.seen(), built_in()).findings
    assert found, "the row is red, and nothing says why"
    said = found[0]
    assert said.severity == "high"
    assert (said.subject.name, said.container) == ("web-1", "boot")
    assert any(words in each.text for each in said.evidence)
    assert any("kubectl" in each.command for each in said.fix)


@pytest.mark.parametrize("reason", ["", "ContainerCreating", "PodInitializing"])
def test_a_container_on_its_way_is_no_error(reason: str) -> None:
    web = Example().pod(1).creating(for_=1).waiting(reason, for_=1)
    assert diagnose(web.seen(), built_in()).findings == ()

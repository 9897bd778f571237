"""What a real 1.36.3 says, word for word, and the rule that has to come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Example, built_in, diagnose
from ststui.diagnosis.moments import ago
from ststui.model.pod import ContainerState, ContainerStatus, Running, Terminated

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.pure

NODES = "0/3 nodes are available: "
HOPELESS = (
    " no new claims to deallocate, preemption: 0/3 nodes are available: 3 Preemption is not helpful"
    " for scheduling."
)
NO_VICTIMS = (
    " no new claims to deallocate, preemption: 0/3 nodes are available: 3 No preemption victims"
    " found for incoming pod."
)
UNBOUND = f"{NODES}pod has unbound immediate PersistentVolumeClaims. not found"


def unscheduled(words: str, end: str = HOPELESS) -> Callable[[Example], object]:
    return lambda web: web.pod(1).unscheduled(NODES + words + end)


def claim(storage_class: str | None, reason: str, words: str) -> Callable[[Example], object]:
    """The claim is Pending with an event, the pod waits for it."""

    def make(web: Example) -> object:
        web.choose("StorageClass", "standard").change(volume_binding_mode="Immediate")
        web.claim(1).spec(storage_class_name=storage_class, volume_name="").age(300)
        web.status(phase="Pending", capacity={}).event(reason, words, before=200)
        return web.pod(1).unscheduled(UNBOUND)

    return make


def refused(words: str) -> Callable[[Example], object]:
    def make(web: Example) -> object:
        message = f"Create Pod web-1 in StatefulSet web failed error: {words}"
        return web.pod(1).gone().sts().event("FailedCreate", message, times=12)

    return make


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


def lost(web: Example) -> object:
    web.claim(1).status(phase="Lost").event(
        "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
    )
    web.volume(1).gone()
    return web.pod(1).unscheduled(
        f'{NODES}persistentvolumeclaim "data-web-1" bound to non-existent persistentvolume "pv-1".'
        " not found"
    )


def hook(web: Example) -> object:
    web.pod(1).crashing("Completed", 0, restarts=3).event(
        "FailedPostStartHook", "PostStartHook failed"
    )
    web.event("Killing", "FailedPostStartHook", kind="Normal", times=4)
    return back_off(web)


PROVISIONER = (
    "Waiting for a volume to be created either by the external provisioner 'csi.example.com' or"
    " manually by the system administrator. If volume creation is delayed, please verify that the"
    " provisioner is running and correctly registered."
)
IMAGE = 'Back-off pulling image "registry.example/nope:1": ErrImagePull: failed to pull and unpack'

OBSERVED: dict[str, tuple[Callable[[Example], object], str]] = {
    "class does not exist": (
        claim(
            "fast-ssd",
            "ProvisioningFailed",
            'storageclass.storage.k8s.io "fast-ssd" not found',
        ),
        "pvc-class-missing",
    ),
    "external provisioner is silent": (
        claim("standard", "ExternalProvisioning", PROVISIONER),
        "pvc-external-waiting",
    ),
    'class "" and no volume': (
        claim(
            "",
            "FailedBinding",
            "no persistent volumes available for this claim and no storage class is set",
        ),
        "pvc-no-class",
    ),
    "no volume of the class": (
        unscheduled("3 node(s) didn't find available persistent volumes to bind."),
        "sched-no-pv-to-bind",
    ),
    "cpu": (unscheduled("3 Insufficient cpu."), "sched-insufficient-cpu"),
    "node selector": (
        unscheduled("3 node(s) didn't match Pod's node affinity/selector."),
        "sched-node-affinity",
    ),
    "anti-affinity": (
        unscheduled("3 node(s) didn't match pod anti-affinity rules.", NO_VICTIMS),
        "sched-pod-anti-affinity",
    ),
    "taint": (unscheduled("3 node(s) had untolerated taint(s)."), "sched-untolerated-taint"),
    "cordoned": (unscheduled("3 node(s) were unschedulable."), "sched-node-cordoned"),
    "host port": (
        unscheduled("3 node(s) didn't have free ports for the requested pod ports.", NO_VICTIMS),
        "sched-host-port",
    ),
    "ReadWriteOncePod": (
        unscheduled(
            "3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode"
            " already in-use by another pod.",
            NO_VICTIMS,
        ),
        "sched-rwop-in-use",
    ),
    "gate": (
        lambda web: web.pod(1).unscheduled(
            "Scheduling is blocked due to non-empty scheduling gates", reason="SchedulingGated"
        ),
        "sched-gated",
    ),
    "quota on pods": (
        refused(
            'pods "web-1" is forbidden: exceeded quota: q, requested: pods=1, used: pods=1,'
            " limited: pods=1"
        ),
        "create-quota-exceeded",
    ),
    "quota on claims": (
        refused(
            'failed to create PVC data-web-1: persistentvolumeclaims "data-web-1" is forbidden:'
            " exceeded quota: q, requested: persistentvolumeclaims=1, used:"
            " persistentvolumeclaims=1, limited: persistentvolumeclaims=1"
        ),
        "create-quota-exceeded",
    ),
    "LimitRange": (
        refused('pods "web-1" is forbidden: maximum cpu usage per Container is 1, but limit is 2'),
        "create-limitrange",
    ),
    "claim terminating": (refused("pvc data-web-1 is being deleted"), "create-pvc-terminating"),
    "claim lost": (lost, "pvc-lost"),
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
    "pod held by a finalizer": (
        lambda web: (
            web.pod(1)
            .terminating(-600)
            .meta(finalizers=("example.com/hold",))
            .status(
                container_statuses=(
                    ContainerStatus(
                        name="main",
                        state=ContainerState(
                            terminated=Terminated(exit_code=0, reason="Completed")
                        ),
                    ),
                )
            )
        ),
        "term-finalizer",
    ),
    "Service missing": (lambda web: web.service("web").gone(), "svc-missing"),
    "foreign pod": (
        lambda web: web.pod(1).owned_by(None).meta(labels={"app": "other"}),
        "create-pod-name-collision",
    ),
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


def test_a_set_that_is_asleep_misses_no_names() -> None:
    asleep = Example().service("web").gone().sts().spec(replicas=0).seen()
    found = diagnose(asleep, built_in())
    assert "svc-missing" not in [each.rule.id for each in found.findings]
    assert "advice-no-service" in [each.rule.id for each in found.advice]

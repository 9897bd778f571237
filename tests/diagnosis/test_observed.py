"""What a real control plane of 1.36.3 says, word for word, and the rule that has to come first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from ststui.diagnosis import Example, built_in, diagnose
from ststui.model.metadata import Annotations
from ststui.model.node_selector import NodeSelector, NodeSelectorRequirement, NodeSelectorTerm
from ststui.model.pod import ContainerState, ContainerStatus, Terminated
from ststui.model.volume import LocalSource, VolumeNodeAffinity

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


def claims_refused(web: Example) -> object:
    """Said twice: of the claim, then of the pod."""
    why = (
        'persistentvolumeclaims "data-web-1" is forbidden: exceeded quota: q, requested:'
        " persistentvolumeclaims=1, used: persistentvolumeclaims=1, limited:"
        " persistentvolumeclaims=1"
    )
    web.claim(1).gone().pod(1).gone().sts()
    web.event(
        "FailedCreate",
        f"Create Claim data-web-1 for Pod web-1 in StatefulSet web failed error: {why}",
    )
    return web.event(
        "FailedCreate",
        "Create Pod web-1 in StatefulSet web failed error: failed to create PVC data-web-1: " + why,
    )


def for_first_consumer(web: Example, *, selected: str | None = None) -> Example:
    """The claim of web-1 is Pending and waits for the pod; with a node, for the provisioner."""
    marks = Annotations(provisioner="csi.example.com", selected_node=selected) if selected else None
    web.claim(1).spec(volume_name="").status(phase="Pending", capacity={}).age(300)
    web.meta(annotations=marks)
    words = "waiting for first consumer to be created before binding"
    return web.event("WaitForFirstConsumer", words, kind="Normal", before=299)


def no_local_volume(web: Example) -> object:
    for_first_consumer(web).event(
        "WaitForPodScheduled", "waiting for pod web-1 to be scheduled", kind="Normal"
    )
    return unscheduled("3 node(s) didn't find available persistent volumes to bind.")(web)


def provisioner_is_silent(web: Example) -> object:
    """The scheduler chose a node and says nothing of the pod until the volume is made."""
    for_first_consumer(web, selected="node-b").event(
        "ExternalProvisioning", PROVISIONER, kind="Normal"
    )
    web.pod(1).age(300).spec(node_name="")
    return web.status(phase="Pending", conditions=(), container_statuses=(), start_time=None)


def local_volume_without_its_node(web: Example) -> object:
    host = NodeSelectorRequirement(key="kubernetes.io/hostname", operator="In", values=("gone",))
    term = NodeSelectorTerm(match_expressions=(host,))
    affinity = VolumeNodeAffinity(required=NodeSelector(node_selector_terms=(term,)))
    web.volume(1).spec(local=LocalSource(path="/mnt/disk"), node_affinity=affinity)
    unscheduled("3 node(s) didn't match PersistentVolume's node affinity.")(web)
    # The event is the older word.
    older = f"{NODES}3 node(s) didn't find available persistent volumes to bind.{HOPELESS}"
    return web.event("FailedScheduling", older)


def other_templates(web: Example) -> object:
    """A set made anew with another claim template over the pods of the one before."""
    for ordinal in range(3):
        web.pod(ordinal).spec(volumes=())
    return web.sts().event(
        "FailedUpdate",
        'Update Pod web-0 in StatefulSet web failed error: Pod "web-0" is invalid: spec: Forbidden:'
        " pod updates may not change fields other than `spec.containers[*].image`",
    )


def second_budget(web: Example) -> object:
    budget = web.objects["PodDisruptionBudget", "web"]
    metadata = replace(budget.metadata, name="web-too", uid="uid-web-too")
    return web.add("PodDisruptionBudget", replace(budget, metadata=metadata))


def claim_held_by_a_finalizer(web: Example) -> object:
    web.claim(1).terminating(-60).meta(finalizers=("example.com/hold",))
    return refused("pvc data-web-1 is being deleted")(web)


def no_default_class(web: Example) -> object:
    words = "no persistent volumes available for this claim and no storage class is set"
    claim(None, "FailedBinding", words)(web)
    return web.choose("StorageClass", "standard").meta(annotations=None)


def lost(web: Example) -> object:
    web.claim(1).status(phase="Lost").event(
        "ClaimLost", "Bound claim has lost its PersistentVolume. Data on the volume is lost!"
    )
    web.volume(1).gone()
    return web.pod(1).unscheduled(
        f'{NODES}persistentvolumeclaim "data-web-1" bound to non-existent persistentvolume "pv-1".'
        " not found"
    )


PROVISIONER = (
    "Waiting for a volume to be created either by the external provisioner 'csi.example.com' or"
    " manually by the system administrator. If volume creation is delayed, please verify that the"
    " provisioner is running and correctly registered."
)
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
    "no class named and no default class": (no_default_class, "pvc-no-class"),
    "WaitForFirstConsumer, no local volume": (no_local_volume, "sched-no-pv-to-bind"),
    "WaitForFirstConsumer, provisioner is silent": (provisioner_is_silent, "pvc-external-waiting"),
    "local volume whose node does not exist": (
        local_volume_without_its_node,
        "sched-local-pv-node-gone",
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
    "topology spread": (
        unscheduled(
            "1 node(s) didn't match pod topology spread constraints, 2 node(s) didn't match Pod's"
            " node affinity/selector.",
            " no new claims to deallocate, preemption: 0/3 nodes are available: 1 No preemption"
            " victims found for incoming pod, 2 Preemption is not helpful for scheduling.",
        ),
        "sched-topology-spread",
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
    "quota on claims": (claims_refused, "create-quota-exceeded"),
    "quota that needs requests": (
        refused('pods "web-1" is forbidden: failed quota: q: must specify requests.cpu for: main'),
        "create-quota-must-specify",
    ),
    "Pod Security": (
        refused(
            'pods "web-1" is forbidden: violates PodSecurity "restricted:latest":'
            ' allowPrivilegeEscalation != false (container "main" must set'
            " securityContext.allowPrivilegeEscalation=false), unrestricted capabilities (container"
            ' "main" must set securityContext.capabilities.drop=["ALL"])'
        ),
        "create-podsecurity",
    ),
    "ValidatingAdmissionPolicy": (
        refused(
            "pods \"web-1\" is forbidden: ValidatingAdmissionPolicy 'no-x' with binding 'no-x'"
            " denied request: images must be signed"
        ),
        "create-webhook-denied",
    ),
    "webhook backend down": (
        refused(
            'Internal error occurred: failed calling webhook "dead.example.com": failed to call'
            ' webhook: Post "https://127.0.0.1:9/x?timeout=2s": dial tcp 127.0.0.1:9: connect:'
            " connection refused"
        ),
        "create-webhook-unavailable",
    ),
    "ServiceAccount missing": (
        refused(
            'pods "web-1" is forbidden: error looking up service account o23/nobody: serviceaccount'
            ' "nobody" not found'
        ),
        "create-serviceaccount-missing",
    ),
    "PriorityClass missing": (
        refused('pods "web-1" is forbidden: no PriorityClass with name gold was found'),
        "create-priorityclass-missing",
    ),
    "set name of 60 characters": (
        refused(
            'Pod "web-1" is invalid: metadata.labels: Invalid value: "aaaa-567548dc87": must be no'
            " more than 63 bytes"
        ),
        "create-name-too-long",
    ),
    "LimitRange": (
        refused('pods "web-1" is forbidden: maximum cpu usage per Container is 1, but limit is 2'),
        "create-limitrange",
    ),
    "claim terminating": (claim_held_by_a_finalizer, "create-pvc-terminating"),
    "claim lost": (lost, "pvc-lost"),
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
    "set made anew over pods with other volumes": (
        other_templates,
        "sts-failed-update-storage-mismatch",
    ),
    "two budgets": (second_budget, "sts-pdb-multiple"),
    "a budget with maxUnavailable 0": (
        lambda web: (
            web.choose("PodDisruptionBudget", "web")
            .spec(max_unavailable=0)
            .status(desired_healthy=3, disruptions_allowed=0)
        ),
        "sts-pdb-blocks",
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

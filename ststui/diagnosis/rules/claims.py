"""Claims without a volume: the class and the provisioner."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import ClaimCheck, ClaimPhase, EventSign
from ststui.diagnosis.signs.event import event_evidence
from ststui.model.metadata import Annotations

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim

PENDING: Final = ClaimPhase(("Pending",))
SLOW: Final = 120
"""Seconds after which an external provisioner counts as silent."""
WAIT: Final = "WaitForFirstConsumer"


def _class_missing(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    wanted = claim.spec.storage_class_name
    if not wanted or wanted in seen.storage_classes:
        return None
    there = ", ".join(sorted(seen.storage_classes)) or "none"
    near = get_close_matches(wanted, seen.storage_classes, n=1)
    words = f"there are: {there}" + (f"; {near[0]} is nearly the same name" if near else "")
    return found(words, "StorageClasses")


def _no_class(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    if claim.spec.storage_class_name or claim.spec.volume_name:
        return None
    name, there = claim.metadata.name, tuple(seen.storage_classes)
    only_class = there[0] if len(there) == 1 else ""
    if claim.spec.storage_class_name is None:
        defaults = [
            each
            for each in seen.storage_classes.values()
            if each.metadata.annotations and each.metadata.annotations.default_class == "true"
        ]
        if defaults:
            return None
        return found(
            "it names no storageClassName, and no StorageClass is the default",
            f"spec of PersistentVolumeClaim {name}; StorageClasses",
            only_class=only_class,
        )
    return found(
        'storageClassName: "": only a volume that somebody made by hand will do',
        f"spec of PersistentVolumeClaim {name}",
        only_class=only_class,
    )


def _provisioner_silent(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    for event in reversed(seen.events(claim.metadata.uid)):
        if event.reason == "ExternalProvisioning":
            marks = claim.metadata.annotations
            return Match(
                evidence=(event_evidence(event, f"PersistentVolumeClaim {claim.metadata.name}"),),
                facts={"provisioner": (marks and marks.provisioner) or "the external one"},
                since=event.first_timestamp or claim.metadata.creation_timestamp,
            )
    return None


def _waits_for_consumer(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    made_by = seen.storage_classes.get(claim.spec.storage_class_name or "")
    marks = claim.metadata.annotations
    if made_by is None or made_by.volume_binding_mode != WAIT or claim.spec.volume_name:
        return None
    if marks and marks.selected_node:
        return None
    return found(f"volumeBindingMode: {WAIT}", f"StorageClass {made_by.metadata.name}")


def _csi(web: Example, *, age: float) -> Example:
    marks = Annotations(provisioner="csi.example.com", selected_node="node-b")
    return (
        web.unbound_claim(1)
        .meta(annotations=marks)
        .event(
            "ExternalProvisioning",
            "Waiting for a volume to be created either by the external provisioner 'csi.example.com' or manually by the system administrator. If volume creation is delayed, please verify that the provisioner is running and correctly registered.",
            kind="Normal",
        )
        .age(age)
    )


RULES = (
    Rule(
        id="pvc-class-missing",
        severity="high",
        about="claim",
        signs=(
            PENDING,
            ClaimCheck(_class_missing, needs=("persistentvolumeclaims", "storageclasses")),
        ),
        title="{claim} is Pending: StorageClass {class} does not exist",
        why="The claim names a class that is not there: a typing error in the claim template, or"
        " the class of another cluster.",
        newcomers="A StorageClass says how disks are made; without it nobody makes one.",
        fix=(
            Fix("see which classes exist", "kubectl get storageclass"),
            Fix(
                "create one of that name, or delete the set, keeping its pods, and create it with"
                " the right template",
                "kubectl delete sts {set} -n {namespace} --cascade=orphan",
            ),
            Fix(
                "a claim that never was bound can go; the controller makes it anew",
                "kubectl delete pvc {claim} -n {namespace}",
            ),
        ),
        danger="Claim templates cannot be changed in place.",
        doc="D/concepts/storage/storage-classes/",
        explains=(
            "sched-*",
            "pvc-wffc",
            "pvc-external-waiting",
            "pvc-provisioning-failed",
            "sts-head-of-line",
        ),
        case=Case(
            fires=lambda web: web.unbound_claim(1).spec(storage_class_name="fast-ssd"),
            silent=lambda web: web.unbound_claim(1),
        ),
    ),
    Rule(
        id="pvc-no-class",
        severity="high",
        about="claim",
        signs=(PENDING, ClaimCheck(_no_class, needs=("persistentvolumeclaims", "storageclasses"))),
        after=5,
        title="{claim} is Pending: it has no StorageClass",
        why="Without a class no volume is made for it. A class that becomes the default later is taken by claims that name none; one that names the empty class waits for a volume made by hand.",
        newcomers="Nothing in the cluster was told to make disks for this claim.",
        fix=(
            Fix("see which classes exist, and which is the default", "kubectl get storageclass"),
            Fix(
                "make one the default",
                """kubectl patch storageclass {only_class} -p '{"metadata":{"annotations":{"storageclass.kubernetes.io/is-default-class":"true"}}}'""",
            ),
            Fix("or name one in the claim template: the set must be made anew for that"),
        ),
        danger="A default class counts for the whole cluster.",
        doc="D/concepts/storage/persistent-volumes/#class-1",
        explains=("sched-unbound-immediate-pvc", "sched-no-pv-to-bind", "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                web.unbound_claim(1)
                .spec(storage_class_name="")
                .event(
                    "FailedBinding",
                    "no persistent volumes available for this claim and no storage class is set",
                    kind="Normal",
                )
            ),
            silent=lambda web: web.unbound_claim(1).spec(storage_class_name=None),
        ),
    ),
    Rule(
        id="pvc-external-waiting",
        severity="high",
        about="claim",
        signs=(
            PENDING,
            ClaimCheck(_provisioner_silent, needs=("persistentvolumeclaims", "events")),
        ),
        after=SLOW,
        title="{claim} is Pending: provisioner {provisioner} makes no volume",
        why="The claim was handed over to the driver, and nothing came back: its controller does not run, is not registered under this name, or has trouble with its storage.",
        newcomers="The program that makes disks does not answer.",
        fix=(
            Fix("is the driver known?", "kubectl get csidrivers"),
            Fix("find its pods", "kubectl get pods -A | grep -Ei 'csi|provisioner'"),
            Fix("its log says more: container csi-provisioner of its controller"),
        ),
        doc="D/concepts/storage/dynamic-provisioning/",
        explains=("sched-unbound-immediate-pvc", "sched-volume-binding-error", "sts-head-of-line"),
        explained_by=("pvc-provisioning-failed", "pvc-selected-node-gone", "pv-released"),
        case=Case(
            fires=lambda web: _csi(web, age=180),
            silent=lambda web: _csi(web, age=40),
        ),
    ),
    Rule(
        id="pvc-provisioning-failed",
        severity="high",
        about="claim",
        signs=(
            PENDING,
            EventSign(
                "ProvisioningFailed",
                r"failed to provision volume with StorageClass \"(?P<class>[^\"]+)\": (?P<error>.*)",
            ),
        ),
        title="{claim} is Pending: its volume could not be made",
        why="The driver of class {class} refused: {error}. It is asked again and again.",
        newcomers="The storage refused to make the disk; the text says why.",
        fix=(
            Fix("see whether it goes on", "kubectl describe pvc {claim} -n {namespace}"),
            Fix("mend what the text names: quota, zone, permission, parameters of the class"),
        ),
        doc="D/concepts/storage/dynamic-provisioning/",
        explains=("sched-unbound-immediate-pvc", "sched-volume-binding-error", "sts-head-of-line"),
        case=Case(
            fires=lambda web: web.unbound_claim(1).event(
                "ProvisioningFailed",
                'failed to provision volume with StorageClass "standard": rpc error: code = ResourceExhausted desc = quota of disks exceeded',
            ),
            silent=lambda web: web.claim(1).event(
                "ProvisioningFailed",
                'failed to provision volume with StorageClass "standard": rpc error: code = Unavailable',
            ),
        ),
    ),
    Rule(
        id="pvc-wffc",
        severity="info",
        about="claim",
        signs=(
            PENDING,
            ClaimCheck(_waits_for_consumer, needs=("persistentvolumeclaims", "storageclasses")),
        ),
        title="{claim} waits until its pod has a node; that is no fault",
        why="Its class makes volumes only where they are used: look at why the pod has no node. With spec.nodeName set by hand the scheduler is not asked, and the claim waits for ever.",
        newcomers="The disk is made on the machine that the pod is given, so the pod comes first.",
        fix=(Fix("see the pod", "kubectl describe pod {set}-{ordinal} -n {namespace}"),),
        doc="D/concepts/storage/storage-classes/#volume-binding-mode",
        explained_by=("sched-*", "create-*", "pvc-*", "pv-*"),
        case=Case(
            fires=lambda web: web.unbound_claim(1),
            silent=lambda web: web.unbound_claim(1).meta(
                annotations=Annotations(selected_node="node-b")
            ),
        ),
    ),
)

"""Claims that are not bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import ClaimCheck, ClaimPhase

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim

PENDING = ClaimPhase(("Pending",))


def _class_missing(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    wanted = claim.spec.storage_class_name
    if not wanted or wanted in seen.storage_classes:
        return None
    there = ", ".join(sorted(seen.storage_classes)) or "none"
    return found(f"there are: {there}", "StorageClasses")


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
        explains=("sched-unbound-immediate-pvc", "pvc-*", "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                web.claim(1)
                .spec(storage_class_name="fast-ssd", volume_name="")
                .status(phase="Pending", capacity={})
            ),
            silent=lambda web: (
                web.claim(1).spec(volume_name="").status(phase="Pending", capacity={})
            ),
        ),
    ),
)

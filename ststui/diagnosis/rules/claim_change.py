"""Claims that are being expanded or modified."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import AnyOf, ClaimCheck, ClaimCondition, IfRead
from ststui.diagnosis.signs.event import event_evidence
from ststui.model.claim import ClaimResources, ClaimWriter, Written, WrittenSpec

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim

BEGUN_AFTER: Final = 120
"""Seconds after which it counts as not begun: a resizer that runs watches its claims."""
_BEGUN: Final = frozenset(
    {"Resizing", "FileSystemResizePending", "ControllerResizeError", "NodeResizeError"}
)
"""Conditions of an expansion that somebody works on (core/v1 types.go, v1.36)."""
_OF_RESIZER: Final = frozenset(
    {"Resizing", "VolumeResizeFailed", "VolumeResizeSuccessful", "ExternalExpanding"}
)
"""Reasons of events: the external-resizer's, and what kube-controller-manager says where it leaves
a claim to one (pkg/controller/volume/events, v1.36)."""

_INFEASIBLE = ("ControllerResizeInfeasible", "NodeResizeInfeasible")


def _infeasible(_: Seen, claim: PersistentVolumeClaim) -> Match | None:
    state = claim.status.allocated_resource_statuses.get("storage", "")
    if state not in _INFEASIBLE:
        return None
    return found(
        f"allocatedResourceStatuses.storage: {state}",
        f"status of PersistentVolumeClaim {claim.metadata.name}",
    )


def _not_begun(_: Seen, claim: PersistentVolumeClaim) -> Match | None:
    if not claim.is_to_grow or claim.status.allocated_resource_statuses.get("storage"):
        return None
    if any(each.type in _BEGUN and each.status == "True" for each in claim.status.conditions):
        return None
    name, wanted = claim.metadata.name, claim.spec.resources.requests["storage"]
    has = claim.status.capacity["storage"]
    writer = claim.sized_by
    asked = found(
        f"spec.resources.requests.storage {wanted}, status.capacity.storage {has},"
        " no condition of an expansion",
        f"PersistentVolumeClaim {name}",
        since=writer.time if writer else None,
        wanted=wanted,
        has=has,
    )
    if writer is None or writer.time is None:
        return asked
    words = f"{writer.manager} wrote the size at {writer.time:%Y-%m-%dT%H:%M:%SZ}"
    return asked.and_(found(words, f"managedFields of PersistentVolumeClaim {name}"))


def _may_grow(seen: Seen, claim: PersistentVolumeClaim) -> Match:
    name = claim.spec.storage_class_name or ""
    made_by = seen.storage_classes.get(name)
    if made_by is None:
        return found(f"there is no StorageClass {name}" if name else "it has none", "StorageClass")
    allows = str(made_by.allow_volume_expansion).lower()
    return found(
        f"allowVolumeExpansion: {allows}; the resizer has to be that of {made_by.provisioner}",
        f"StorageClass {name}",
    )


def _resizer(seen: Seen, claim: PersistentVolumeClaim) -> Match:
    writer = claim.sized_by
    events = (e for e in seen.events(claim.metadata.uid) if e.reason in _OF_RESIZER)
    said = [e for e in events if not (writer and writer.time and e.at and e.at < writer.time)]
    who = f"PersistentVolumeClaim {claim.metadata.name}"
    if said:
        return Match(evidence=(event_evidence(said[-1], who),))
    return found("none of a resizer since then", f"events of {who}")


def _grows(web: Example, before: float) -> Example:
    """A claim of which more was asked so many seconds ago."""
    writer = ClaimWriter(
        manager="kubectl-edit",
        operation="Update",
        time=ago(before),
        fields_v1=Written(spec=WrittenSpec(resources={})),
    )
    web.claim(1).spec(resources=ClaimResources(requests={"storage": "30Gi"}))
    return web.meta(managed_fields=(writer,))


RULES = (
    Rule(
        id="pvc-resize-not-begun",
        severity="medium",
        about="claim",
        signs=(
            ClaimCheck(_not_begun),
            IfRead(
                ClaimCheck(_may_grow, needs=("persistentvolumeclaims", "storageclasses")),
            ),
            IfRead(ClaimCheck(_resizer, needs=("persistentvolumeclaims", "events"))),
        ),
        after=BEGUN_AFTER,
        title="{claim} asks for {wanted} and has {has}: nothing has begun to expand it",
        why="The resizer of the storage driver begins within seconds and says so in a condition of the claim. It does not run, is of another driver, or the class did not allow expansion any more; without a class that allows it the API server takes no larger size.",
        newcomers="The disk was to grow, and the program that makes disks larger does not react.",
        fix=(
            Fix("see the events", "kubectl describe pvc {claim} -n {namespace}"),
            Fix("may it grow, and by whom?", "kubectl get storageclass {class} -o yaml"),
            Fix("find the driver's controller", "kubectl get pods -A | grep -Ei 'csi|resizer'"),
            Fix("its log says more: container csi-resizer"),
        ),
        danger="A larger size cannot be taken back to what the claim has now.",
        doc="D/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims",
        case=Case(
            fires=lambda web: _grows(web, 300),
            silent=lambda web: _grows(web, 40),
        ),
    ),
    Rule(
        id="pvc-fs-resize-pending",
        severity="medium",
        about="claim",
        signs=(ClaimCondition(("FileSystemResizePending",)),),
        after=120,
        title="{claim}: the disk is larger, its file system is not yet",
        why="The kubelet enlarges the file system while a pod uses the claim; some drivers do it only when the pod starts.",
        newcomers="The disk grew, but the program does not see the new room yet.",
        fix=(
            Fix("does a pod use it?", "kubectl describe pvc {claim} -n {namespace}"),
            Fix(
                "only if the driver needs a new start",
                "kubectl delete pod {set}-{ordinal} -n {namespace}",
            ),
        ),
        danger="One pod at a time: think of the majority.",
        doc="D/concepts/storage/persistent-volumes/#resizing-a-volume-containing-a-file-system",
        explained_by=("pvc-resize-error",),
        case=Case(
            fires=lambda web: web.claim(1).condition(
                "FileSystemResizePending",
                message="Waiting for user to (re-)start a pod to finish file system resize of volume on node.",
                for_=600,
            ),
            silent=lambda web: web.claim(1).condition("FileSystemResizePending", for_=20),
        ),
    ),
    Rule(
        id="pvc-resize-error",
        severity="high",
        about="claim",
        signs=(
            AnyOf(
                (
                    ClaimCondition(("ControllerResizeError", "NodeResizeError")),
                    ClaimCheck(_infeasible),
                )
            ),
        ),
        title="{claim} could not be expanded",
        why="The storage refused the new size: a quota, a limit, or the time that must pass between two changes.",
        newcomers="The disk was to grow, and the storage said no.",
        fix=(
            Fix("the events say why", "kubectl describe pvc {claim} -n {namespace}"),
            Fix(
                "ask for less, but more than it has now (Kubernetes 1.34 and later)",
                "kubectl edit pvc {claim} -n {namespace}",
            ),
        ),
        doc="D/concepts/storage/persistent-volumes/#recovering-from-failure-when-expanding-volumes",
        case=Case(
            fires=lambda web: web.claim(1).status(
                allocated_resource_statuses={"storage": "ControllerResizeInfeasible"}
            ),
            silent=lambda web: web.claim(1).status(
                allocated_resource_statuses={"storage": "ControllerResizeInProgress"}
            ),
        ),
    ),
    Rule(
        id="pvc-modify-error",
        severity="medium",
        about="claim",
        signs=(ClaimCondition(("ModifyVolumeError",)),),
        title="{claim}: its VolumeAttributesClass could not be applied",
        why="The driver refused to change the volume; the evidence has its words.",
        newcomers="The disk was to get other properties, such as more speed, and the storage said no.",
        fix=(Fix("see the events", "kubectl describe pvc {claim} -n {namespace}"),),
        doc="D/concepts/storage/volume-attributes-classes/",
        case=Case(
            fires=lambda web: web.claim(1).condition(
                "ModifyVolumeError", message="rpc error: code = InvalidArgument desc = iops"
            ),
            silent=lambda web: web.claim(1).condition("ModifyingVolume"),
        ),
    ),
)

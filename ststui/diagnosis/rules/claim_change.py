"""Claims that are being expanded or modified."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import AnyOf, ClaimCheck, ClaimCondition

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim

_INFEASIBLE = ("ControllerResizeInfeasible", "NodeResizeInfeasible")


def _infeasible(_: Seen, claim: PersistentVolumeClaim) -> Match | None:
    state = claim.status.allocated_resource_statuses.get("storage", "")
    if state not in _INFEASIBLE:
        return None
    return found(
        f"allocatedResourceStatuses.storage: {state}",
        f"status of PersistentVolumeClaim {claim.metadata.name}",
    )


RULES = (
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

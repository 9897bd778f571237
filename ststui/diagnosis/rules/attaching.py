"""On its node, no container yet: volumes that are not attached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import CREATING, AnyOf, EventSign, PodCheck, PodReason
from ststui.model.csi_node import CSINodeSpec

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

SHOW = Fix(
    "see where the volume is attached", "kubectl get volumeattachments -o wide | grep {volume}"
)


def _attach_error(seen: Seen, pod: Pod) -> Match | None:
    claims = (seen.claim(name) for name in pod.claims)
    volumes = {each.spec.volume_name for each in claims if each and each.spec.volume_name}
    for each in seen.attachments:
        error, volume = each.status.attach_error, each.spec.source.persistent_volume_name
        if error and volume in volumes:
            source = f"status.attachError of VolumeAttachment {each.metadata.name}"
            return found(error.message, source, volume=volume)
    return None


def _driver_missing(seen: Seen, pod: Pod) -> Match | None:
    node = seen.csi_nodes.get(pod.spec.node_name)
    if node is None:
        return None
    there = [each.name for each in node.spec.drivers]
    for name in pod.claims:
        claim = seen.claim(name)
        volume = seen.volume(claim.spec.volume_name) if claim else None
        driver = volume.spec.csi.driver if volume and volume.spec.csi else ""
        if driver and driver not in there:
            return found(
                f"drivers: {', '.join(there) or 'none'}; the volume needs {driver}",
                f"CSINode {node.metadata.name}",
                driver=driver,
            )
    return None


RULES = (
    Rule(
        id="vol-attach-failed",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            AnyOf(
                (
                    EventSign(
                        "FailedAttachVolume",
                        r"AttachVolume\.Attach failed for volume \"(?P<volume>[^\"]+)\"",
                        within=1800,
                    ),
                    PodCheck(
                        _attach_error, needs=("pods", "persistentvolumeclaims", "volumeattachments")
                    ),
                )
            ),
        ),
        after=30,
        title="{pod} cannot start: attaching volume {volume} fails",
        why="The storage system says no: the disk is gone, in another zone, over a limit, or rights are missing. The evidence has its words.",
        newcomers="The disk cannot be put into the machine.",
        fix=(SHOW, Fix("see the events", "kubectl describe pod {pod} -n {namespace}")),
        doc="D/concepts/storage/volumes/#csi",
        explained_by=("vol-multi-attach", "vol-attach-timeout"),
        explains=("vol-mount-timeout", "vol-not-attached-node-status", "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedAttachVolume",
                    'AttachVolume.Attach failed for volume "pv-1" : rpc error: code = NotFound desc = disk not found',
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedAttachVolume",
                    'AttachVolume.Attach failed for volume "pv-1" : rpc error',
                    before=7200,
                )
            ),
        ),
    ),
    Rule(
        id="vol-attach-timeout",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedAttachVolume",
                r"timed out waiting for external-attacher of (?P<driver>\S+) CSI driver",
                within=1800,
            ),
        ),
        after=30,
        title="{pod} cannot start: the attacher of {driver} does not answer",
        why="The controller part of the CSI driver is down, so no disk is attached anywhere.",
        newcomers="The program that puts disks into machines is not running.",
        fix=(Fix("look for it", "kubectl get pods -A | grep -i csi"), SHOW),
        doc="D/concepts/storage/volumes/#csi",
        explains=("vol-attach-failed", "vol-mount-timeout", "vol-not-attached-node-status"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedAttachVolume",
                    'AttachVolume.Attach failed for volume "pv-1" : timed out waiting for external-attacher of disk.csi.example.com CSI driver to attach volume disk-1',
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedAttachVolume", 'AttachVolume.Attach failed for volume "pv-1" : rpc error'
                )
            ),
        ),
    ),
    Rule(
        id="vol-csi-driver-missing",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            AnyOf(
                (
                    EventSign(
                        ("FailedMount", "FailedAttachVolume"),
                        r"driver name (?P<driver>\S+) not found in the list of registered CSI drivers|does not contain driver (?P<missing>\S+)",
                        within=1800,
                    ),
                    PodCheck(
                        _driver_missing,
                        needs=("pods", "persistentvolumeclaims", "persistentvolumes", "csinodes"),
                    ),
                )
            ),
        ),
        after=30,
        title="{pod} cannot start: the CSI driver of its volume is not on {node}",
        why="The driver's pod on that node is missing or crashes, or a taint keeps it away.",
        newcomers="The node lacks the program that it needs for this sort of disk.",
        fix=(
            Fix("see what is registered", "kubectl get csinode {node} -o yaml"),
            Fix(
                "look for the driver's pod there",
                "kubectl get pods -A -o wide --field-selector spec.nodeName={node} | grep -i csi",
            ),
        ),
        doc="D/concepts/storage/volumes/#csi",
        explains=("vol-mount-*", "vol-attach-*", "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                web.choose("CSINode", "node-b").change(spec=CSINodeSpec()).pod(1).creating()
            ),
            silent=lambda web: web.pod(1).creating(),
        ),
    ),
    Rule(
        id="vol-not-attached-node-status",
        severity="medium",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedMount",
                r"Volume not attached according to node status|has not (yet )?been added to the list of VolumesInUse",
                within=1800,
            ),
        ),
        after=120,
        title="{pod} waits: {node} does not report its volume as attached yet",
        why="The attach controller is behind, or kube-controller-manager is down.",
        newcomers="The disk is on its way into the machine, and it takes long.",
        fix=(
            SHOW,
            Fix(
                "is the controller alive?",
                "kubectl -n kube-system get lease kube-controller-manager -o jsonpath='{.spec.renewTime}'",
            ),
        ),
        doc="D/concepts/storage/volumes/",
        explained_by=("vol-multi-attach", "vol-attach-*"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedMount",
                    'MountVolume.WaitForAttach failed for volume "pv-1" : Volume not attached according to node status for volume',
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .creating(for_=10)
                .event("FailedMount", "Volume not attached according to node status for volume")
            ),
        ),
    ),
    Rule(
        id="vol-attach-limit-rejected",
        severity="high",
        about="pod",
        signs=(PodReason("VolumeAttachmentLimitExceeded"),),
        title="{pod} was refused by {node}: no further volume can be attached there",
        why="The limit that the scheduler knew was out of date; the controller deletes the pod and makes it again.",
        newcomers="The machine's slots for disks are taken, which was noticed too late.",
        fix=(Fix("see the limit", "kubectl get csinode {node} -o yaml"), Fix("add a node")),
        doc="D/concepts/storage/storage-limits/",
        explains=("pod-admission-rejected",),
        case=Case(
            fires=lambda web: web.pod(1).failed(
                "VolumeAttachmentLimitExceeded",
                "Node has reached its volume attachment limit, rejecting pod",
            ),
            silent=lambda web: web.pod(1).failed(
                "OutOfcpu", "Node didn't have enough resource: cpu"
            ),
        ),
    ),
)

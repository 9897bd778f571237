"""On its node, no container yet: volumes that are not attached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import CREATING, AnyOf, Check, EventSign, PodCheck, PodReason
from ststui.model.attachment import (
    AttachedSource,
    AttachmentError,
    AttachmentSpec,
    AttachmentStatus,
    VolumeAttachment,
)
from ststui.model.csi_node import CSINodeSpec
from ststui.model.metadata import Metadata

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model import Pod

OVERDUE = 360
"""Seconds after which the controller detaches by force from a node that is not Ready
(maxWaitForUnmountDuration, pkg/controller/volume/attachdetach, v1.36)."""
SHOW = Fix(
    "see where the volume is attached", "kubectl get volumeattachments -o wide | grep {volume}"
)
_MULTI = 'Multi-Attach error for volume "pv-1" Volume is already exclusively attached to one node and can\'t be attached to another'


def _elsewhere(seen: Seen, pod: Pod) -> Match:
    # Only added where attachments can be read: the event says enough.
    for name in pod.spec.claims:
        claim = seen.claim(name)
        for each in seen.attachments:
            held = each.spec.source.persistent_volume_name
            if (
                claim
                and held == claim.spec.volume_name
                and each.spec.node_name != pod.spec.node_name
            ):
                node = seen.node(each.spec.node_name)
                state = (
                    ""
                    if node is None
                    else (", which is Ready" if node.ready else ", which is not Ready")
                )
                return Match(
                    evidence=(
                        Evidence(
                            f"attached to {each.spec.node_name}{state}",
                            f"VolumeAttachment {each.metadata.name}",
                        ),
                    ),
                    facts={"old_node": each.spec.node_name, "volume": held},
                )
    return Match()


def _attach_error(seen: Seen, subject: Subject) -> Match | None:
    pod = subject.pod
    for name in pod.spec.claims if pod else ():
        claim = seen.claim(name)
        for each in seen.attachments:
            error = each.status.attach_error
            if (
                claim
                and error
                and each.spec.source.persistent_volume_name == claim.spec.volume_name
            ):
                return Match(
                    evidence=(
                        Evidence(
                            error.message,
                            f"status.attachError of VolumeAttachment {each.metadata.name}",
                        ),
                    ),
                    facts={"volume": claim.spec.volume_name},
                )
    return None


def _driver_missing(seen: Seen, subject: Subject) -> Match | None:
    pod = subject.pod
    node = seen.csi_nodes.get(pod.spec.node_name) if pod else None
    for name in pod.spec.claims if pod and node else ():
        claim = seen.claim(name)
        volume = seen.volume(claim.spec.volume_name) if claim else None
        driver = volume.spec.csi.driver if volume and volume.spec.csi else ""
        if driver and node and driver not in {each.name for each in node.spec.drivers}:
            there = ", ".join(each.name for each in node.spec.drivers) or "none"
            return Match(
                evidence=(
                    Evidence(
                        f"drivers: {there}; the volume needs {driver}",
                        f"CSINode {node.metadata.name}",
                    ),
                ),
                facts={"driver": driver},
            )
    return None


def _stuck(seen: Seen, subject: Subject) -> Match | None:
    claim = subject.claim
    for each in seen.attachments:
        if (
            claim is None
            or each.spec.source.persistent_volume_name != claim.spec.volume_name
            or not claim.spec.volume_name
        ):
            continue
        deleting = each.metadata.deletion_timestamp
        gone = each.spec.node_name not in seen.nodes
        error = each.status.detach_error.message if each.status.detach_error else ""
        source = f"VolumeAttachment {each.metadata.name}"
        since: datetime | None = deleting or (each.metadata.creation_timestamp if gone else None)
        if since is not None:
            words = (
                f"being deleted{': ' + error if error else ''}"
                if deleting
                else "its node does not exist"
            )
            return Match(
                evidence=(Evidence(words, source),),
                facts={
                    "attachment": each.metadata.name,
                    "old_node": each.spec.node_name,
                    "volume": claim.spec.volume_name,
                },
                since=since,
            )
    return None


def _attached(web: Example, node: str, **more: object) -> Example:
    web.add(
        "VolumeAttachment",
        VolumeAttachment(
            metadata=Metadata(
                name="csi-1f3c",
                creation_timestamp=web.objects["StatefulSet", "web"].metadata.creation_timestamp,
            ),
            spec=AttachmentSpec(
                attacher="disk.csi.example.com",
                node_name=node,
                source=AttachedSource(persistent_volume_name="pv-1"),
            ),
            status=AttachmentStatus(attached=True),
        ),
    )
    return web.status(**more) if more else web


RULES = (
    Rule(
        id="vol-multi-attach",
        severity="critical",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedAttachVolume",
                r"Multi-Attach error for volume \"(?P<volume>[^\"]+)\"",
                within=1800,
            ),
            PodCheck(_elsewhere),
        ),
        after=30,
        title="{pod} cannot start: its volume is still attached to another node",
        why="The old node has not let go of the disk: the old pod is still there, or the node does not answer. By force it is detached only from a node that is not Ready, after 6 minutes.",
        newcomers="A disk can be in one machine at a time, and it is still in the old one.",
        fix=(
            SHOW,
            Fix("see whether that node answers", "kubectl get nodes"),
            Fix(
                "only when that machine is proved to be off",
                "kubectl taint nodes {old_node} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute",
            ),
        ),
        danger="If the old node still runs, two machines write to one disk: its contents are destroyed.",
        doc="D/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown",
        explains=("vol-*", "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                _attached(web, "node-a").pod(1).creating().event("FailedAttachVolume", _MULTI)
            ),
            silent=lambda web: web.pod(1).event("FailedAttachVolume", _MULTI),
        ),
    ),
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
                    Check(
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
                    Check(
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
        id="vol-attachment-stuck",
        severity="high",
        about="claim",
        signs=(Check(_stuck, needs=("persistentvolumeclaims", "volumeattachments", "nodes")),),
        after=OVERDUE,
        title="the attachment of volume {volume} to {old_node} does not go away",
        why="Detaching fails, the CSI controller is down, or the node was deleted while the disk was in it.",
        newcomers="The cluster cannot take the disk out of a machine.",
        fix=(Fix("see what it says", "kubectl describe volumeattachment {attachment}"),),
        danger="Taking its finalizer away does not detach the disk.",
        doc="D/concepts/cluster-administration/node-shutdown/#storage-force-detach-on-timeout",
        hint=True,
        explained_by=("vol-multi-attach",),
        case=Case(
            fires=lambda web: _attached(web, "node-z"),
            silent=lambda web: _attached(web, "node-b", attach_error=AttachmentError(message="x")),
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

"""On its node, no container yet: another node does not let go of the volume."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import NOT_MOVED
from ststui.diagnosis.match import HOLDS, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import CREATING, ClaimCheck, EventSign, IfRead, PodCheck
from ststui.diagnosis.signs.text import facts_in
from ststui.model.attachment import (
    AttachedSource,
    AttachmentError,
    AttachmentSpec,
    AttachmentStatus,
    VolumeAttachment,
)
from ststui.model.metadata import Metadata

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim, Pod

OVERDUE = 360
"""Seconds after which the controller detaches by force from a node that is not Ready
(maxWaitForUnmountDuration, pkg/controller/volume/attachdetach, v1.36)."""
_ATTACHMENTS: Final[tuple[Need, ...]] = (
    *("pods", "events"),
    *("persistentvolumeclaims", "volumeattachments"),
)
_REFUSED = r"Multi-Attach error for volume \"(?P<volume>[^\"]+)\""
_MULTI = 'Multi-Attach error for volume "pv-1" Volume is already exclusively attached to one node and can\'t be attached to another'


def _refused(seen: Seen, pod: Pod) -> str:
    """The volume that the newest refusal names: others may well be attached to several nodes."""
    for event in reversed(seen.events(pod.metadata.uid)):
        known = facts_in(event.message, _REFUSED) if event.reason == "FailedAttachVolume" else None
        if known is not None:
            return known["volume"]
    return ""


def _holder(seen: Seen, pod: Pod) -> VolumeAttachment | None:
    """The attachment of the refused volume of the pod to another node."""
    claims = (seen.claim(name) for name in pod.claims)
    volumes = {each.spec.volume_name for each in claims if each and each.spec.volume_name}
    volumes &= {_refused(seen, pod)}
    return next(
        (
            each
            for each in seen.attachments
            if each.spec.source.persistent_volume_name in volumes
            and each.spec.node_name != pod.spec.node_name
        ),
        None,
    )


def _here(seen: Seen, pod: Pod) -> bool:
    """Whether the refused volume is attached to the pod's own node by now."""
    return any(
        each.spec.source.persistent_volume_name == _refused(seen, pod)
        and each.spec.node_name == pod.spec.node_name
        and each.status.attached
        for each in seen.attachments
    )


def _elsewhere(seen: Seen, pod: Pod) -> Match | None:
    holder = _holder(seen, pod)
    if holder is None:
        return None if _here(seen, pod) else HOLDS
    return found(
        f"attached to {holder.spec.node_name}",
        f"VolumeAttachment {holder.metadata.name}",
        old_node=holder.spec.node_name,
        volume=holder.spec.source.persistent_volume_name,
    )


def _old_node(seen: Seen, pod: Pod) -> Match:
    holder = _holder(seen, pod)
    if holder is None:
        return HOLDS
    name = holder.spec.node_name
    node = seen.node(name)
    if node is None:
        return found(f"{name} is not among them", "Nodes")
    return found("it is Ready" if node.ready else "it is not Ready", f"Node {name}")


def _stuck(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    wanted = claim.spec.volume_name
    for each in seen.attachments:
        if not wanted or each.spec.source.persistent_volume_name != wanted:
            continue
        deleting = each.metadata.deletion_timestamp
        if deleting is None and each.spec.node_name in seen.nodes:
            continue
        error = each.status.detach_error.message if each.status.detach_error else ""
        words = "being deleted" if deleting else "its node does not exist"
        return found(
            f"{words}: {error}" if error else words,
            f"VolumeAttachment {each.metadata.name}",
            since=deleting or each.metadata.creation_timestamp,
            attachment=each.metadata.name,
            old_node=each.spec.node_name,
            volume=wanted,
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
                _REFUSED,
                within=1800,
            ),
            IfRead(PodCheck(_elsewhere, needs=_ATTACHMENTS)),
            IfRead(PodCheck(_old_node, needs=(*_ATTACHMENTS, "nodes"))),
        ),
        after=30,
        title="{pod} cannot start: its volume is still attached to another node",
        why="The old node has not let go of the disk: the old pod is still there, or the node does not answer. By force it is detached only from a node that is not Ready, after 6 minutes.",
        newcomers="A disk can be in one machine at a time, and it is still in the old one.",
        fix=(
            Fix(
                "see where the volume is attached",
                "kubectl get volumeattachments -o wide | grep {volume}",
            ),
            Fix("see whether that node answers", "kubectl get nodes"),
            Fix(
                "only when that machine is proved to be off",
                "kubectl taint nodes {old_node} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute",
            ),
        ),
        danger="If the old node still runs, two machines write to one disk: its contents are destroyed.",
        doc="D/concepts/cluster-administration/node-shutdown/#non-graceful-node-shutdown",
        explains=(*NOT_MOVED, "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                _attached(web, "node-a").pod(1).creating().event("FailedAttachVolume", _MULTI)
            ),
            silent=lambda web: web.pod(1).event("FailedAttachVolume", _MULTI),
        ),
    ),
    Rule(
        id="vol-attachment-stuck",
        severity="high",
        about="claim",
        signs=(ClaimCheck(_stuck, needs=("persistentvolumeclaims", "volumeattachments", "nodes")),),
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
)

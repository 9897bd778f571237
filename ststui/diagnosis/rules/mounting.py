"""On its node, no container yet: volumes that cannot be mounted, and volumes that are full."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import CREATING, ClaimCheck, EventSign, UsageCheck
from ststui.model.usage import VolumeUsage

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim

FULL = 0.9
"""The used share of bytes or inodes from which a volume is nearly full."""
EVENTS = Fix("see the events", "kubectl describe pod {pod} -n {namespace}")


def _full(used: VolumeUsage) -> Match | None:
    fraction = used.fraction
    if fraction is None or fraction < FULL:
        return None
    return found(
        f"{used.used_bytes} of {used.capacity_bytes} bytes, {used.inodes_used} of {used.inodes} inodes used",
        "stats/summary of the kubelet",
        percent=f"{fraction:.0%}",
    )


def _in_use(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    if claim.status.phase != "Bound":
        return None
    mounted = any(claim.metadata.name in pod.claims and pod.spec.node_name for pod in seen.pods)
    return Match() if mounted else None


RULES = (
    Rule(
        id="vol-mount-timeout",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedMount",
                r"Unable to attach or mount volumes: unmounted volumes=\[(?P<volumes>[^\]]*)\]",
                within=1800,
            ),
        ),
        after=60,
        title="{pod} cannot start: volumes {volumes} are not mounted in time",
        why="This is the kubelet's summary; another event about the same volume says more.",
        newcomers="The pod's disks are not in place, so no container starts.",
        fix=(EVENTS,),
        doc="D/tasks/debug/debug-application/debug-pods/",
        explained_by=("vol-*", "pvc-*"),
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedMount",
                    "Unable to attach or mount volumes: unmounted volumes=[data], unattached volumes=[], failed to process volumes=[]: timed out waiting for the condition",
                )
            ),
            silent=lambda web: web.pod(1).event(
                "FailedMount", "Unable to attach or mount volumes: unmounted volumes=[data]"
            ),
        ),
    ),
    Rule(
        id="vol-mount-object-missing",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedMount",
                r"MountVolume\.SetUp failed for volume \"(?P<mount>[^\"]+)\" ?: ((?P<object>secret|configmap) \"(?P<missing>[^\"]+)\" not found|.*references non-existent (?P<key>secret|config) key)",
                within=1800,
            ),
        ),
        after=10,
        title="{pod} cannot start: volume {mount} names a Secret or ConfigMap that is missing",
        why="It is not optional. The pod goes on by itself once it is there.",
        newcomers="A file that the program needs is kept in an object that does not exist.",
        fix=(
            Fix("see which exist", "kubectl get configmaps,secrets -n {namespace}"),
            Fix("create it, or correct the name in the template"),
        ),
        doc="D/concepts/storage/volumes/#configmap",
        explains=("vol-mount-timeout", "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedMount",
                    'MountVolume.SetUp failed for volume "config" : configmap "web-config" not found',
                )
            ),
            silent=lambda web: web.pod(1).event(
                "FailedMount",
                'MountVolume.SetUp failed for volume "config" : configmap "web-config" not found',
            ),
        ),
    ),
    Rule(
        id="vol-mount-failed",
        severity="high",
        about="pod",
        signs=(
            CREATING,
            EventSign(
                "FailedMount",
                r"Mount(Volume|Device)\S* failed.*(wrong fs type|bad option|exit status 32|structure needs cleaning|fsck|input/output error|stale NFS|permission denied|already mounted)",
                within=1800,
            ),
        ),
        after=10,
        title="{pod} cannot start: mounting its volume fails",
        why="The filesystem is damaged or of another type, the NFS server is gone, or the disk is still in use. The evidence has the words of the mount.",
        newcomers="The disk is in the machine, and its contents cannot be opened.",
        fix=(
            Fix("take a snapshot before anything else"),
            Fix("then check the filesystem from a rescue pod on the same node"),
            EVENTS,
        ),
        danger="Never format the volume to get the pod started: the data is on it.",
        doc="D/concepts/storage/volumes/",
        hint=True,
        explains=("vol-mount-timeout", "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedMount",
                    'MountVolume.MountDevice failed for volume "pv-1" : rpc error: mount failed: exit status 32: wrong fs type, bad option, bad superblock on /dev/sdb',
                )
            ),
            silent=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedMount",
                    'MountVolume.SetUp failed for volume "config" : configmap "web-config" not found',
                )
            ),
        ),
    ),
    Rule(
        id="vol-node-affinity-check",
        severity="high",
        about="pod",
        signs=(CREATING, EventSign("FailedMount", r"NodeAffinity check failed", within=1800)),
        after=10,
        title="{pod} cannot start: its volume must not be used on {node}",
        why="The pod was put on the node by hand (nodeName), or the volume's affinity was changed later.",
        newcomers="The pod is on a machine that cannot reach its disk.",
        fix=(
            Fix(
                "see where the volume is",
                "kubectl get pv {volume} -o jsonpath='{.spec.nodeAffinity}'",
            ),
            Fix("let it be scheduled anew", "kubectl delete pod {pod} -n {namespace}"),
        ),
        doc="D/concepts/storage/persistent-volumes/#node-affinity",
        explains=("vol-mount-timeout", "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "FailedMount",
                    'MountVolume.NodeAffinity check failed for volume "pv-1" : no matching NodeSelectorTerms',
                )
            ),
            silent=lambda web: (
                web.pod(1).creating().event("FailedMount", "MountVolume.SetUp failed")
            ),
        ),
    ),
    Rule(
        id="vol-ownership-slow",
        severity="low",
        about="pod",
        signs=(CREATING, EventSign("VolumePermissionChangeInProgress", within=1800)),
        title="{pod} starts slowly: the owner of every file on its volume is changed",
        why="fsGroup is set, and the volume holds very many files.",
        newcomers="Before the start each file on the disk is given to the pod's group.",
        fix=(
            Fix(
                "let only a wrong owner be changed; this begins a rollout",
                "kubectl patch sts {set} -n {namespace} -p"
                ' \'{"spec":{"template":{"spec":{"securityContext":{"fsGroupChangePolicy":"OnRootMismatch"}}}}}\'',
            ),
        ),
        doc="D/tasks/configure-pod-container/security-context/#configure-volume-permission-and-ownership-change-policy-for-pods",
        explains=("vol-mount-timeout",),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .creating()
                .event(
                    "VolumePermissionChangeInProgress",
                    "Setting volume ownership for pv-1 is taking longer than expected, consider using OnRootMismatch",
                )
            ),
            silent=lambda web: web.pod(1).event(
                "VolumePermissionChangeInProgress",
                "Setting volume ownership for pv-1 is taking longer than expected, consider using OnRootMismatch",
            ),
        ),
    ),
    Rule(
        id="vol-full",
        severity="high",
        about="claim",
        signs=(
            ClaimCheck(_in_use, needs=("persistentvolumeclaims", "pods")),
            UsageCheck(_full),
        ),
        title="{claim} is {percent} full",
        why="A database whose disk is full stops, and often does not start again before it has room.",
        newcomers="The disk has hardly any room left.",
        fix=(
            Fix("look inside", "kubectl exec {pod} -n {namespace} -- df -h"),
            Fix(
                "make it larger, where its StorageClass allows that",
                'kubectl patch pvc {claim} -n {namespace} -p \'{"spec":{"resources":{"requests":{"storage":"<size>"}}}}\'',
            ),
        ),
        danger="Deleting write-ahead logs by hand breaks databases.",
        doc="D/concepts/storage/persistent-volumes/#expanding-persistent-volumes-claims",
        case=Case(
            fires=lambda web: web.usage(1, VolumeUsage(capacity_bytes=1000, used_bytes=960)),
            silent=lambda web: web.usage(1, VolumeUsage(capacity_bytes=1000, used_bytes=800)),
        ),
    ),
)

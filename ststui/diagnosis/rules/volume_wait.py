"""Pending: the pod's claims are not ready for it."""

from __future__ import annotations

from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import PATIENCE, UNSCHEDULED, Scheduler

MAKING = 120
"""Seconds that a driver may take to make a volume, as where it is asked by name (pvc-external-waiting):
some clouds take more than a minute, and so did the test bed with 200 sets on a busy machine. What is
wrong with the claim itself is said at once."""

SHOW_CLAIM = Fix("see what is said of the claim", "kubectl describe pvc {claim} -n {namespace}")

RULES = (
    Rule(
        id="sched-unbound-immediate-pvc",
        severity="high",
        about="pod",
        signs=(UNSCHEDULED, Scheduler(r"pod has unbound immediate PersistentVolumeClaims")),
        after=MAKING,
        title="{pod} is Pending: its claim has no volume yet",
        why="The class binds at once (Immediate) or there is none, and nobody made a volume for the claim. The claim says why.",
        newcomers="The pod waits for its disk, and the disk has not been made.",
        fix=(SHOW_CLAIM,),
        doc="D/concepts/storage/persistent-volumes/#binding",
        explained_by=("pvc-*",),
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).unscheduled(
                "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
            ),
            silent=lambda web: web.pod(1).unscheduled(
                "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found",
                for_=2,
            ),
        ),
    ),
    Rule(
        id="sched-no-pv-to-bind",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"(?P<count>\d+) node\(s\) didn.t find available persistent volumes to bind"),
        ),
        after=PATIENCE,
        title="{pod} is Pending: no free volume for {claim} on {count} of {total} nodes",
        why="The class has no provisioner: somebody has to make the volumes, and none that is Available fits in size, class, mode and node.",
        newcomers="Nobody makes disks of this class on demand; an administrator must provide them.",
        fix=(
            Fix(
                "see which volumes are free", "kubectl get pv | grep -E 'STATUS|Available|Released'"
            ),
            SHOW_CLAIM,
        ),
        doc="D/concepts/storage/storage-classes/#local",
        explains=("pvc-wffc",),
        case=Case(
            fires=lambda web: web.pod(1).no_node(
                "3 node(s) didn't find available persistent volumes to bind"
            ),
            silent=lambda web: web.pod(1).no_node(
                "3 node(s) didn't match PersistentVolume's node affinity"
            ),
        ),
    ),
    Rule(
        id="sched-csi-capacity",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"(?P<count>\d+) node\(s\) did not have enough free storage"),
        ),
        after=PATIENCE,
        title="{pod} is Pending: too little free storage for {claim} on {count} of {total} nodes",
        why="The CSI driver reports how much it can still make in each zone, and nowhere is it enough.",
        newcomers="The storage behind the disks is full where the pod could run.",
        fix=(
            Fix("see what the driver reports", "kubectl get csistoragecapacities -A"),
            Fix("free storage there, or ask for less"),
        ),
        doc="D/concepts/storage/storage-capacity/",
        explains=("pvc-wffc",),
        case=Case(
            fires=lambda web: web.pod(1).no_node("3 node(s) did not have enough free storage"),
            silent=lambda web: web.pod(1).no_node(
                "3 node(s) didn't find available persistent volumes to bind"
            ),
        ),
    ),
    Rule(
        id="sched-pvc-bound-to-missing-pv",
        severity="critical",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"(?:claim \"(?P<claim>[^\"]+)\" )?bound to non-existent (?:pv|persistentvolume) \"?(?P<volume>[^\s\"]+)"
            ),
        ),
        after=PATIENCE,
        title="{pod} is Pending: {claim} is bound to volume {volume}, which does not exist",
        why="Somebody deleted the PersistentVolume. The disk behind it may still exist.",
        newcomers="The record of the disk was deleted; the disk itself may still be there.",
        fix=(
            Fix("see the claim", "kubectl get pvc {claim} -n {namespace} -o yaml"),
            Fix(
                "create the volume again from a backup: same name, same volumeHandle, claimRef with the claim's uid, reclaim policy Retain"
            ),
        ),
        danger="Do not delete the claim before you know the volumeHandle: it is the way back to the disk.",
        doc="D/concepts/storage/persistent-volumes/#reserving-a-persistentvolume",
        explained_by=("pvc-lost",),
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).unscheduled(
                '0/3 nodes are available: persistentvolumeclaim "data-web-1" bound to non-existent persistentvolume "pv-1". not found'
            ),
            silent=lambda web: web.pod(1).unscheduled(
                '0/3 nodes are available: persistentvolumeclaim "data-web-1" not found. not found'
            ),
        ),
    ),
    Rule(
        id="sched-pvc-not-found",
        severity="high",
        about="pod",
        signs=(UNSCHEDULED, Scheduler(r"persistentvolumeclaim \"(?P<claim>[^\"]+)\" not found")),
        after=PATIENCE,
        title="{pod} is Pending: claim {claim} does not exist",
        why="The claim was deleted. The controller makes claims of its templates again for pods that are Pending; any other claim somebody has to create.",
        newcomers="The pod asks for a disk by a name that nobody has.",
        fix=(
            Fix("see the claims", "kubectl get pvc -n {namespace}"),
            Fix(
                "where it is of a claim template and does not come back, delete the pod",
                "kubectl delete pod {pod} -n {namespace}",
            ),
        ),
        danger="A claim that is made anew is empty.",
        doc="D/concepts/workloads/controllers/statefulset/#stable-storage",
        case=Case(
            fires=lambda web: web.pod(1).unscheduled(
                '0/3 nodes are available: persistentvolumeclaim "data-web-1" not found. not found'
            ),
            silent=lambda web: web.pod(1).unscheduled(
                '0/3 nodes are available: persistentvolumeclaim "data-web-1" is being deleted. not found'
            ),
        ),
    ),
    Rule(
        id="sched-pvc-being-deleted",
        severity="critical",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"persistentvolumeclaim \"(?P<claim>[^\"]+)\" is being deleted"),
        ),
        after=PATIENCE,
        title="{pod} is Pending: claim {claim} is being deleted",
        why="Somebody deleted the claim while a pod used it. Now that the pod is gone, the claim goes, and with reclaim policy Delete the data too.",
        newcomers="The disk of this pod is on its way out and cannot be called back.",
        fix=(
            Fix(
                "if the data matters, keep the disk first",
                'kubectl patch pv {volume} -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\'',
            ),
            Fix(
                "see what holds the claim",
                "kubectl get pvc {claim} -n {namespace} -o jsonpath='{.metadata.finalizers}'",
            ),
        ),
        danger="Data is about to be lost: a deletion cannot be undone.",
        doc="D/concepts/storage/persistent-volumes/#storage-object-in-use-protection",
        explained_by=("pvc-terminating*",),
        case=Case(
            fires=lambda web: (
                web.claim(1)
                .terminating()
                .pod(1)
                .unscheduled(
                    '0/3 nodes are available: persistentvolumeclaim "data-web-1" is being deleted. not found'
                )
            ),
            silent=lambda web: web.pod(1).unscheduled(
                '0/3 nodes are available: persistentvolumeclaim "data-web-1" not found. not found'
            ),
        ),
    ),
    Rule(
        id="sched-rwop-in-use",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(r"(?P<count>\d+) node\(s\)[^,]*ReadWriteOncePod access mode already in-use"),
        ),
        after=PATIENCE,
        title="{pod} is Pending: another pod uses its ReadWriteOncePod claim {claim}",
        why="Such a claim is for one pod at a time: an old pod is still terminating, or somebody else mounts it.",
        newcomers="This disk may be used by one pod only, and another one has it.",
        fix=(
            Fix(
                "see who uses it",
                "kubectl describe pvc {claim} -n {namespace} | grep -A3 'Used By'",
            ),
        ),
        doc="D/concepts/storage/persistent-volumes/#access-modes",
        explained_by=("pvc-foreign-consumer",),
        case=Case(
            fires=lambda web: web.pod(1).no_node(
                "3 node(s) unavailable due to PersistentVolumeClaim with ReadWriteOncePod access mode already in-use by another pod"
            ),
            silent=lambda web: web.pod(1).no_node(
                "3 node(s) didn't find available persistent volumes to bind"
            ),
        ),
    ),
    Rule(
        id="sched-volume-binding-error",
        severity="high",
        about="pod",
        signs=(
            UNSCHEDULED,
            Scheduler(
                r"running PreBind plugin \"?VolumeBinding|binding volumes|provisioning failed for PVC|selectedNode annotation reset"
            ),
        ),
        after=PATIENCE,
        title="{pod} is Pending: a node was chosen, but its volume could not be bound",
        why="The provisioner failed or was too slow on the chosen node (the scheduler waits 10 minutes).",
        newcomers="The place for the pod was found, and then no disk came.",
        fix=(SHOW_CLAIM,),
        doc="D/concepts/storage/storage-classes/#volume-binding-mode",
        explained_by=("pvc-*",),
        case=Case(
            fires=lambda web: web.pod(1).unscheduled(
                'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
                reason="SchedulerError",
            ),
            silent=lambda web: web.pod(1).no_node("3 Insufficient cpu"),
        ),
    ),
)

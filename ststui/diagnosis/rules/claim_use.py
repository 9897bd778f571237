"""Claims that nobody uses, or that somebody else uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import ClaimCheck, ClaimCondition
from ststui.model import OwnerReference
from ststui.model.claim_owner import possible_sets
from ststui.model.ordinal import pod_name, split_ordinal
from ststui.model.stateful_set import ClaimRetention

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim


def _ordinal(claim: PersistentVolumeClaim) -> int:
    split = split_ordinal(claim.metadata.name)
    return split[1] if split else -1


def _ghost(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    ordinal = _ordinal(claim)
    if ordinal not in seen.family.ghosts or not seen.set.replicas or claim.terminating:
        return None
    wanted = seen.set.ordinals
    return found(
        f"ordinal {ordinal} is outside {wanted.start} to {wanted.stop - 1}, and no pod uses it",
        f"spec of StatefulSet {seen.family.name}",
    )


def _no_pod(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    return None if seen.mounts(claim) else Match()


def _other_controller(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    retention = seen.set.retention
    owner = claim.metadata.owner
    if retention.when_deleted == retention.when_scaled == "Retain" or owner is None:
        return None
    mine = owner.uid == seen.set.metadata.uid or owner.kind in {"Pod", "StatefulSet"}
    if mine:
        return None
    whose = f"{owner.kind} {owner.name}"
    source = f"metadata.ownerReferences of PersistentVolumeClaim {claim.metadata.name}"
    return found(f"controller: {whose}", source, owner=whose)


def _two_sets(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    ways = set(possible_sets(claim.metadata.name))
    names = {name for _, name in ways}
    ordinal = _ordinal(claim)
    users = [
        each.metadata.name
        for each in seen.neighbours
        # The name first: there may be a thousand neighbours.
        if each.metadata.name in names
        and ordinal in each.ordinals
        and any((template, each.metadata.name) in ways for template in each.templates)
    ]
    if len(users) < 2:
        return None
    other = next(each for each in users if each != seen.family.name)
    return found(
        f"claim templates of {' and '.join(sorted(users))} give this name",
        "StatefulSets",
        other=other,
    )


def _hindered(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    ordinal = _ordinal(claim)
    if ordinal not in seen.set.ordinals:
        return None
    pod = seen.family.pods_by_ordinal.get(ordinal)
    fine = pod is not None and pod.running_and_ready and not claim.terminating
    return None if fine else Match()


def _foreign_pod(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    """A pod of somebody else; of one that holds the very name another rule tells."""
    holder = pod_name(seen.family.name, _ordinal(claim))
    for pod in seen.all_pods:
        owner = pod.metadata.owner
        mine = owner is not None and owner.uid == seen.set.metadata.uid
        if mine or pod.metadata.name == holder or claim.metadata.name not in pod.claims:
            continue
        if pod.ended:
            continue
        where = f" on {pod.spec.node_name}" if pod.spec.node_name else ""
        name = pod.metadata.name
        return found(
            f"mounts {claim.metadata.name}{where}", f"spec.volumes of Pod {name}", other=name
        )
    return None


def _deleting_policy(web: Example, owner: OwnerReference) -> Example:
    policy = ClaimRetention(when_deleted="Delete")
    web.sts().spec(persistent_volume_claim_retention_policy=policy)
    return web.claim(1).owned_by(owner)


def _ambiguous(web: Example, other: str) -> Example:
    """Claim data-x-web-1 is of template data-x; a set beside it has the template data."""
    mine = web.objects["StatefulSet", "web"]
    template = mine.spec.volume_claim_templates[0]
    renamed = replace(template, metadata=replace(template.metadata, name="data-x"))
    web.sts().spec(volume_claim_templates=(renamed,))
    web.claim(1).meta(name="data-x-web-1")
    metadata = replace(mine.metadata, name=other, uid="uid-other")
    return web.add("StatefulSet", replace(mine, metadata=metadata))


def _with_backup(web: Example) -> Example:
    """Pod web-1 is gone, and a pod of nobody mounts its claim."""
    backup = web.pod(1).objects["Pod", "web-1"]
    web.gone()
    metadata = replace(backup.metadata, name="backup", uid="uid-backup", owner_references=())
    return web.add("Pod", replace(backup, metadata=metadata))


_RETENTION = "D/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention"

RULES = (
    Rule(
        id="pvc-orphan-ordinal",
        severity="low",
        about="claim",
        signs=(ClaimCheck(_ghost, needs=("persistentvolumeclaims", "pods")),),
        title="{claim} is left over: {set} has no ordinal {ordinal}",
        why="It was kept when the set was scaled down. When the set is scaled up again, the new pod gets this old data.",
        newcomers="A disk of a replica that no longer exists is still there.",
        fix=(
            Fix("what is it?", "kubectl describe pvc {claim} -n {namespace}"),
            Fix(
                "what happens to the disk?",
                "kubectl get pv {volume} -o jsonpath='{.spec.persistentVolumeReclaimPolicy}'",
            ),
            Fix(
                "only when nobody needs the data any more",
                "kubectl delete pvc {claim} -n {namespace}",
            ),
            Fix(
                "or choose among all that are left over; what goes with each is shown first",
                "ststui cleanup {set} -n {namespace}",
            ),
        ),
        danger="With reclaim policy Delete the data is gone for good.",
        doc=_RETENTION,
        explains=("pvc-orphan-unused",),
        case=Case(
            fires=lambda web: web.claim(3),
            silent=lambda web: web.claim(3).sts().spec(replicas=0),
        ),
    ),
    Rule(
        id="pvc-orphan-unused",
        severity="info",
        about="claim",
        signs=(
            ClaimCondition(("Unused",)),
            ClaimCheck(_no_pod, needs=("persistentvolumeclaims", "pods")),
        ),
        title="{claim} is used by no pod",
        why="The API server says so (condition Unused, from Kubernetes 1.36 on) and since when.",
        newcomers="No program uses this disk at the moment.",
        fix=(Fix("see since when", "kubectl describe pvc {claim} -n {namespace}"),),
        doc="D/concepts/storage/persistent-volumes/",
        explained_by=(
            "create-*",
            "pvc-held-by-finalizer",
            "sts-being-deleted",
            "sts-controller-down",
            "sts-failed-*",
            "sts-generation-lag",
            "sts-head-of-line",
            "sts-scaled-to-zero",
            "sts-step-overdue",
        ),
        case=Case(
            fires=lambda web: web.claim(3).condition("Unused", reason="NoPodsUsingPVC"),
            silent=lambda web: web.claim(1).condition("Unused", reason="NoPodsUsingPVC"),
        ),
    ),
    Rule(
        id="pvc-conflicting-controller",
        severity="medium",
        about="claim",
        signs=(ClaimCheck(_other_controller),),
        title="{claim} is owned by {owner}: the retention policy does not count for it",
        why="The set wants to decide when the claim is deleted, but another controller owns the claim.",
        newcomers="Two controllers want to decide how long this disk lives.",
        fix=(
            Fix(
                "see its owners",
                "kubectl get pvc {claim} -n {namespace} -o jsonpath='{.metadata.ownerReferences}'",
            ),
        ),
        danger="The claim goes when {owner} goes.",
        doc=_RETENTION,
        case=Case(
            fires=lambda web: _deleting_policy(
                web,
                OwnerReference(kind="Database", name="shop", uid="uid-database", controller=True),
            ),
            silent=lambda web: _deleting_policy(
                web, OwnerReference(kind="StatefulSet", name="web", uid="uid-set", controller=True)
            ),
        ),
    ),
    Rule(
        id="pvc-name-collision",
        severity="medium",
        about="claim",
        signs=(ClaimCheck(_two_sets, needs=("persistentvolumeclaims", "statefulsets")),),
        title="{claim} belongs to two sets: {set} and {other}",
        why="A claim is called template-set-ordinal, and hyphens let two sets arrive at the same name: both use one disk.",
        newcomers="Two applications share one disk by accident.",
        fix=(
            Fix("who uses it?", "kubectl describe pvc {claim} -n {namespace}"),
            Fix("make one of the sets anew under another name"),
        ),
        danger="Two programs that write to one disk destroy its data.",
        doc="D/concepts/workloads/controllers/statefulset/#stable-storage",
        case=Case(
            fires=lambda web: _ambiguous(web, "x-web"),
            silent=lambda web: _ambiguous(web, "y-web"),
        ),
    ),
    Rule(
        id="pvc-foreign-consumer",
        severity="medium",
        about="claim",
        signs=(
            ClaimCheck(_hindered, needs=("persistentvolumeclaims", "pods")),
            ClaimCheck(_foreign_pod, needs=("persistentvolumeclaims", "allPods")),
        ),
        title="{claim} is mounted by {other}, which is not of {set}",
        why="A ReadWriteOnce volume cannot move to another node while that pod runs, and the claim cannot be deleted.",
        newcomers="Another pod, perhaps a backup, holds the disk.",
        fix=(
            Fix("what is it?", "kubectl describe pod {other} -n {namespace}"),
            Fix("end it when it is not needed", "kubectl delete pod {other} -n {namespace}"),
        ),
        danger="A backup or a repair may be under way.",
        doc="D/concepts/storage/persistent-volumes/#access-modes",
        case=Case(fires=_with_backup, silent=lambda web: web.pod(1).gone()),
    ),
)

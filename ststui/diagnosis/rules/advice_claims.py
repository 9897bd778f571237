"""Risks of the claims of a set: said only when advice is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import ClaimCheck, SetCheck
from ststui.model.metadata import Annotations
from ststui.model.quantity import quantity
from ststui.model.stateful_set import ClaimRetention

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim


def _defaults(seen: Seen) -> Match | None:
    if all(e.spec.storage_class_name is not None for e in seen.set.spec.volume_claim_templates):
        return None
    names = sorted(
        each.metadata.name
        for each in seen.storage_classes.values()
        if each.metadata.annotations and each.metadata.annotations.default_class == "true"
    )
    if len(names) < 2:
        return None
    text = ", ".join(names)
    return found(f"default classes: {text}", "StorageClasses", classes=text)


def _drift(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    for template in seen.set.spec.volume_claim_templates:
        if not claim.metadata.name.startswith(f"{template.metadata.name}-{seen.family.name}-"):
            continue
        wanted = template.spec.resources.requests.get("storage", "")
        has = claim.spec.resources.requests.get("storage", "")
        if quantity(wanted) != quantity(has):
            return _differs(claim, "asks for", has, wanted)
        kind = template.spec.storage_class_name
        if kind is not None and kind != claim.spec.storage_class_name:
            return _differs(claim, "is of class", claim.spec.storage_class_name or "none", kind)
    return None


def _differs(claim: PersistentVolumeClaim, what: str, has: str, wanted: str) -> Match:
    return found(
        f"it {what} {has}, its template {wanted}",
        f"spec of PersistentVolumeClaim {claim.metadata.name}",
        what=what,
        has=has or "nothing",
        wanted=wanted or "nothing",
    )


def _reclaimed(seen: Seen) -> Match | None:
    names = [
        claim.metadata.name
        for claim in seen.claims
        if (volume := seen.volume(claim.spec.volume_name)) is not None
        and volume.spec.persistent_volume_reclaim_policy == "Delete"
    ]
    if not names:
        return None
    first = next(each for each in seen.claims if each.metadata.name == names[0])
    return found(
        f"persistentVolumeReclaimPolicy: Delete, for {', '.join(names[:5])}",
        "PersistentVolumes of the claims",
        count=str(len(names)),
        volume=first.spec.volume_name,
    )


def _going(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    volume = seen.volume(claim.spec.volume_name)
    at = volume.metadata.deletion_timestamp if volume else None
    if volume is None or at is None or claim.status.phase != "Bound" or claim.terminating:
        return None
    return found(
        f"deletionTimestamp {at:%Y-%m-%dT%H:%M:%SZ}, reclaim policy "
        f"{volume.spec.persistent_volume_reclaim_policy or 'not set'}",
        f"PersistentVolume {volume.metadata.name}",
    )


def _armed(seen: Seen) -> Match | None:
    retention = seen.set.retention
    when = [
        words
        for words, policy in (
            ("deleted", retention.when_deleted),
            ("scaled down", retention.when_scaled),
        )
        if policy == "Delete"
    ]
    if not when or not seen.set.templates:
        return None
    return found(
        f"whenDeleted: {retention.when_deleted}, whenScaled: {retention.when_scaled}",
        f"spec.persistentVolumeClaimRetentionPolicy of StatefulSet {seen.family.name}",
        when=" or ".join(when),
    )


def _two_defaults(web: Example, mark: str) -> Example:
    template = web.objects["StatefulSet", "web"].spec.volume_claim_templates[0]
    bare = replace(template, spec=replace(template.spec, storage_class_name=None))
    web.sts().spec(volume_claim_templates=(bare,))
    standard = web.objects["StorageClass", "standard"]
    return web.add("StorageClass", standard).add(
        "StorageClass",
        replace(
            standard,
            metadata=replace(
                standard.metadata, name="fast", annotations=Annotations(default_class=mark)
            ),
        ),
    )


_KEEP = """kubectl patch pv {volume} -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'"""

RULES = (
    Rule(
        id="pvc-multiple-defaults",
        severity="low",
        about="set",
        signs=(SetCheck(_defaults, needs=("storageclasses",)),),
        advice=True,
        title="New claims of {set} take the default class, and there are several: {classes}",
        why="The class that was made last wins: a new ordinal may get a disk of another sort than its sisters.",
        newcomers="Two sorts of disks both say that they are the usual one.",
        fix=(Fix("see them", "kubectl get storageclass"), Fix("let one of them be the default")),
        doc="D/concepts/storage/storage-classes/#default-storageclass",
        case=Case(
            fires=lambda web: _two_defaults(web, "true"),
            silent=lambda web: _two_defaults(web, "false"),
        ),
    ),
    Rule(
        id="pvc-template-drift",
        severity="low",
        about="claim",
        signs=(ClaimCheck(_drift),),
        advice=True,
        title="{claim} {what} {has}, its template says {wanted}",
        why="The claim was changed, or the set was made anew with another template. New ordinals get what the template says.",
        newcomers="The disks of new replicas will differ from this one.",
        fix=(
            Fix(
                "make the set anew with the right template, keeping its pods",
                "kubectl delete sts {set} -n {namespace} --cascade=orphan",
            ),
        ),
        danger="Keep the names of the templates, or the pods lose their claims.",
        doc="D/concepts/workloads/controllers/statefulset/#limitations",
        case=Case(
            fires=lambda web: web.claim(1).spec(
                resources=replace(
                    web.objects["PersistentVolumeClaim", "data-web-1"].spec.resources,
                    requests={"storage": "20Gi"},
                )
            ),
            silent=lambda web: web.claim(1).spec(
                resources=replace(
                    web.objects["PersistentVolumeClaim", "data-web-1"].spec.resources,
                    requests={"storage": "10240Mi"},
                )
            ),
        ),
    ),
    Rule(
        id="pvc-reclaim-delete-risk",
        severity="medium",
        about="set",
        signs=(SetCheck(_reclaimed, needs=("persistentvolumeclaims", "persistentvolumes")),),
        advice=True,
        title="{count} volumes of {set} are deleted together with their claims",
        why="Their reclaim policy is Delete, as most classes make it: kubectl delete pvc, or deleting the namespace, deletes the disks.",
        newcomers="Whoever deletes the claim deletes the data.",
        fix=(Fix("keep the disk whatever happens to the claim; for each volume", _KEEP),),
        danger="A volume that is kept has to be cleaned up by hand.",
        doc="D/tasks/administer-cluster/change-pv-reclaim-policy/",
        case=Case(
            fires=lambda web: web.volume(1).spec(persistent_volume_reclaim_policy="Delete"),
            silent=lambda web: web.volume(1).spec(persistent_volume_reclaim_policy="Retain"),
        ),
    ),
    Rule(
        id="pv-terminating",
        severity="medium",
        about="claim",
        advice=True,
        signs=(ClaimCheck(_going, needs=("persistentvolumeclaims", "persistentvolumes")),),
        title="Volume {volume} of {claim} is being deleted: it goes once the claim is gone",
        why="Its deletion was asked for, and only the claim holds it (finalizer pv-protection). Until then pods go on using it. After that no PersistentVolume is left to bind again, whatever its reclaim policy; with policy Delete the disk goes too.",
        newcomers="The entry for this disk is marked for deletion and lives only as long as the claim on it.",
        fix=(
            Fix(
                "keep the disk itself, should the claim go",
                """kubectl patch pv {volume} -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'""",
            ),
            Fix(
                "keep what tells where the disk is: its volumeHandle, size and class",
                "kubectl get pv {volume} -o yaml",
            ),
        ),
        danger="A deletion cannot be taken back: do not delete {claim} before its data is elsewhere, and never take the finalizer away.",
        doc="D/concepts/storage/persistent-volumes/#storage-object-in-use-protection",
        case=Case(
            fires=lambda web: web.volume(1).meta(deletion_timestamp=ago(60)),
            silent=lambda web: web.volume(7).meta(deletion_timestamp=ago(60)),
        ),
    ),
    Rule(
        id="pvc-ownerref-armed",
        severity="medium",
        about="set",
        signs=(SetCheck(_armed),),
        advice=True,
        title="The claims of {set} are deleted when it is {when}",
        why="Its persistentVolumeClaimRetentionPolicy says Delete. With reclaim policy Delete the disks go with the claims.",
        newcomers="The data goes when the set or a pod is taken away on purpose.",
        fix=(
            Fix(
                "keep the claims",
                """kubectl patch sts {set} -n {namespace} --type=merge -p '{"spec":{"persistentVolumeClaimRetentionPolicy":{"whenDeleted":"Retain","whenScaled":"Retain"}}}'""",
            ),
        ),
        danger="Scaling down or deleting the set is DATA LOSS.",
        doc="D/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
        case=Case(
            fires=lambda web: web.sts().spec(
                persistent_volume_claim_retention_policy=ClaimRetention(when_scaled="Delete")
            ),
            silent=lambda web: web.sts().spec(
                persistent_volume_claim_retention_policy=ClaimRetention()
            ),
        ),
    ),
)

"""Volumes that were lost, kept or not deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import NOT_MOVED
from ststui.diagnosis.match import At, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import ClaimCheck, ClaimPhase, SetCheck
from ststui.model.volume import ClaimReference

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolume, PersistentVolumeClaim


PENDING: Final = ClaimPhase(("Pending",))

_VOLUMES: Final[tuple[Need, ...]] = ("persistentvolumeclaims", "persistentvolumes")


def _released(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    for volume in seen.volumes.values():
        held = volume.spec.claim_ref
        if volume.status.phase != "Released" or held is None or not held.names(claim.metadata):
            continue
        if held.uid and held.uid != claim.metadata.uid:
            name = volume.metadata.name
            return found(
                f"phase Released, claimRef.uid {held.uid}; the claim's uid is {claim.metadata.uid}",
                f"PersistentVolume {name}",
                volume=name,
            )
    return None


def _some_unbound(seen: Seen) -> Match | None:
    bound = {each.metadata.name for each in seen.claims if each.status.phase == "Bound"}
    names = (
        f"{template}-{seen.family.name}-{ordinal}"
        for ordinal in seen.set.ordinals[:1000]
        for template in seen.set.templates
    )
    return Match() if any(each not in bound for each in names) else None


def _failed(seen: Seen) -> Match | None:
    names = {
        f"{template}-{seen.family.name}-{ordinal}"
        for ordinal in seen.set.ordinals[:1000]
        for template in seen.set.templates
    }
    for volume in seen.volumes.values():
        held = volume.spec.claim_ref
        mine = held and held.namespace == seen.family.namespace and held.name in names
        if mine and volume.status.phase == "Failed":
            return _failed_volume(volume)
    return None


def _failed_volume(volume: PersistentVolume) -> Match:
    name = volume.metadata.name
    words = volume.status.message or volume.status.reason or "phase Failed"
    at = At(kind="PersistentVolume", namespace="", name=name)
    return found(words, f"status of PersistentVolume {name}", at=at, volume=name)


def _released_volume(web: Example, uid: str) -> Example:
    held = ClaimReference(namespace="shop", name="data-web-1", uid=uid)
    web.volume(1).spec(claim_ref=held).status(phase="Released")
    return web.unbound_claim(1)


_DOC = "D/concepts/storage/persistent-volumes/"

RULES = (
    Rule(
        id="pvc-lost",
        severity="critical",
        about="claim",
        signs=(ClaimPhase(("Lost",)),),
        title="{claim} has lost its volume {volume}",
        why="The PersistentVolume was deleted or bound to another claim. The disk behind it may still exist.",
        newcomers="The cluster no longer knows which disk held this data.",
        fix=(
            Fix("is the volume really gone?", "kubectl get pv {volume}"),
            Fix("find the disk in the storage system before anything else"),
            Fix(
                "make the PersistentVolume anew: same volumeHandle, reclaim policy Retain, a claimRef"
                " with the claim's uid",
                "kubectl get pvc {claim} -n {namespace} -o jsonpath='{.metadata.uid}'",
            ),
        ),
        danger="Do not delete the claim before the disk was found.",
        doc=_DOC,
        explains=("sched-*", *NOT_MOVED, "sts-head-of-line"),
        case=Case(
            fires=lambda web: (
                web.claim(1)
                .status(phase="Lost")
                .event(
                    "ClaimLost",
                    "Bound claim has lost its PersistentVolume. Data on the volume is lost!",
                )
            ),
            silent=lambda web: web.claim(1).event(
                "ClaimLost",
                "Bound claim has lost its PersistentVolume. Data on the volume is lost!",
            ),
        ),
    ),
    Rule(
        id="pv-released",
        severity="medium",
        about="claim",
        signs=(PENDING, ClaimCheck(_released, needs=_VOLUMES)),
        title="{claim} is new, and its former volume {volume} still waits for the old claim",
        why="With reclaim policy Retain a volume keeps the uid of the claim it had; a new claim of the same name does not get it.",
        newcomers="The old disk is there, but it is reserved for a claim that was deleted.",
        fix=(
            Fix(
                "to get the old data back: forget the uid, keep name and namespace",
                """kubectl patch pv {volume} --type=json -p '[{"op":"remove","path":"/spec/claimRef/uid"},{"op":"remove","path":"/spec/claimRef/resourceVersion"}]'""",
            ),
        ),
        danger="If the whole claimRef is removed, any claim may take the disk.",
        doc="D/concepts/storage/persistent-volumes/#retain",
        explains=("sched-unbound-immediate-pvc", "sched-no-pv-to-bind", "pvc-wffc"),
        case=Case(
            fires=lambda web: _released_volume(web, "uid-of-the-old-claim"),
            silent=lambda web: _released_volume(web, "uid-claim-1"),
        ),
    ),
    Rule(
        id="pv-failed",
        severity="medium",
        about="set",
        signs=(
            SetCheck(_some_unbound, needs=("persistentvolumeclaims",)),
            SetCheck(_failed, needs=_VOLUMES),
        ),
        title="Volume {volume} of a former claim of {set} could not be deleted",
        why="Its claim is gone and the storage refused to delete the disk: it stays, with its data and its price.",
        newcomers="A disk that should have been removed is still there.",
        fix=(Fix("the event says why", "kubectl describe pv {volume}"),),
        danger="The data may be the last copy: look before you delete by hand.",
        doc="D/concepts/storage/persistent-volumes/#delete",
        case=Case(
            fires=lambda web: (
                web.unbound_claim(1)
                .volume(1)
                .status(phase="Failed", message="delete: disk is busy")
            ),
            silent=lambda web: web.unbound_claim(1).volume(1).status(phase="Bound"),
        ),
    ),
)

"""Claims that are being deleted: they go with their pod, or a finalizer holds them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import HOLDS, Evidence, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import Check, ClaimCheck, IfRead
from ststui.model.claim import PROTECTION

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model import PersistentVolumeClaim

HOLD: Final = "example.com/hold"
"""A finalizer of somebody, in the cases."""
PATIENCE: Final = 120
"""Seconds that whoever set a finalizer is given to clean up."""
_NEEDS: Final[tuple[Need, ...]] = ("persistentvolumeclaims", "pods")


def _goes_with_its_pod(seen: Seen, subject: Subject) -> Match | None:
    claim = subject.claim
    return None if claim is None or claim.held_by else _mounted(seen, subject)


def _outlives_its_pod(seen: Seen, subject: Subject) -> Match | None:
    claim = subject.claim
    if claim is None or not claim.held_by:
        return None
    match = _mounted(seen, subject)
    return match and match.and_(Match(facts={"finalizers": ", ".join(claim.held_by)}))


def _mounted(seen: Seen, subject: Subject) -> Match | None:
    claim = subject.claim
    if claim is None or not claim.terminating or seen.set.metadata.deletion_timestamp:
        return None
    pod = seen.mounts(claim)
    if pod is None or subject.ordinal not in seen.set.ordinals:
        return None
    name = claim.metadata.name
    return Match(
        evidence=(
            Evidence(
                f"deletionTimestamp set, finalizers: {', '.join(claim.metadata.finalizers)}",
                f"metadata of PersistentVolumeClaim {name}",
            ),
            Evidence(
                f"volume {claim.spec.volume_name}", f"spec.volumes of Pod {pod.metadata.name}"
            ),
        ),
        facts={"pod": pod.metadata.name},
    )


def _held(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    """A claim that only finalizers keep; without its protection no pod at all mounts it."""
    if not claim.held_by or seen.mounts(claim):
        return None
    since, name = claim.metadata.deletion_timestamp, claim.metadata.name
    of_set = f" of {seen.family.name}" if PROTECTION in claim.metadata.finalizers else ""
    return Match(
        evidence=(
            Evidence(
                f"deletionTimestamp {since:%Y-%m-%dT%H:%M:%SZ}, finalizers: "
                + ", ".join(claim.metadata.finalizers),
                f"metadata of PersistentVolumeClaim {name}",
            ),
            Evidence(f"no pod{of_set} mounts {name}", "Pods and finalizers"),
        ),
        facts={"finalizers": ", ".join(claim.held_by)},
        since=since,
    )


def _reclaim_policy(seen: Seen, claim: PersistentVolumeClaim) -> Match:
    volume = seen.volume(claim.spec.volume_name)
    if volume is None:
        return HOLDS
    policy = volume.spec.persistent_volume_reclaim_policy
    source = f"PersistentVolume {claim.spec.volume_name}"
    match = found(f"reclaim policy: {policy}", source)
    return match.and_(Match(facts={"kept": policy})) if policy == "Retain" else match


def _deleted(web: Example, ordinal: int, *, before: float = 600) -> Example:
    return web.claim(ordinal).terminating(-before)


def _deleted_and_held(web: Example, ordinal: int, *, before: float = 600) -> Example:
    held = (PROTECTION, HOLD) if ("Pod", f"web-{ordinal}") in web.objects else (HOLD,)
    return _deleted(web, ordinal, before=before).meta(finalizers=held)


_RECLAIM: Final = IfRead(
    ClaimCheck(_reclaim_policy, needs=("persistentvolumeclaims", "persistentvolumes"))
)
_KEEP: Final = Fix(
    "first save the disk: a deletion cannot be taken back, but the volume can be kept",
    """kubectl patch pv {volume} -p '{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}'""",
    unless="kept",
)
_SNAPSHOT: Final = Fix(
    "make a snapshot or a backup; until then no restart of {pod}, no drain of its node"
)
_TAKE_SET: Final = Fix(
    "then, in a quiet hour: keep the manifest of {set} and take it away without its pods,"
    " or an empty claim is made at once",
    "kubectl delete sts {set} -n {namespace} --cascade=orphan",
)
_DELETE_POD: Final = "kubectl delete pod {pod} -n {namespace}"
_GIVE: Final = (
    Fix(
        "give {volume} to the next claim of that name: its claimRef without the old uid",
        """kubectl patch pv {volume} --type=merge -p '{"spec":{"claimRef":{"uid":null,"resourceVersion":null}}}'""",
    ),
    Fix("create {set} again from its manifest: it makes {claim}, which takes {volume}"),
)
_WHO: Final = Fix(
    "see who set it, and what it waits for",
    "kubectl get pvc {claim} -n {namespace} -o yaml --show-managed-fields",
)
_IN_USE: Final = "D/concepts/storage/persistent-volumes/#storage-object-in-use-protection"

RULES = (
    Rule(
        id="pvc-terminating",
        severity="critical",
        about="claim",
        signs=(Check(_goes_with_its_pod, needs=_NEEDS), _RECLAIM),
        title="{claim} is being deleted and goes as soon as {pod} stops",
        why="Its deletion was asked for, and only the running pod holds it. When the pod stops for whatever reason (drain, update, crash of the node), the claim goes; with reclaim policy Delete the data goes too.",
        newcomers="The disk is marked for deletion and lives only as long as this pod runs.",
        fix=(
            _KEEP,
            _SNAPSHOT,
            _TAKE_SET,
            Fix(
                "stop the pod: the claim goes with it, {volume} stays and is Released", _DELETE_POD
            ),
            *_GIVE,
        ),
        danger="Before {volume} has reclaim policy Retain do not restart {pod}, and never take the finalizer away.",
        doc=_IN_USE,
        case=Case(fires=lambda web: _deleted(web, 1), silent=lambda web: _deleted(web, 7)),
    ),
    Rule(
        id="pvc-terminating-held",
        severity="critical",
        about="claim",
        signs=(Check(_outlives_its_pod, needs=_NEEDS), _RECLAIM),
        title="{claim} is being deleted; when {pod} stops, {finalizers} still holds it",
        why="Its deletion was asked for. When {pod} stops, the claim stays Terminating until whoever set {finalizers} takes it off, and no new {pod} is created meanwhile. Then the claim goes, and with reclaim policy Delete the data too.",
        newcomers="The disk is marked for deletion; this pod and a note of somebody else keep it for now.",
        fix=(
            _KEEP,
            _SNAPSHOT,
            _WHO,
            _TAKE_SET,
            Fix("stop the pod; the claim stays Terminating", _DELETE_POD),
            Fix(
                "have {finalizers} taken off by whoever set it: only then the claim goes, {volume}"
                " stays and is Released"
            ),
            *_GIVE,
        ),
        danger="Before {volume} has reclaim policy Retain do not restart {pod}, and take no finalizer away.",
        doc=_IN_USE,
        case=Case(
            fires=lambda web: _deleted_and_held(web, 1),
            silent=lambda web: _deleted(web, 1),
        ),
    ),
    Rule(
        id="pvc-held-by-finalizer",
        severity="medium",
        about="claim",
        signs=(ClaimCheck(_held, needs=_NEEDS), _RECLAIM),
        after=PATIENCE,
        title="{claim} cannot go: finalizer {finalizers} holds it",
        why="Its deletion was asked for and no pod of {set} mounts it. It stays Terminating until whoever set the finalizer takes it off; a pod that needs {claim} is not created before that.",
        newcomers="A finalizer is a note on an object: do not remove it before I have cleaned up.",
        fix=(
            Fix("if the data matters, keep the disk first", _KEEP.command, unless="kept"),
            _WHO,
            Fix("bring back the controller that owns {finalizers}: a backup or storage operator"),
            Fix(
                "last resort, only once its clean-up was done by hand: take out this one alone",
                "kubectl edit pvc {claim} -n {namespace}",
            ),
        ),
        danger="Taking it away skips the clean-up it stands for; with reclaim policy Delete the data goes with the claim.",
        doc="D/concepts/overview/working-with-objects/finalizers/",
        case=Case(
            fires=lambda web: _deleted_and_held(web, 7),
            silent=lambda web: _deleted_and_held(web, 7, before=60),
        ),
    ),
)

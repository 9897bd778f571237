"""A wanted ordinal has no pod: its name is taken, or its claims stand in the way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import AnyOf, Check, IfRead, Refusal
from ststui.model import OwnerReference
from ststui.model.stateful_set import ClaimRetention

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject

_FORMER_POD = OwnerReference(
    kind="Pod", name="web-1", uid="uid-of-a-former-pod", api_version="v1", controller=True
)


def _name_taken(seen: Seen, subject: Subject) -> Match | None:
    # AlreadyExists is retried without an event (stateful_pod_control.go, v1.36).
    ordinal = -1 if subject.ordinal is None else subject.ordinal
    pod = seen.family.foreign_by_ordinal.get(ordinal)
    if pod is None or ordinal in seen.family.orphans_by_ordinal:
        return None
    owner = pod.metadata.owner
    whose = f"{owner.kind} {owner.name}" if owner else "nobody"
    return found(
        f"owned by {whose}",
        f"metadata.ownerReferences of Pod {subject.name}",
        since=pod.metadata.creation_timestamp,
        owner=whose,
    )


def _stale_claim(seen: Seen, subject: Subject) -> Match | None:
    # PodClaimIsStale (stateful_pod_control.go, v1.36): silent.
    if seen.set.retention.when_scaled != "Delete" or subject.ordinal is None:
        return None
    for claim in seen.family.claims_by_ordinal.get(subject.ordinal, ()):
        for owner in claim.metadata.owner_references:
            if owner.kind == "Pod" and owner.name == subject.name and not claim.held_by:
                name = claim.metadata.name
                return found(
                    f"owned by Pod {owner.name} with uid {owner.uid}, which is gone",
                    f"metadata.ownerReferences of PersistentVolumeClaim {name}",
                    claim=name,
                )
    return None


def _held_claim(seen: Seen, subject: Subject) -> Match | None:
    """A claim that the garbage collector has deleted already, without an event (see above)."""
    if seen.set.retention.when_scaled != "Delete" or subject.ordinal is None:
        return None
    if seen.family.pods_by_ordinal.get(subject.ordinal) is not None:
        return None
    for claim in seen.family.claims_by_ordinal.get(subject.ordinal, ()):
        if claim.held_by:
            name = claim.metadata.name
            return found(
                f"finalizers: {', '.join(claim.metadata.finalizers)}",
                f"metadata of PersistentVolumeClaim {name}",
                claim=name,
            )
    return None


def _still_goes(seen: Seen, subject: Subject) -> Match | None:
    # The controller may try again only a quarter of an hour after the claim is gone.
    claims = seen.family.claims_by_ordinal.get(-1 if subject.ordinal is None else subject.ordinal)
    for claim in claims or ():
        if claim.terminating:
            names = ", ".join(claim.metadata.finalizers) or "none"
            source = f"metadata of PersistentVolumeClaim {claim.metadata.name}"
            return found(f"finalizers: {names}", source, claim=claim.metadata.name)
    return None


RULES = (
    Rule(
        id="create-pvc-terminating",
        severity="high",
        about="ordinal",
        signs=(
            AnyOf(
                (
                    Check(_held_claim, needs=("pods", "persistentvolumeclaims")),
                    Refusal(r"pvc (?P<claim>\S+) is being deleted"),
                )
            ),
            IfRead(Check(_still_goes, needs=("pods", "persistentvolumeclaims"))),
        ),
        title="{pod} is not created: its claim {claim} is being deleted",
        why="The controller waits until the claim is gone, then makes a new, empty one.",
        newcomers="The old disk has to be gone before the pod gets a new one.",
        fix=(
            Fix(
                "see what holds the claim",
                "kubectl get pvc {claim} -n {namespace} -o jsonpath='{.metadata.finalizers}'",
            ),
            Fix(
                "if the data matters, keep the disk first",
                'kubectl patch pv {volume} -p \'{"spec":{"persistentVolumeReclaimPolicy":"Retain"}}\'',
            ),
        ),
        danger="With reclaim policy Delete the data goes with the claim; the new claim is empty.",
        doc="D/concepts/storage/persistent-volumes/#storage-object-in-use-protection",
        explains=(
            "sts-head-of-line",
            "pvc-terminating*",
            "pvc-held-by-finalizer",
            "pvc-ownerref-armed",
            "create-claim-failed",
        ),
        explained_by=("create-namespace-terminating",),
        case=Case(
            fires=lambda web: (
                web.claim(1).terminating(-60).refused(1, "pvc data-web-1 is being deleted")
            ),
            silent=lambda web: web.pod(1).gone().claim(1).terminating(),
        ),
    ),
    Rule(
        id="create-claim-failed",
        severity="high",
        about="ordinal",
        signs=(
            Refusal(
                r"create Claim (?P<claim>\S+) for Pod \S+ in StatefulSet \S+ failed error: (?P<words>.*)|failed to create PVC (?P<claim_name>[^\s:]+): (?P<more>.*)"
            ),
        ),
        title="{pod} is not created: a claim of it cannot be created",
        why="The API server refuses the claim: quota, LimitRange, a webhook, or a claim template that is not valid. The evidence has its words.",
        newcomers="The pod needs a disk, and asking for one was refused.",
        fix=(
            Fix("see quota and bounds", "kubectl describe resourcequota,limitrange -n {namespace}"),
            Fix(
                "see the claim templates",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{.spec.volumeClaimTemplates}'",
            ),
        ),
        doc="D/concepts/storage/persistent-volumes/",
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .gone()
                .sts()
                .event(
                    "FailedCreate",
                    'Create Claim data-web-1 for Pod web-1 in StatefulSet web failed error: persistentvolumeclaims "data-web-1" is forbidden: denied',
                )
            ),
            silent=lambda web: web.refused(1, "pvc data-web-1 is being deleted"),
        ),
    ),
    Rule(
        id="create-pod-name-collision",
        severity="high",
        about="ordinal",
        signs=(Check(_name_taken, needs=("pods",)),),
        after=5,
        title="{pod} cannot be created: another pod holds the name",
        why="That pod is owned by {owner}. The controller tries again and again, and there is no event about it.",
        newcomers="Two pods of a namespace cannot have the same name, and somebody else was first.",
        fix=(
            Fix(
                "see whose it is",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.metadata.ownerReferences}'",
            ),
            Fix("delete it when nobody needs it", "kubectl delete pod {pod} -n {namespace}"),
        ),
        danger="It may be the pod of a deleted set that still serves data: find its owner first.",
        doc="D/concepts/workloads/controllers/statefulset/#pod-identity",
        # A quota is counted before the name is looked up, and the other pod counts in it.
        explains=("sts-head-of-line", "sts-orphan-pods", "create-quota-exceeded"),
        case=Case(
            fires=lambda web: web.pod(1).owned_by(None).meta(labels={"app": "other"}),
            silent=lambda web: web.pod(1).owned_by(None),
        ),
    ),
    Rule(
        id="create-stale-pvc-ownerref",
        severity="medium",
        about="ordinal",
        signs=(Check(_stale_claim, needs=("pods", "persistentvolumeclaims")),),
        title="{pod} is not created: claim {claim} still belongs to its former pod",
        why="With whenScaled: Delete a claim goes with the pod that was scaled away; the controller waits, without an event, until the garbage collector has removed it.",
        newcomers="The set was made smaller and larger again; the old disk has to go first.",
        fix=(
            Fix("wait: it takes seconds where the garbage collector runs"),
            Fix("see what holds the claim", "kubectl get pvc {claim} -n {namespace} -o yaml"),
        ),
        danger="Taking the owner reference away gives the old data to the new pod.",
        doc="D/concepts/workloads/controllers/statefulset/#persistentvolumeclaim-retention",
        explains=(
            *("sts-head-of-line", "pvc-ownerref-armed"),
            *("pvc-terminating*", "pvc-held-by-finalizer"),
        ),
        case=Case(
            fires=lambda web: (
                web.sts()
                .spec(persistent_volume_claim_retention_policy=ClaimRetention(when_scaled="Delete"))
                .pod(1)
                .gone()
                .claim(1)
                .owned_by(_FORMER_POD)
            ),
            silent=lambda web: (
                web.sts()
                .spec(persistent_volume_claim_retention_policy=ClaimRetention(when_scaled="Delete"))
                .pod(1)
                .gone()
            ),
        ),
    ),
)

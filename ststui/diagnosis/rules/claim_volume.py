"""A claim and a certain volume that do not come together, or came apart."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import ClaimCheck, ClaimPhase, EventSign
from ststui.model.metadata import Annotations
from ststui.model.volume import ClaimReference

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.model import PersistentVolumeClaim


PENDING: Final = ClaimPhase(("Pending",))

_VOLUMES: Final[tuple[Need, ...]] = ("persistentvolumeclaims", "persistentvolumes")


def _names_volume(_: Seen, claim: PersistentVolumeClaim) -> Match | None:
    # Between its name and its phase a claim that is being bound looks as if it had asked for one.
    marks = claim.metadata.annotations
    if not claim.spec.volume_name or (marks and marks.bind_completed):
        return None
    return found(
        f"volumeName: {claim.spec.volume_name}",
        f"spec of PersistentVolumeClaim {claim.metadata.name}",
        since=claim.metadata.creation_timestamp,
    )


NAMES_VOLUME: Final = ClaimCheck(_names_volume)


def _selected_node_gone(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    marks = claim.metadata.annotations
    node = marks.selected_node if marks else None
    if not node or node in seen.nodes:
        return None
    return found(
        f"{node} is not among the nodes",
        f"annotation volume.kubernetes.io/selected-node of PersistentVolumeClaim {claim.metadata.name}; Nodes",
        selected=node,
    )


def _volume_missing(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    if claim.spec.volume_name in seen.volumes:
        return None
    return found(f"{claim.spec.volume_name} is not among them", "PersistentVolumes")


def _taken(seen: Seen, claim: PersistentVolumeClaim) -> Match | None:
    volume = seen.volume(claim.spec.volume_name)
    held = volume.spec.claim_ref if volume else None
    if held is None or held.names(claim.metadata):
        return None
    other = f"{held.namespace}/{held.name}"
    return found(
        f"claimRef: {other}", f"spec of PersistentVolume {claim.spec.volume_name}", other=other
    )


def _mismatched(web: Example) -> Example:
    return web.unbound_claim(1, "pv-1").event(
        "VolumeMismatch",
        'Cannot bind to requested volume "pv-1": requested PV is too small',
    )


_SYMPTOMS = ("sched-*", "pvc-wffc", "pvc-external-waiting", "sts-head-of-line")

_DOC = "D/concepts/storage/persistent-volumes/"

_LOOK = Fix("see the volume", "kubectl get pv {volume} -o yaml")

RULES = (
    Rule(
        id="pvc-selected-node-gone",
        severity="high",
        about="claim",
        signs=(PENDING, ClaimCheck(_selected_node_gone, needs=("persistentvolumeclaims", "nodes"))),
        title="{claim} is Pending: its volume is to be made on node {selected}, which is gone",
        why="The node went away between scheduling and making the volume, and the driver does not ask for another one.",
        newcomers="The disk was promised for a machine that no longer exists.",
        fix=(
            Fix(
                "let the scheduler choose again",
                "kubectl annotate pvc {claim} -n {namespace} volume.kubernetes.io/selected-node-",
            ),
        ),
        danger="Only while the claim is Pending.",
        doc="https://github.com/kubernetes-sigs/sig-storage-lib-external-provisioner/issues/121",
        explains=(*_SYMPTOMS, "pvc-provisioning-failed"),
        case=Case(
            fires=lambda web: (
                web.unbound_claim(1)
                .meta(annotations=Annotations(selected_node="node-x"))
                .event(
                    "ProvisioningFailed",
                    'failed to get target node: node "node-x" not found',
                )
            ),
            silent=lambda web: web.unbound_claim(1).meta(
                annotations=Annotations(selected_node="node-b")
            ),
        ),
    ),
    Rule(
        id="pvc-volume-mismatch",
        severity="high",
        about="claim",
        signs=(
            PENDING,
            NAMES_VOLUME,
            EventSign("VolumeMismatch", r"Cannot bind (to requested volume|PersistentVolume)"),
        ),
        title="{claim} is Pending: volume {volume} does not fit it",
        why="The claim asks for this volume, and its size, class, access mode or volume mode differ; the evidence says which.",
        newcomers="The claim wants one certain disk, and that disk is not of the kind it asks for.",
        fix=(_LOOK, Fix("compare", "kubectl get pvc {claim} -n {namespace} -o yaml")),
        doc="D/concepts/storage/persistent-volumes/#binding",
        explains=_SYMPTOMS,
        case=Case(fires=_mismatched, silent=lambda web: web.unbound_claim(1, "pv-1")),
    ),
    Rule(
        id="pvc-requested-pv-missing",
        severity="high",
        about="claim",
        signs=(PENDING, NAMES_VOLUME, ClaimCheck(_volume_missing, needs=_VOLUMES)),
        after=10,
        title="{claim} is Pending: volume {volume}, which it names, does not exist",
        why="The controller looks for it again and again, without an event.",
        newcomers="The claim wants one certain disk, and there is no such disk.",
        fix=(
            Fix("see which volumes exist", "kubectl get pv"),
            Fix("create {volume}, with a claimRef to {namespace}/{claim}"),
        ),
        doc="D/concepts/storage/persistent-volumes/#reserving-a-persistentvolume",
        explains=_SYMPTOMS,
        case=Case(
            fires=lambda web: web.unbound_claim(1, "pv-restored"),
            silent=lambda web: web.unbound_claim(1, "pv-1"),
        ),
    ),
    Rule(
        id="pvc-pv-taken",
        severity="high",
        about="claim",
        signs=(PENDING, NAMES_VOLUME, ClaimCheck(_taken, needs=_VOLUMES)),
        title="{claim} is Pending: volume {volume} belongs to claim {other}",
        why="A volume serves one claim. Another one has it.",
        newcomers="The disk this claim wants is already taken.",
        fix=(
            Fix("see whose it is", "kubectl get pv {volume} -o jsonpath='{.spec.claimRef}'"),
            Fix("let {claim} name another volume, or none"),
        ),
        danger="Giving the volume to another claim takes the data away from {other}.",
        doc=_DOC,
        explains=_SYMPTOMS,
        case=Case(
            fires=lambda web: (
                web.unbound_claim(1, "pv-1")
                .volume(1)
                .spec(claim_ref=ClaimReference(namespace="other", name="data-db-0", uid="u"))
            ),
            silent=lambda web: web.unbound_claim(1, "pv-1"),
        ),
    ),
)

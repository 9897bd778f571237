"""A wanted ordinal has no pod because it cannot be created."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.diagnosis.match import Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import Check, Refusal

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject


def _name_taken(seen: Seen, subject: Subject) -> Match | None:
    # AlreadyExists is retried without an event (stateful_pod_control.go, v1.36).
    ordinal = -1 if subject.ordinal is None else subject.ordinal
    pod = seen.family.foreign_by_ordinal.get(ordinal)
    if pod is None or ordinal in seen.family.orphans_by_ordinal:
        return None
    owner = pod.metadata.owner
    whose = f"{owner.kind} {owner.name}" if owner else "nobody, and its labels do not match"
    return found(
        f"owned by {whose}",
        f"metadata.ownerReferences of Pod {subject.name}",
        since=pod.metadata.creation_timestamp,
        owner=whose,
    )


RULES = (
    Rule(
        id="create-quota-exceeded",
        severity="high",
        about="ordinal",
        signs=(
            Refusal(
                r"exceeded quota: (?P<quota>[^\s,]+), requested: (?P<requested>.*?), used:"
                r" (?P<used>.*?), limited: (?P<limited>.*)"
            ),
        ),
        title="{pod} cannot be created: quota {quota} has no room ({requested})",
        why="A ResourceQuota limits what the whole namespace may have; {set} asks for more.",
        newcomers="The namespace has a budget, and it is spent.",
        fix=(
            Fix("see what is used", "kubectl describe resourcequota {quota} -n {namespace}"),
            Fix("free something in the namespace, or have the quota raised"),
        ),
        danger="In a rolling update the old pod is gone already: the set stays smaller until there"
        " is room.",
        doc="D/concepts/policy/resource-quotas/",
        explains=("sts-head-of-line", "create-claim-failed"),
        case=Case(
            fires=lambda web: (
                web.pod(1)
                .gone()
                .sts()
                .event(
                    "FailedCreate",
                    'Create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden:'
                    " exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1",
                )
            ),
            silent=lambda web: (
                web.sts()
                .event(
                    "FailedCreate",
                    'Create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden:'
                    " exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1",
                )
                .event(
                    "SuccessfulCreate",
                    "Create Pod web-1 in StatefulSet web successful",
                    kind="Normal",
                    before=5,
                )
                .pod(1)
                .gone()
            ),
        ),
    ),
    Rule(
        id="create-pod-name-collision",
        severity="high",
        about="ordinal",
        signs=(Check(_name_taken, needs=("pods",)),),
        after=5,
        title="{pod} cannot be created: another pod holds the name",
        why="The controller tries again and again, and there is no event about it.",
        newcomers="Two pods of a namespace cannot have the same name, and somebody else was first.",
        fix=(
            Fix(
                "see whose it is",
                "kubectl get pod {pod} -n {namespace} -o jsonpath='{.metadata.ownerReferences}'",
            ),
            Fix("then delete or rename the other pod"),
        ),
        danger="It may be the pod of a deleted set that still serves data: find its owner first.",
        doc="D/concepts/workloads/controllers/statefulset/#pod-identity",
        explains=("sts-head-of-line",),
        case=Case(
            fires=lambda web: web.pod(1).owned_by(None).meta(labels={"app": "other"}),
            silent=lambda web: web.pod(1).owned_by(None),
        ),
    ),
)

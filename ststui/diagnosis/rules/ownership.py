"""Who else has a hand in the set and its pods."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ststui.diagnosis.match import At, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.diagnosis.signs.event import event_evidence
from ststui.diagnosis.signs.text import facts_in
from ststui.model import OwnerReference
from ststui.model.keeper import keeper
from ststui.model.metadata import condition
from ststui.model.stateful_set import ClaimRetention

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen

RECENT: Final = 3600
"""Seconds for which an event is news."""
IN_TURN: Final = 20
"""Seconds after which the controller has done what a Ready pod or a written set asks for."""


def _operator(seen: Seen) -> Match | None:
    owner = seen.set.metadata.owner
    if owner is None:
        return None
    whose = f"{owner.kind} {owner.name}"
    source = f"metadata.ownerReferences of StatefulSet {seen.family.name}"
    return found(f"controller: {whose} ({owner.api_version})", source, owner=whose)


def _gitops(seen: Seen) -> Match | None:
    kept = keeper(seen.set)
    if kept is None:
        return None
    return found(kept.mark, f"metadata of StatefulSet {seen.family.name}", tool=kept.tool)


def _overlap(seen: Seen) -> Match | None:
    labels = seen.set.spec.template.metadata.labels
    for other in seen.neighbours:
        if other.metadata.uid == seen.set.metadata.uid:
            continue
        theirs = other.spec.selector.matches(labels)
        ours = seen.set.spec.selector.matches(other.spec.template.metadata.labels)
        if theirs or ours:
            name = other.metadata.name
            text = (
                "its selector matches this template"
                if theirs
                else "this selector matches its template"
            )
            return found(text, f"StatefulSet {name}", other=name)
    return None


def _orphans(seen: Seen) -> Match | None:
    for ordinal, pod in sorted(seen.family.orphans_by_ordinal.items()):
        name = pod.metadata.name
        return found(
            "no owner, and labels and name of this set",
            f"metadata of Pod {name}",
            since=pod.metadata.creation_timestamp,
            at=At(kind="Pod", namespace=seen.family.namespace, name=name, ordinal=ordinal),
            pod=name,
        )
    return None


def _differ(seen: Seen) -> Match | None:
    by_revision: dict[str, dict[tuple[tuple[str, str], ...], list[str]]] = {}
    for pod in seen.pods:
        if pod.revision and not pod.terminating:
            images = tuple((each.name, each.image) for each in pod.spec.containers)
            groups = by_revision.setdefault(pod.revision, defaultdict(list))
            groups[images].append(pod.metadata.name)
    for revision, groups in by_revision.items():
        if len(groups) < 2:
            continue
        odd = min(groups.values(), key=len)
        ours = next(images for images, names in groups.items() if names is odd)
        text = ", ".join(image for _, image in ours)
        return found(
            f"images {text}; others of {revision} have other images or containers",
            f"spec.containers of Pod {odd[0]}",
            pod=odd[0],
            revision=revision,
        )
    return None


def _corrected(seen: Seen) -> Match | None:
    """What the controller has corrected, where that is not what its retention policy makes it do.

    With whenScaled or whenDeleted: Delete it writes the owners of claims in the course of its work
    and says so by the same event: when a new pod is Ready, when a pod is wanted again before it went
    (processReplica, stateful_set_control.go, v1.28 to v1.37).
    """
    deletes = "Delete" in {seen.set.retention.when_deleted, seen.set.retention.when_scaled}
    claims = bool(seen.set.templates)
    for event in reversed(seen.events(seen.set.metadata.uid)):
        age = seen.seconds_since(event.at)
        facts = facts_in(event.message, r"update Pod (?P<pod>\S+) in StatefulSet")
        if event.reason != "SuccessfulUpdate" or facts is None or age is None or age > RECENT:
            continue
        if claims and deletes and not _out_of_turn(seen, facts["pod"], event.at):
            continue
        what = "the name label or the owners of the claims" if claims else "the name label"
        evidence = event_evidence(event, f"StatefulSet {seen.family.name}")
        return Match(evidence=(evidence,), facts={**facts, "what": what})
    return None


def _out_of_turn(seen: Seen, name: str, at: datetime | None) -> bool:
    """Whether the pod was Ready and the set was written long enough before."""
    pod = next((each for each in seen.pods if each.metadata.name == name), None)
    ready = condition(pod.status.conditions, "Ready") if pod else None
    if at is None or ready is None or ready.status != "True":
        return False
    written = [e.time for e in seen.set.metadata.managed_fields if e.subresource != "status"]
    available = seen.set.spec.min_ready_seconds + IN_TURN
    moments = [(ready.last_transition_time, available), *((each, IN_TURN) for each in written)]
    return all(since and (at - since).total_seconds() > wait for since, wait in moments)


def _owned(web: Example, owner: OwnerReference | None) -> Example:
    return web.sts().owned_by(owner)


def _beside(web: Example, app: str) -> Example:
    """A second set whose pods bear the label app."""
    mine = web.objects["StatefulSet", "web"]
    labels = {"app": app}
    template = replace(
        mine.spec.template, metadata=replace(mine.spec.template.metadata, labels=labels)
    )
    selector = replace(mine.spec.selector, match_labels=labels)
    other = replace(
        mine,
        metadata=replace(mine.metadata, name="cache", uid="uid-cache"),
        spec=replace(mine.spec, template=template, selector=selector),
    )
    return web.add("StatefulSet", other)


def _other_image(web: Example, ordinal: int) -> Example:
    container = web.pod(ordinal).objects["Pod", f"web-{ordinal}"].spec.containers[0]
    return web.spec(containers=(replace(container, image="registry.example/web:debug"),))


_REPAIRED = "Update Pod web-1 in StatefulSet web successful"

RULES = (
    Rule(
        id="sts-operator-managed",
        severity="info",
        about="set",
        signs=(SetCheck(_operator),),
        advice=True,
        title="{set} is owned by {owner}: changes made here are undone",
        why="An operator makes the set from its own resource and puts it back whenever it differs.",
        newcomers="A program looks after this set; tell the program what you want.",
        fix=(
            Fix(
                "change {owner} instead of the set",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{.metadata.ownerReferences}'",
            ),
        ),
        danger="Scaling behind the back of an operator can break what it believes.",
        doc="D/concepts/extend-kubernetes/operator/",
        case=Case(
            fires=lambda web: _owned(
                web,
                OwnerReference(
                    kind="Database",
                    name="shop",
                    uid="u",
                    api_version="example.com/v1",
                    controller=True,
                ),
            ),
            silent=lambda web: _owned(web, None),
        ),
    ),
    Rule(
        id="sts-gitops-managed",
        severity="info",
        about="set",
        signs=(SetCheck(_gitops),),
        advice=True,
        hint=True,
        title="{set} comes from {tool}: what is changed by hand may be undone",
        why="Labels or annotations say that it is applied by {tool}, which may put replicas, partition and template back.",
        newcomers="The set is written down in another place, and that place wins.",
        fix=(
            Fix(
                "change it there, or pause {tool} first; its marks tell where that is",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{.metadata.labels} {.metadata.annotations}'",
            ),
        ),
        danger="A partition set by hand can be taken back in the middle of an update.",
        doc="D/reference/using-api/server-side-apply/",
        case=Case(
            fires=lambda web: web.sts().meta(labels={"argocd.argoproj.io/instance": "shop"}),
            silent=lambda web: web.sts().meta(labels={"app.kubernetes.io/name": "shop"}),
        ),
    ),
    Rule(
        id="sts-selector-overlap",
        severity="medium",
        about="set",
        signs=(SetCheck(_overlap, needs=("statefulsets",)),),
        advice=True,
        title="The selectors of {set} and {other} overlap",
        why="Each keeps its own pods, for names count too; but Services, budgets, autoscalers and network policies made for one take the pods of both.",
        newcomers="Two applications bear the same labels and are mistaken for each other.",
        fix=(
            Fix(
                "compare",
                "kubectl get sts -n {namespace} -o custom-columns=N:.metadata.name,S:.spec.selector.matchLabels",
            ),
            Fix("make one of them anew with a label of its own"),
        ),
        danger="A selector cannot be changed in place.",
        doc="D/concepts/workloads/controllers/statefulset/#pod-selector",
        case=Case(fires=lambda web: _beside(web, "web"), silent=lambda web: _beside(web, "cache")),
    ),
    Rule(
        id="sts-orphan-pods",
        severity="low",
        about="set",
        signs=(SetCheck(_orphans, needs=("pods",)),),
        after=60,
        title="{pod} belongs to nobody, though it looks like a pod of {set}",
        why="The set was deleted with --cascade=orphan or the controller let the pod go; it takes it back when name and labels fit and the set is not being deleted.",
        newcomers="A pod runs that nobody looks after.",
        fix=(Fix("see it", "kubectl get pod {pod} -n {namespace} -o yaml"),),
        danger="Nobody makes it again when it is lost.",
        doc="D/tasks/run-application/delete-stateful-set/",
        explained_by=("sts-being-deleted", "sts-generation-lag"),
        case=Case(
            fires=lambda web: web.pod(1).owned_by(None),
            silent=lambda web: web.pod(1).owned_by(None).age(10),
        ),
    ),
    Rule(
        id="sts-identity-repaired",
        severity="info",
        about="set",
        signs=(SetCheck(_corrected, needs=("events", "pods")),),
        title="The controller has corrected {what} of {pod}",
        why="It does so where the label statefulset.kubernetes.io/pod-name of a pod is missing or another, as after somebody edited it, or where its claims have other owners than the retention policy wants, as after the policy was changed. The event does not tell which.",
        newcomers="The set keeps what makes a pod the one of its number, and had something to correct.",
        fix=(
            Fix(
                "who writes to the pod?",
                "kubectl get pod {pod} -n {namespace} --show-managed-fields -o yaml",
            ),
        ),
        danger="Meanwhile Services that select one pod by its label do not find it.",
        doc="D/concepts/workloads/controllers/statefulset/#pod-name-label",
        case=Case(
            fires=lambda web: web.sts().event("SuccessfulUpdate", _REPAIRED, kind="Normal"),
            silent=lambda web: (
                web.sts()
                .spec(persistent_volume_claim_retention_policy=ClaimRetention(when_scaled="Delete"))
                .event("SuccessfulUpdate", _REPAIRED, kind="Normal")
                .pod(1)
                .condition("Ready", for_=70)
            ),
        ),
    ),
    Rule(
        id="sts-pod-template-drift",
        severity="low",
        about="set",
        signs=(SetCheck(_differ, needs=("pods",)),),
        title="{pod} runs other images than its sisters of the same revision",
        why="Its image was changed in the pod itself, or a webhook changes pods when they are made. The template does not know of it.",
        newcomers="One pod was changed by hand; the change is lost at its next start.",
        fix=(
            Fix(
                "who did it?",
                "kubectl get pod {pod} -n {namespace} --show-managed-fields -o yaml",
            ),
        ),
        danger="Deleting the pod takes the change away.",
        doc="D/concepts/workloads/controllers/statefulset/",
        case=Case(
            fires=lambda web: _other_image(web, 1),
            silent=lambda web: _other_image(_other_image(_other_image(web, 0), 1), 2),
        ),
    ),
)

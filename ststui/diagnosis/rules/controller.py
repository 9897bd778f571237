"""The set as a whole: what its controller waits for, and what it cannot do."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.controller.refusal import why_refused
from ststui.controller.undone import BEHIND, DEAD, spec_written
from ststui.diagnosis.causes import ILL
from ststui.diagnosis.match import HOLDS, At, Evidence, Match, found
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import IfRead, SetCheck
from ststui.diagnosis.signs.event import event_evidence
from ststui.diagnosis.signs.heartbeat import HEARTBEAT, is_dead
from ststui.diagnosis.signs.text import facts_in
from ststui.model.metadata import ManagedFields
from ststui.model.ordinal import split_ordinal
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen


def _head_of_line(seen: Seen) -> Match | None:
    waited = seen.waited_for
    if waited is None or seen.set.parallel:
        return None
    step, pod = waited
    # What waits for minReadySeconds goes on by itself.
    if step.waits_for is None or step.waits_for.what == "available":
        return None
    name, split = pod.metadata.name, split_ordinal(pod.metadata.name)
    waits = Evidence(
        "the controller " + step_sentence(step, set_name=seen.family.name),
        f"next step of StatefulSet {seen.family.name}",
    )
    ready = pod.ready_condition
    lacks: tuple[Evidence, ...] = ()
    if ready is not None and ready.status != "True":
        words = ": ".join(each for each in (ready.reason, ready.message) if each)
        lacks = (Evidence(words or "not Ready", f"condition Ready of Pod {name}"),)
    return Match(
        evidence=(waits, *lacks),
        facts={"waits_for": name},
        since=pod.late_since,
        at=At(
            kind="Pod",
            namespace=seen.family.namespace,
            name=name,
            ordinal=split[1] if split else None,
        ),
    )


def _not_observed(seen: Seen) -> Match | None:
    metadata = seen.set.metadata
    observed = seen.set.status.observed_generation
    if observed >= metadata.generation:
        return None
    return found(
        f"generation {metadata.generation}, observedGeneration {observed}",
        f"StatefulSet {seen.family.name}",
        since=spec_written(seen.set),
    )


def _dead_or_behind(seen: Seen) -> Match:
    """A controller that lives is only behind: 200 sets that change at once keep it for a minute."""
    lag = _not_observed(seen)
    held = seen.seconds_since(lag.since) if lag else None
    # Since when it has to look is not known after a write through /scale: that it is dead tells.
    return Match(settled=is_dead(seen) and (held is None or held >= DEAD))


def _deleted(seen: Seen) -> Match | None:
    metadata = seen.set.metadata
    if metadata.deletion_timestamp is None:
        return None
    names = ", ".join(metadata.finalizers) or "none"
    return found(
        f"deletionTimestamp {metadata.deletion_timestamp:%Y-%m-%dT%H:%M:%SZ}, finalizers: {names}",
        f"metadata of StatefulSet {seen.family.name}",
        since=metadata.deletion_timestamp,
        finalizers=names,
    )


def _wrong_storage(seen: Seen) -> Match | None:
    step = seen.next_step
    if step is None or step.verb != "blocked" or step.code != "storage" or not step.pod:
        return None
    split = split_ordinal(step.pod)
    return found(
        f"its volumes are not those of the claim templates ({', '.join(seen.set.templates)})",
        f"spec.volumes of Pod {step.pod}",
        pod=step.pod,
        at=At(
            kind="Pod",
            namespace=seen.family.namespace,
            name=step.pod,
            ordinal=split[1] if split else None,
        ),
    )


def _update_refused(seen: Seen) -> Match:
    step = seen.next_step
    for each in reversed(seen.events(seen.set.metadata.uid)):
        if each.reason == "FailedUpdate" and step and f"Pod {step.pod} " in each.message:
            source = f"event FailedUpdate of StatefulSet {seen.family.name}"
            return found(each.message[:200], source)
    return HOLDS


def _not_deleted(seen: Seen) -> Match | None:
    """A pod that the next sync deletes, and may not: what was refused and is not wanted is over."""
    step = seen.next_step
    family = replace(seen.family, events=seen.surroundings.events)
    for each in (step, *step.allowed) if step else ():
        if each.verb == "delete" and each.pod and why_refused(family, each, now=seen.now):
            return _words_about(seen, each.pod)
    return None


def _words_about(seen: Seen, pod: str) -> Match | None:
    wanted = rf"delete Pod {re.escape(pod)} in StatefulSet \S+ failed error: (?P<error>.*)"
    for event in reversed(seen.events(seen.set.metadata.uid)):
        known = facts_in(event.message, wanted) if event.reason == "FailedDelete" else None
        if known is not None:
            evidence = event_evidence(event, f"StatefulSet {seen.family.name}")
            return Match(evidence=(evidence,), facts={"pod": pod, **known})
    return None


def _changed(web: Example, *, before: float) -> Example:
    written = ManagedFields(manager="kubectl", time=ago(before))
    return web.sts().meta(generation=4, managed_fields=(written,))


def _other_template(web: Example) -> Example:
    return (
        web.pod(0)
        .spec(volumes=())
        .sts()
        .event(
            "FailedUpdate",
            'Update Pod web-0 in StatefulSet web failed error: Pod "web-0" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`',
        )
    )


def _undeleted(web: Example) -> Example:
    return (
        web.pod(3)
        .sts()
        .event(
            "FailedDelete",
            'Delete Pod web-3 in StatefulSet web failed error: admission webhook "keep.example.com" denied the request: no',
        )
    )


RULES = (
    Rule(
        id="sts-generation-lag",
        severity="high",
        about="set",
        signs=(
            SetCheck(_not_observed),
            IfRead(HEARTBEAT),
            SetCheck(_dead_or_behind),
        ),
        after=BEHIND,
        sooner=f"after {DEAD} s where the heartbeat of kube-controller-manager has stopped",
        title="The controller has not seen the newest spec of {set}",
        why="kube-controller-manager is down, is choosing a leader or has too much to do; or each of its attempts fails before it writes the status. Everything else in the status is old.",
        newcomers="The program that carries out this set's wishes does not react.",
        fix=(
            Fix(
                "does it run, and since when?",
                "kubectl -n kube-system get lease kube-controller-manager -o jsonpath='{.spec.holderIdentity} {.spec.renewTime}'",
            ),
            Fix("what does it say of the set?", "kubectl describe sts {set} -n {namespace}"),
        ),
        danger="Do not judge an update by a status that is old.",
        doc="D/concepts/workloads/controllers/statefulset/",
        explains=("sts-head-of-line", "sts-partition-*", "sts-ondelete-*", "sts-scale-down-*"),
        case=Case(
            fires=lambda web: _changed(web, before=600),
            silent=lambda web: _changed(web, before=10),
        ),
    ),
    Rule(
        id="sts-being-deleted",
        severity="medium",
        about="set",
        signs=(SetCheck(_deleted),),
        after=60,
        title="{set} is being deleted: none of its pods is made again",
        why="The controller only counts from now on. Finalizers: {finalizers}; foregroundDeletion waits until the pods are gone.",
        newcomers="Somebody deleted the set, and what is left of it waits for something.",
        fix=(
            Fix(
                "what holds it?",
                "kubectl get sts {set} -n {namespace} -o jsonpath='{.metadata.finalizers}'",
            ),
            Fix("what is left?", "kubectl get pods,pvc -n {namespace}"),
        ),
        danger="With whenDeleted: Delete the claims, and the data, go as well.",
        doc="D/concepts/architecture/garbage-collection/",
        explained_by=("term-*",),
        explains=("sts-head-of-line", "sts-generation-lag"),
        case=Case(
            fires=lambda web: web.sts().terminating(-300).meta(finalizers=("foregroundDeletion",)),
            silent=lambda web: web.sts().terminating(-5).meta(finalizers=("foregroundDeletion",)),
        ),
    ),
    Rule(
        id="sts-failed-update-storage-mismatch",
        severity="critical",
        about="set",
        signs=(
            SetCheck(_wrong_storage, needs=("pods", "persistentvolumeclaims")),
            IfRead(SetCheck(_update_refused, needs=("pods", "persistentvolumeclaims", "events"))),
        ),
        title="{set} does nothing any more: {pod} has other volumes than the claim templates say",
        why="The set was deleted without its pods and made anew with other claim templates. The controller tries to change the volumes of {pod}, which is never allowed, and gives up each time before it scales or updates anything.",
        newcomers="The set was changed under its running pods, and the two no longer fit together.",
        fix=(
            Fix(
                "one by one, the claims of the templates first",
                "kubectl delete pod {pod} -n {namespace}",
            ),
        ),
        danger="The new pod uses the claims of the new templates: see first that they hold the data.",
        doc="https://github.com/kubernetes/kubernetes/issues/141876",
        explains=("sts-head-of-line", "sts-generation-lag"),
        case=Case(fires=_other_template, silent=lambda web: _other_template(web).pod(0).gone()),
    ),
    Rule(
        id="sts-failed-delete",
        severity="high",
        about="set",
        signs=(SetCheck(_not_deleted, needs=("pods", "events")),),
        title="The controller may not delete {pod} of {set}",
        why="The API server refused: {error}.",
        newcomers="A rule of the cluster keeps this pod from being removed.",
        fix=(
            Fix("see the events", "kubectl describe sts {set} -n {namespace}"),
            Fix(
                "which rules are there?",
                "kubectl get validatingadmissionpolicies,validatingwebhookconfigurations",
            ),
        ),
        doc="D/tasks/debug/debug-application/debug-statefulset/",
        explains=("sts-head-of-line",),
        case=Case(
            fires=_undeleted,
            silent=lambda web: _undeleted(web).pod(3).terminating(20),
        ),
    ),
    Rule(
        id="sts-head-of-line",
        severity="high",
        about="set",
        signs=(SetCheck(_head_of_line, needs=("pods",)),),
        after=300,
        title="{set} does not go on: it waits for {waits_for}",
        why="An OrderedReady set does one thing at a time: while one pod is missing, terminating or"
        " not Ready, nothing else is created, deleted or updated. There is no event about it.",
        newcomers="The pods of this set stand in line, and the first one does not move.",
        fix=(
            Fix(
                "look at what is wrong with {waits_for}; nothing else helps",
                "kubectl describe pod {waits_for} -n {namespace}",
            ),
        ),
        doc="D/concepts/workloads/controllers/statefulset/#deployment-and-scaling-guarantees",
        explained_by=(*ILL, "sts-broken-*", "sts-rollout-*", "sts-scale-down-*"),
        case=Case(
            fires=lambda web: web.pod(0).running(for_=900),
            silent=lambda web: web.pod(0).running(for_=30),
        ),
    ),
)

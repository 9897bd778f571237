"""Updates that do not go on, and the revisions of pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.controller.versions import behaviour, version_numbers
from ststui.diagnosis.causes import ILL, OF_TEMPLATE, UNRESOLVED
from ststui.diagnosis.match import HOLDS, At, Evidence, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import SetCheck
from ststui.model.ordinal import split_ordinal
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod


STUCK: Final = 600
"""Seconds not Ready after which a pod that shows no error counts as broken."""


def _broken(seen: Seen, pod: Pod) -> Evidence | None:
    """Why a pod will hardly become Ready; None when it still may."""
    if pod.terminating or pod.running_and_ready:
        return None
    statuses = (*pod.status.init_container_statuses, *pod.status.container_statuses)
    for status in statuses:
        waiting = status.state.waiting
        if waiting is not None and waiting.fails:
            words = ": ".join(each for each in (waiting.reason, waiting.message) if each)
            return Evidence(words, f"container {status.name} of Pod {pod.metadata.name}")
    held = seen.seconds_since(pod.late_since)
    if held is None or held < STUCK:
        return None
    return Evidence(f"not Ready for {round(held)}s", f"condition Ready of Pod {pod.metadata.name}")


def _head(seen: Seen) -> Pod | None:
    """The pod at which an update stands still.

    The one that the controller waits for; where it waits for none, as in a Parallel set all of whose
    pods are of the newest revision, the first that is broken.
    """
    if seen.waited_for is not None:
        return seen.waited_for[1]
    if not seen.set.parallel:
        return None
    newest = seen.set.status.update_revision
    members = sorted(seen.family.pods_by_ordinal.items())
    return next((pod for _, pod in members if pod.revision == newest and _broken(seen, pod)), None)


def _waiting(seen: Seen) -> Iterator[Evidence]:
    if seen.waited_for is not None:
        step, _ = seen.waited_for
        yield Evidence(
            "the controller " + step_sentence(step, set_name=seen.family.name),
            f"next step of StatefulSet {seen.family.name}",
        )


def _head_is_broken(seen: Seen, *, of_update: bool) -> Match | None:
    strategy = seen.set.spec.update_strategy.type
    newest = seen.set.status.update_revision
    pod = _head(seen)
    if pod is None or strategy != "RollingUpdate" or not newest:
        return None
    split = split_ordinal(pod.metadata.name)
    ordinal = split[1] if split else -1
    if ordinal not in seen.set.ordinals or (pod.revision == newest) is not of_update:
        return None
    if not of_update and ordinal < seen.set.start + seen.set.partition:
        return None
    if of_update and seen.set.status.current_revision in {newest, ""}:
        return None
    broken = _broken(seen, pod)
    if broken is None:
        return None
    return Match(
        evidence=(
            Evidence(
                f"revision {pod.revision}; the newest is {newest}",
                f"label controller-revision-hash of Pod {pod.metadata.name}",
            ),
            broken,
            *_waiting(seen),
        ),
        facts={"pod": pod.metadata.name, "old": pod.revision, "new": newest},
        at=At(kind="Pod", namespace=seen.family.namespace, name=pod.metadata.name, ordinal=ordinal),
    )


def _deadlock(seen: Seen) -> Match | None:
    return None if seen.set.parallel else _head_is_broken(seen, of_update=False)


def _bad_update(seen: Seen) -> Match | None:
    match = _head_is_broken(seen, of_update=True)
    if match is None:
        return None
    facts = {
        "current": seen.set.status.current_revision,
        "then": "then, if it is still there: the controller replaces it by itself"
        if seen.set.parallel
        else "then, as it is not replaced by itself",
    }
    return match.and_(Match(facts=facts))


def _is_parallel(seen: Seen) -> Match | None:
    return HOLDS if seen.set.parallel else None


def _parallel_135(seen: Seen) -> Match | None:
    if not (1, 35, 0) <= version_numbers(seen.server_version) < (1, 35, 4):
        return None
    newest = seen.set.status.update_revision
    for pod in seen.pods:
        broken = _broken(seen, pod) if newest and pod.revision != newest else None
        if broken is not None:
            match = found(
                f"Kubernetes {seen.server_version}; revision {pod.revision}, the newest is {newest}",
                f"version of the API server; Pod {pod.metadata.name}",
                pod=pod.metadata.name,
            )
            return match.and_(Match(evidence=(broken,)))
    return None


def _budget_used(seen: Seen) -> Match | None:
    if not behaviour(seen.server_version).max_unavailable:
        return None
    waited = seen.waited_for
    if waited is None:
        return None
    step, _ = waited
    waits = [each.waits_for for each in (step, *step.allowed) if each.waits_for]
    # One of them is enough, so that the last one late counts; what waits for minReadySeconds goes
    # on by itself.
    if any(each.what == "available" for each in waits):
        return None
    names = dict.fromkeys(each.name for each in waits)
    moments = [pod.late_since for pod in seen.pods if pod.metadata.name in names]
    return found(
        "the controller " + step_sentence(step, set_name=seen.family.name),
        f"next step of StatefulSet {seen.family.name}",
        since=max((each for each in moments if each), default=None),
        waits_for=", ".join(names),
    )


def _parallel(web: Example, version: str) -> Example:
    return web.updating().spec(pod_management_policy="Parallel").kubernetes(version)


def _below_budget(web: Example, *, seconds: float) -> Example:
    _parallel(web, "v1.37.2")
    web.of_revision(0)
    web.of_revision(1)
    return web.pod(2).running(for_=seconds)


_FORCED = "D/concepts/workloads/controllers/statefulset/#forced-rollback"

_REVISIONS = Fix(
    "see the revisions of the pods",
    "kubectl get pods -n {namespace} -L controller-revision-hash,apps.kubernetes.io/pod-index",
)

RULES = (
    Rule(
        id="sts-rollout-deadlock-broken-revision",
        severity="critical",
        about="set",
        signs=(SetCheck(_deadlock, needs=("pods",)),),
        title="{set} is stuck: {pod} is broken and of another revision, and is never replaced",
        why="The controller waits until {pod} is Ready before it updates it, and with the old template it never will be. Mending the template is not enough: the pod must be deleted by hand.",
        newcomers="The fix is in the set, but the broken pod has to go before the fix can reach it.",
        fix=(
            Fix(
                "keep what is known of the fault",
                "kubectl get pod {pod} -n {namespace} -o yaml; kubectl logs {pod} -n {namespace} --previous",
            ),
            Fix(
                "it comes back with the newest template", "kubectl delete pod {pod} -n {namespace}"
            ),
            Fix("likewise each pod of {old} that is not Ready, the lowest ordinal first"),
        ),
        danger="Look first that the newest template is the one you want.",
        doc=_FORCED,
        explains=(
            "sts-head-of-line",
            "sts-scale-down-blocked",
            "crashloop",
            "exit-*",
            "oomkilled",
            "image-*",
            "config-*",
            "container-*",
            "readiness-*",
            *UNRESOLVED,
        ),
        case=Case(
            fires=lambda web: web.of_revision(1).crashing(),
            silent=lambda web: web.of_revision(1).running(for_=60),
        ),
    ),
    Rule(
        id="sts-broken-pod-on-update-revision",
        severity="high",
        about="set",
        signs=(SetCheck(_bad_update, needs=("pods",)),),
        title="The update of {set} stopped at {pod}: the new template does not work",
        why="{pod} already is of the newest revision and does not become Ready. Deleting it does not help: it comes back the same.",
        newcomers="The new version was tried on one pod, and it does not start.",
        fix=(
            Fix(
                "first go back to {current}, the revision before; what comes of it is shown first",
                "ststui rollback {set} {current} -n {namespace}",
            ),
            Fix("{then}", "kubectl delete pod {pod} -n {namespace}"),
            Fix("mend the template at leisure; that begins a new rollout"),
        ),
        danger="A GitOps tool or an operator may put the bad template back.",
        doc=_FORCED,
        explains=("sts-head-of-line",),
        explained_by=ILL,
        relieves=OF_TEMPLATE,
        case=Case(
            fires=lambda web: (
                web.updating()
                .pod(2)
                .waiting("ImagePullBackOff", 'Back-off pulling image "registry.example/web:2"')
            ),
            silent=lambda web: web.updating().pod(2).waiting("ContainerCreating", for_=60),
        ),
    ),
    Rule(
        id="sts-maxunavailable-exhausted",
        severity="medium",
        about="set",
        signs=(SetCheck(_is_parallel), SetCheck(_budget_used, needs=("pods", "version"))),
        after=300,
        title="The update of {set} waits: as many pods are unavailable as maxUnavailable allows",
        why="It waits for {waits_for}. Pods below the partition count too.",
        newcomers="Too many pods are away already, so no further one is replaced.",
        fix=(
            Fix(
                "see what is wrong with {waits_for}",
                "kubectl describe pod {waits_for} -n {namespace}",
            ),
            _REVISIONS,
        ),
        doc="D/concepts/workloads/controllers/statefulset/#maximum-unavailable-pods",
        explained_by=ILL,
        case=Case(
            fires=lambda web: _below_budget(web, seconds=900),
            silent=lambda web: _below_budget(web, seconds=60),
        ),
    ),
    Rule(
        id="sts-parallel-135-bug",
        severity="high",
        about="set",
        signs=(SetCheck(_is_parallel), SetCheck(_parallel_135, needs=("pods", "version"))),
        title="{pod} of {set} is broken, and this Kubernetes does not replace it",
        why="Kubernetes 1.35.0 to 1.35.3 lets a Parallel set wait for a broken pod of an old revision; 1.35.4 mends that.",
        newcomers="A known fault of this version of Kubernetes keeps the broken pod in place.",
        fix=(
            Fix("replace it by hand", "kubectl delete pod {pod} -n {namespace}"),
            Fix("upgrade the cluster to 1.35.4 or later"),
        ),
        doc="https://github.com/kubernetes/kubernetes/issues/137409",
        explains=("sts-maxunavailable-exhausted", "crashloop", "exit-*", "image-*"),
        case=Case(
            fires=lambda web: _parallel(web, "v1.35.2").of_revision(1).crashing(),
            silent=lambda web: _parallel(web, "v1.36.3").of_revision(1).crashing(),
        ),
    ),
)

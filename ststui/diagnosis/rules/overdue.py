"""What the controller could do for the set, and does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.controller.refusal import why_refused
from ststui.controller.revisions import unobserved
from ststui.controller.undone import BEHIND, DEAD, counted, quiet_since
from ststui.diagnosis.match import HOLDS, Evidence, Match
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import IfRead, SetCheck
from ststui.diagnosis.signs.heartbeat import HEARTBEAT, STOPPED
from ststui.model.metadata import ManagedFields
from ststui.wording.step import step_sentence

if TYPE_CHECKING:
    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen


def _undone(seen: Seen) -> Match | None:
    """A step is allowed, the newest spec was looked at, and something tells since when."""
    due = None if unobserved(seen.set) else _due(seen)
    return due if due is not None and due.since is not None else None


def _due(seen: Seen) -> Match | None:
    """A step is allowed. Where nothing tells since when, whoever says it does not ask for that."""
    step = seen.next_step
    if step is None or not step.is_due:
        return None
    family = replace(seen.family, events=seen.surroundings.events)
    if why_refused(family, step, now=seen.now) is not None:
        return None
    quiet = quiet_since(seen.family, unchanged_since=seen.unchanged_since)
    name = seen.family.name
    due = Evidence(
        "the controller " + step_sentence(step, set_name=name), f"next step of StatefulSet {name}"
    )
    if quiet is None:
        return Match(evidence=(due,), settled=True)
    still = Evidence(
        f"no object of the set has changed since {quiet:%Y-%m-%d %H:%M:%S} UTC",
        f"times in StatefulSet {name}, its pods and its claims",
    )
    return Match(evidence=(due, still), since=quiet)


def _has_looked(seen: Seen) -> Match | None:
    """Whether the controller saw the pods as they are; else only who looked on can tell."""
    return HOLDS if seen.unchanged_since is not None or counted(seen.family) else None


_DUE = SetCheck(_due, needs=("pods", "persistentvolumeclaims", "events"))
_UNDONE = SetCheck(_undone, needs=_DUE.needs)
_DOES_IT_RUN = Fix(
    "does it run, and since when?",
    "kubectl -n kube-system get lease kube-controller-manager -o jsonpath='{.spec.holderIdentity} {.spec.renewTime}'",
)


def _claim_gone(web: Example) -> Example:
    """The pod of an ordinal waited for its old claim, and that has gone without a word."""
    web.pod(2).gone().claim(2).gone()
    return web.sts().status(replicas=2, ready_replicas=2, updated_replicas=2, available_replicas=2)


def _just_scaled(web: Example) -> Example:
    return _claim_gone(web).meta(managed_fields=(ManagedFields(manager="x", time=ago(20)),))


def _stopped(web: Example) -> Example:
    return (
        _claim_gone(web)
        .choose("SystemLease", "kube-controller-manager")
        .spec(renew_time=ago(10 * 86_400))
    )


RULES = (
    Rule(
        id="sts-controller-down",
        severity="critical",
        about="set",
        signs=(_DUE, STOPPED),
        after=DEAD,
        title="kube-controller-manager does not run: nothing is done for {set}",
        why="It renews its lease every 2 seconds, and has stopped. Pods that go are not made again, of no set.",
        newcomers="The program that carries out the wishes of all sets of this cluster has stopped.",
        fix=(
            Fix("see where it should run", "kubectl get pods -n kube-system -o wide"),
            _DOES_IT_RUN,
        ),
        danger="When it comes back it does all at once what it has left undone.",
        doc="D/reference/command-line-tools-reference/kube-controller-manager/",
        explains=("sts-step-overdue", "sts-generation-lag", "sts-head-of-line"),
        case=Case(fires=_stopped, silent=_claim_gone),
    ),
    Rule(
        id="sts-step-overdue",
        severity="medium",
        about="set",
        signs=(_UNDONE, SetCheck(_has_looked, needs=("pods",)), IfRead(HEARTBEAT)),
        after=BEHIND,
        title="{set}: the controller's next step is allowed, and has not been done for minutes",
        why="After an attempt that failed it waits longer each time, up to 16m40s. Where it waited for a claim or for another's pod to go, nothing tells it of that: it sleeps until the set or one of its pods changes, or for 12 hours. Or it is down.",
        newcomers="Nothing stands in the way any more, and nobody has told the controller so.",
        fix=(
            Fix(
                "wake it: any change of the set does, an annotation that comes and goes too",
                "kubectl annotate sts {set} -n {namespace} ststui/wake=now --overwrite && kubectl annotate sts {set} -n {namespace} ststui/wake-",
            ),
            _DOES_IT_RUN,
            Fix("what does it say of the set?", "kubectl describe sts {set} -n {namespace}"),
        ),
        danger="It does its next step then at once: see first that it is still wanted.",
        doc="D/concepts/workloads/controllers/statefulset/",
        explained_by=("create-*", "sts-failed-*", "sts-generation-lag", "sts-being-deleted"),
        case=Case(fires=_claim_gone, silent=_just_scaled),
    ),
)

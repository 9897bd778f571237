"""Pods that finalizers keep, or will keep."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.causes import STANDSTILL
from ststui.diagnosis.match import Evidence, Match, found
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.signs import TERMINATING, PodCheck
from ststui.model.elapsed import seconds_until

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.diagnosis.example import Example
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod

GRACE: Final = 30
"""Seconds beyond the grace period before a kubelet counts as late: it unmounts and reports."""


def _will_be_held(seen: Seen, pod: Pod) -> Match | None:
    left = seconds_until(pod.metadata.deletion_timestamp, now=seen.now)
    # From GRACE seconds after the end on it is `_held_by_finalizer` that tells.
    if left is None or left <= -GRACE or not pod.holders:
        return None
    names = ", ".join(pod.holders)
    source = f"metadata of Pod {pod.metadata.name}"
    return found(
        f"finalizers: {names}",
        source,
        finalizers=names,
        left=f"{left}s left" if left > 0 else "time is up",
    )


def _held_by_finalizer(seen: Seen, pod: Pod) -> Match | None:
    if not pod.metadata.finalizers:
        return None
    left = seconds_until(pod.metadata.deletion_timestamp, now=seen.now)
    names, name = ", ".join(pod.metadata.finalizers), pod.metadata.name
    ended, at = _ended(pod)
    said = (
        f"its containers ended, the last at {at:%Y-%m-%dT%H:%M:%SZ}"
        if at
        else "its containers ended"
        if ended
        else "its containers have not ended, as far as the kubelet says"
    )
    return Match(
        evidence=(
            Evidence(f"finalizers: {names}", f"metadata of Pod {name}"),
            Evidence(said, f"status of Pod {name}"),
        ),
        facts={"finalizers": names},
        since=at or pod.metadata.deletion_timestamp,
        settled=left is not None and left <= 0 and (ended or _is_over(pod)),
    )


def _is_over(pod: Pod) -> bool:
    """Whether its kubelet has done all it has to, or nobody waits for that.

    The kubelet asks for grace 0 once its containers ended and its volumes are away; only finalizers
    keep the object then (BeforeDelete, apiserver/pkg/registry/rest/delete.go, v1.36).
    """
    return pod.metadata.deletion_grace_period_seconds == 0


def _ended(pod: Pod) -> tuple[bool, datetime | None]:
    """Whether all its containers have ended, and when the last one did, if that is known."""
    statuses = (*pod.status.init_container_statuses, *pod.status.container_statuses)
    ends = [each.state.terminated for each in statuses]
    if not ends or None in ends:
        return False, None
    moments = [each.finished_at for each in ends if each and each.finished_at]
    return True, max(moments) if len(moments) == len(ends) else None


def _held(web: Example) -> Example:
    return web.pod(1).terminating(-60).meta(finalizers=("example.com/hold",))


_FINALIZERS: Final = "D/concepts/overview/working-with-objects/finalizers/"
_SEE: Final = Fix(
    "see it",
    "kubectl get pod {pod} -n {namespace} -o jsonpath='{.metadata.finalizers}'",
)

RULES = (
    Rule(
        id="term-finalizer",
        severity="high",
        about="pod",
        signs=(TERMINATING, PodCheck(_held_by_finalizer)),
        after=GRACE,
        sooner="at once where the grace period is over and the containers have ended",
        title="{pod} cannot go: finalizer {finalizers} holds it",
        why="Whoever put the finalizer there has to take it away, and did not. Until then the controller makes no new {pod}.",
        newcomers="A finalizer is a note on an object: do not remove it before I have cleaned up.",
        fix=(
            _SEE,
            Fix("bring back the controller that owns {finalizers}: an operator or a service mesh"),
            Fix(
                "last resort, only once its clean-up was done by hand",
                """kubectl patch pod {pod} -n {namespace} --type=merge -p '{"metadata":{"finalizers":null}}'""",
            ),
        ),
        danger="Taking it away skips the clean-up it stands for: deregistration, fencing, release of a disk.",
        doc=_FINALIZERS,
        explains=(*STANDSTILL, "term-overdue", "readiness-*", "dns-unready-hidden"),
        case=Case(fires=_held, silent=lambda web: web.pod(1).terminating(-60)),
    ),
    Rule(
        id="term-finalizer-ahead",
        severity="info",
        about="pod",
        signs=(TERMINATING, PodCheck(_will_be_held)),
        title="{pod} is ending ({left}); then finalizer {finalizers} holds it",
        why="Nothing of Kubernetes itself takes this finalizer away: whoever put it there has to, or {pod} stays when its containers have ended, and is not made anew.",
        newcomers="A finalizer is a note on an object: do not remove it before I have cleaned up.",
        fix=(
            _SEE,
            Fix("see that the controller that owns {finalizers} runs"),
            Fix("watch it go", "kubectl get pod {pod} -n {namespace} -w"),
        ),
        danger="Taking it away by hand skips the clean-up it stands for.",
        doc=_FINALIZERS,
        explains=("term-in-grace",),
        explained_by=("term-node-*", "term-finalizer", "node-notready"),
        case=Case(
            fires=lambda web: web.pod(1).terminating(20).meta(finalizers=("example.com/hold",)),
            silent=lambda web: web.pod(1).terminating(20).meta(finalizers=("orphan",)),
        ),
    ),
)

"""A pod's deletion or eviction: its grace period, the right, the request and the command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.actions.kubectl import compact, kubectl
from ststui.actions.need import DELETE_POD, EVICT_POD
from ststui.actions.request import PODS, delete, evict

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.actions.need import Need
    from ststui.actions.plan import PlannedRequest
    from ststui.model import Pod

How = Literal["delete", "evict", "now", "force"]
"""delete: with the pod's own grace period, never 0. evict: likewise, if the budgets allow it. now:
a grace period of one second, the kubelet confirms. force: at once from the API, whatever still
runs."""

LEAST_GRACE = 1
"""Seconds of the shortest grace period that has the kubelet confirm. With 0, also with that of the
pod's own spec, the API server removes the pod at once (CheckGracefulDelete of
pkg/registry/core/pod/strategy.go and BeforeDelete of apiserver's registry/rest, v1.36)."""


def need(how: How) -> Need:
    """The right that it takes."""
    return EVICT_POD if how == "evict" else DELETE_POD


def request(pod: Pod, how: How) -> PlannedRequest:
    """What is sent, with the pod's uid as its precondition."""
    grace = _grace(pod, how)
    if how == "evict":
        return evict(pod.metadata, grace=grace)
    return delete(PODS, pod.metadata, grace=grace)


def _grace(pod: Pod, how: How) -> int | None:
    """Seconds to ask for; None: those of the pod's own spec."""
    if how == "force":
        return 0
    hasty = pod.spec.termination_grace_period_seconds == 0
    return LEAST_GRACE if how == "now" or hasty else None


def prolonged(pod: Pod, how: How) -> tuple[str, ...]:
    """Says so where the grace period is not the pod's own."""
    if how == "now" or _grace(pod, how) is None:
        return ()
    why = "the pod's terminationGracePeriodSeconds is 0, which would force its deletion"
    return (f"asks for a grace period of {LEAST_GRACE} s: {why}",)


def command(grounds: Grounds, pod: Pod, how: How) -> str:
    """The kubectl command that does the same."""
    name = pod.metadata.name
    if how != "evict":
        return kubectl(grounds, "delete", "pod", name, *_flags(pod, how))
    # kubectl has no command that evicts one pod.
    sent = request(pod, how)
    create = kubectl(grounds, "create", "--raw", sent.path, "--filename", "-")
    return f"echo '{compact(sent.body)}' | {create}"


def _flags(pod: Pod, how: How) -> tuple[str, ...]:
    if how == "now":
        return ("--now",)
    grace = _grace(pod, how)
    flags = () if grace is None else (f"--grace-period={grace}",)
    return (*flags, "--force") if how == "force" else flags

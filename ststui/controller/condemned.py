"""What a sync does with one pod outside the range.

Mirrors processCondemned and fixPodClaim (pkg/controller/statefulset/stateful_set_control.go,
v1.36; the same in v1.37).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller.claims import owner_updates
from ststui.controller.step import Step
from ststui.controller.sync import Outcome, Sync, until_available, until_gone

if TYPE_CHECKING:
    from ststui.controller.member import Member


def correct_claims(sync: Sync, member: Member) -> Outcome:
    """With whenScaled Delete, its claims are given to the pod, so that they go with it."""
    for step in owner_updates(sync.situation, member.ordinal):
        sync.act(step)
    return Outcome.GO


def process_condemned(sync: Sync, member: Member, *, first_unavailable: Member | None) -> Outcome:
    """Delete it, unless an OrderedReady set waits for another condemned pod.

    ``first_unavailable`` is the lowest condemned pod that is not available: that one alone may be
    deleted while it is not. It is None where none counts as such; a pod that is Ready but not
    Running, or before v1.34 not yet available, then waits for itself.
    """
    parallel = sync.situation.stateful_set.parallel
    if member.terminating:
        if parallel:
            return Outcome.GO
        sync.wait(until_gone(member), pod=member.name)
        return Outcome.STOP
    fit = member.running_and_ready and member.available
    if not fit and not parallel and member is not first_unavailable:
        # It need not be the other one: once it is fit itself, it is deleted.
        own = (until_available(member),) if first_unavailable else ()
        sync.wait(until_available(first_unavailable or member), pod=member.name, others=own)
        return Outcome.STOP
    sync.act(Step(verb="delete", pod=member.name, code="scaleDown"))
    return Outcome.STOP

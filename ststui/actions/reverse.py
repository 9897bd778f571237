"""Going back: the last write of a field as a new, guarded plan the other way."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.actions.kinds.image import plan_image
from ststui.actions.kinds.partition import plan_partition
from ststui.actions.kinds.scale import plan_scale
from ststui.actions.plan import Plan, Reversal, impossible
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds

NOT_RESTORED = {
    "partition": "not restored: pods that were replaced already keep their revision until they are "
    "replaced again",
    "image": "not restored: data that the other image changed; pods that were replaced are "
    "replaced once more",
}
"""By action."""


def not_restored(reversal: Reversal, *, claims: bool) -> str:
    """What going back leaves undone.

    Args:
        reversal: of the write.
        claims: whether it deletes claims, or may have.
    """
    if reversal.action != "scale":
        return NOT_RESTORED[reversal.action]
    if int(reversal.after) > int(reversal.before):
        return (
            "not restored: what the application made of its new members, which have to leave it "
            "before"
        )
    gone = "claims that were deleted, " if claims else ""
    return (
        f"not restored: members that left the application, {gone}and what a pod had in memory or "
        "in volumes of its own"
    )


def plan_reversal(grounds: Grounds, reversal: Reversal) -> Plan:
    """Plan to set a field back to what it was, if it is still what the write made it.

    Args:
        grounds: as things are, of the same set.
        reversal: of the write.
    """
    now = _now(grounds, reversal)
    if now != reversal.after:
        title = f"reverse the last {reversal.action} of {grounds.known.name}"
        was = "is not there any more" if now is None else f"is {now} by now"
        # By somebody, or at once by a webhook: what was asked for is not what was stored.
        why = f"it is not what was written: it was set to {reversal.after} and {was}"
        return impossible(reversal.action, title=title, subject=grounds.set_subject, why=why)
    plan = _plan(grounds, reversal)
    details = (not_restored(reversal, claims=True), *plan.details)
    return replace(plan, title=safe(f"reverse: {plan.title}"), details=details)


def _plan(grounds: Grounds, reversal: Reversal) -> Plan:
    before = reversal.before
    if reversal.action == "scale":
        return plan_scale(grounds, replicas=int(before))
    if reversal.action == "partition":
        return plan_partition(grounds, partition=int(before))
    return plan_image(grounds, container=reversal.container, image=str(before))


def _now(grounds: Grounds, reversal: Reversal) -> int | str | None:
    stateful_set = grounds.known.set
    if reversal.action == "scale":
        return stateful_set.replicas
    if reversal.action == "partition":
        return stateful_set.partition
    spec = stateful_set.spec.template.spec
    for each in (*spec.containers, *spec.init_containers):
        if each.name == reversal.container:
            return each.image
    return None

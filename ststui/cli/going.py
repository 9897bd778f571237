"""``--wait``: whether what was deleted is gone, or what holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.wording.age import duration
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ststui.actions import Plan
    from ststui.live.once import Once
    from ststui.model import PersistentVolumeClaim, Pod

HELD_AFTER = 10.0
"""Seconds past its grace after which what has finalizers counts as held by them."""
SILENT_AFTER = 120.0
"""Likewise a pod without any, whose kubelet may only be slow."""


def deleted(once: Once, namespace: str, plan: Plan, *, now: datetime) -> str:
    """What a set, claims or ghosts that were deleted are waited for with; empty when all is gone.

    It begins with `stuck: ` where something holds them.
    """
    store, subject = once.store, plan.subject
    claims = claims_going(once, namespace, plan, now=now, all_of_them=True)
    if subject.kind != "StatefulSet" or plan.action == "cleanup":
        return claims
    found = (store.pods.get(namespace, each) for each in plan.consequences.deletes)
    mine = [p for p in found if p is not None and _is_of(p, subject.uid)]
    said = [stopping(each, now=now) for each in mine]
    said += [claims] if claims else []
    its_set = store.sets.get(namespace, subject.name)
    if its_set is not None and its_set.metadata.uid == subject.uid:
        said.append("waits for the last object to be gone")
    return next((e for e in said if e.startswith("stuck: ")), said[0] if said else "")


def _is_of(pod: Pod, uid: str) -> bool:
    """Whether a set of that uid owns it, or nobody does any more."""
    return pod.metadata.owner is None or pod.metadata.owner.uid == uid


def stopping(pod: Pod, *, now: datetime) -> str:
    """How a pod ends; its deletionTimestamp is when its grace is over (API, ObjectMeta)."""
    name, end = pod.metadata.name, pod.metadata.deletion_timestamp
    overdue = (now - end).total_seconds() if end is not None else 0.0
    if pod.metadata.finalizers and overdue > HELD_AFTER:
        return _stuck(name, pod.metadata.finalizers)
    if overdue > SILENT_AFTER:
        return f"stuck: {name} is {duration(int(overdue))} overdue: its kubelet does not confirm it"
    return f"waits for {name} to stop"


def claims_going(
    once: Once, namespace: str, plan: Plan, *, now: datetime, all_of_them: bool = False
) -> str:
    """The first claim of a plan that is not gone yet, or the one that somebody holds.

    Args:
        once: what was read.
        namespace: of the claims.
        plan: that deletes them.
        now: by the API server's clock.
        all_of_them: whether each is deleted by the write itself. The garbage collector deletes
            those of a scale-down, and only those that have an owner.
    """
    first = ""
    for claim in _left(once, namespace, plan):
        metadata = claim.metadata
        end = metadata.deletion_timestamp
        if claim.held_by and end is not None and (now - end).total_seconds() > HELD_AFTER:
            return _stuck(f"claim {metadata.name}", claim.held_by)
        if all_of_them or claim.terminating or metadata.owner_references:
            first = first or safe(f"waits for claim {metadata.name} to be gone")
    return first


def _left(once: Once, namespace: str, plan: Plan) -> Iterator[PersistentVolumeClaim]:
    for each in plan.consequences.claims_deleted:
        claim = once.store.claims.get(namespace, each.name)
        # One made anew under the name, whoever owns it, is not the one that was to go.
        if claim is not None and claim.metadata.uid == each.uid:
            yield claim


def _stuck(what: str, finalizers: tuple[str, ...]) -> str:
    held = ", ".join(finalizers)
    return safe(
        f"stuck: {what} is to be gone and has finalizers ({held}): who set them takes them off"
    )

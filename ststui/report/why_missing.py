"""Why a wanted ordinal has no pod, from the controller's step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.ordinal import pod_name, split_ordinal

if TYPE_CHECKING:
    from ststui.controller import Step
    from ststui.controller.step import WaitsFor
    from ststui.model import Family


def why_missing(family: Family, ordinal: int, step: Step, *, blocked: bool) -> str | None:
    """In words; None where nothing more is known than that there is none.

    Args:
        family: the set.
        ordinal: one that is wanted and has no pod.
        step: what the controller does next.
        blocked: whether the set is blocked. What soon goes on is no reason for those behind it.
    """
    target = step.waits_for
    if target is None:
        return None
    head = _head(family, step, target)
    if head == ordinal:
        if _is_claim_to_go(target):
            return f"waits for claim {target.name} to be gone"
        if step.verb != "blocked":
            return None
        room = f": quota {target.name} has no room" if target.kind == "ResourceQuota" else ""
        return f"cannot be created{room}"
    comes_after = blocked and head is not None and head < ordinal
    if comes_after and not family.set.parallel:
        return f"comes after {pod_name(family.name, head or 0)}"
    return None


def _head(family: Family, step: Step, target: WaitsFor) -> int | None:
    """The ordinal at which it stops."""
    if _is_claim_to_go(target):
        return next(
            (
                ordinal
                for ordinal, claims in family.claims_by_ordinal.items()
                if any(each.metadata.name == target.name for each in claims)
            ),
            None,
        )
    name = step.pod or (target.name if target.kind == "Pod" else "")
    split = split_ordinal(name)
    return split[1] if split and split[0] == family.name else None


def _is_claim_to_go(target: WaitsFor) -> bool:
    return target.kind == "PersistentVolumeClaim" and target.what == "gone"

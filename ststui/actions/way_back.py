"""The way back from an action, or that there is none, in a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.reverse import not_restored
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.actions.plan import Action, Plan

FINAL: dict[Action, str] = {
    "restart": "restarted pods stay restarted",
    "rollback": "the template of now has no revision that is known",
    "delete": "what is deleted does not come back by ststui",
    "cleanup": "a deleted claim does not come back",
    "expand": "storage cannot shrink again",
}
"""What cannot be reversed, by action."""
REPLACED_AGAIN = "pods that were replaced are replaced once more"
ANEW = "the pod that comes is a new one, without what this one had in memory"
"""The same of one pod that is deleted or evicted."""


def way_back(plan: Plan, *, by: str) -> str:
    """What takes a plan back and what that does not restore.

    Args:
        plan: one that changes something.
        by: what reverses it, e.g. the key `U`.
    """
    back = plan.reversal
    if back is None and plan.subject.kind == "Pod":
        anew = plan.subject.name in plan.consequences.replaces
        return f"none; {ANEW if anew else FINAL['delete']}"
    if back is None and plan.leaves:
        return f"roll back again, to {safe(plan.leaves)}, the revision of now; {REPLACED_AGAIN}"
    if back is None:
        return f"none; {FINAL[plan.action]}"
    before = safe(str(back.before))
    lost = not_restored(back, claims=bool(plan.consequences.claims_deleted))
    how = f"scales back to {before}" if back.action == "scale" else f"sets it back to {before}"
    return f"{by} {how}; {lost}"

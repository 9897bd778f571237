"""Delete one claim that nothing needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.claim_use import described, why_needed
from ststui.actions.draft import if_allowed, refused_plan, unchanged
from ststui.actions.kubectl import kubectl
from ststui.actions.need import DELETE_CLAIM
from ststui.actions.obstacles import another, missing_right
from ststui.actions.plan import Consequences, Plan, Subject
from ststui.actions.request import CLAIMS, delete
from ststui.actions.risks.claims import claim_warnings, lost
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds


def obstacle(grounds: Grounds) -> str:
    """Why no claim can be deleted here; empty when one can."""
    return missing_right(grounds, DELETE_CLAIM)


def plan_claim_deletion(grounds: Grounds) -> Plan:
    """Plan to delete the claim of the grounds.

    Refused: it is in use, its ordinal is in the range of its set, or that set is asleep.

    Raises:
        ValueError: the grounds have no claim; a bug of the caller.
    """
    claim = grounds.claim
    if claim is None:
        raise ValueError("these grounds have no claim")
    metadata = claim.metadata
    subject = Subject(
        "PersistentVolumeClaim",
        grounds.context,
        metadata.namespace,
        metadata.name,
        metadata.uid,
    )
    title = f"delete claim {subject.name}"
    command = kubectl(grounds, "delete", "persistentvolumeclaim", subject.name)
    changed = another(grounds, metadata) or why_needed(grounds, claim)
    if changed:
        return refused_plan("delete", title=title, subject=subject, why=changed, kubectl=command)
    if claim.terminating:
        why = f"{subject.name} is being deleted already"
        return unchanged("delete", title=title, subject=subject, why=why)
    gone = (lost(grounds, claim),)
    plan = Plan(
        action="delete",
        title=safe(title),
        subject=subject,
        consequences=Consequences(claims_deleted=gone),
        warnings=tuple(claim_warnings(grounds, gone)),
        requests=(delete(CLAIMS, metadata),),
        kubectl=command,
        details=(described(grounds, claim),),
    )
    return if_allowed(plan, grounds, DELETE_CLAIM)

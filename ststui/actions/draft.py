"""The ends that plans come to: what cannot be, what is never done, what changes nothing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.actions.foresight import unread
from ststui.actions.obstacles import another, going, missing_right
from ststui.actions.plan import Plan, impossible
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.actions.need import Need
    from ststui.actions.plan import Action, Subject


def stopped(
    grounds: Grounds,
    action: Action,
    *,
    title: str,
    subject: Subject,
    why: str = "",
    kubectl: str = "",
) -> Plan | None:
    """A plan that cannot be, or is refused because its object is another one by now.

    Args:
        grounds: as things are.
        action: the action.
        title: of the plan.
        subject: what it is about.
        why: what stands in its way, told by the action itself; empty if nothing does.
        kubectl: the command that would do it to whatever bears the name.

    Returns:
        None when nothing stands in the way.
    """
    changed = another(grounds, grounds.known.set.metadata) if subject.kind == "StatefulSet" else ""
    if changed:
        return refused_plan(action, title=title, subject=subject, why=changed, kubectl=kubectl)
    found = going(grounds) or why or unread(grounds.known)
    return impossible(action, title=title, subject=subject, why=found) if found else None


def refused_plan(
    action: Action, *, title: str, subject: Subject, why: str, kubectl: str = ""
) -> Plan:
    """A plan that ststui never carries out.

    The command stands behind its reason, as a comment: pasted as it is it does nothing.
    """
    why = safe(why)
    return Plan(
        action=action,
        title=safe(title),
        subject=subject,
        refused=True,
        why=why,
        kubectl=f"# not done here ({why}): {kubectl}" if kubectl else "",
    )


def if_allowed(plan: Plan, grounds: Grounds, *needs: Need) -> Plan:
    """A plan that is not possible where none of these rights is there; the last thing done to it.

    It tells all the same what it would do: somebody else may be asked to do it.
    """
    if grounds.family is not None:
        plan = replace(plan, made_of=grounds.family.set)
    why = missing_right(grounds, *needs)
    return replace(plan, possible=False, why=safe(why)) if why else plan


def unchanged(action: Action, *, title: str, subject: Subject, why: str) -> Plan:
    """A plan with nothing to do."""
    return Plan(action=action, title=safe(title), subject=subject, why=safe(why))

"""Why an action on a set cannot be, whatever it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds
    from ststui.actions.need import Need
    from ststui.model import Metadata


def missing_right(grounds: Grounds, *needs: Need) -> str:
    """Says so when none of these rights is there; one of them is enough.

    Returns:
        `no permission: patch statefulsets in shop`, or nothing. A right that is not known to be
        missing counts as there: the API server has the last word.
    """
    if not needs or any(each not in grounds.denied for each in needs):
        return ""
    return f"no permission: {needs[0].text} in {grounds.namespace}"


def going(grounds: Grounds) -> str:
    """Says so when the set is being deleted."""
    if grounds.family is None:
        return ""
    if grounds.family.set.metadata.deletion_timestamp is None:
        return ""
    return f"{grounds.family.name} is being deleted"


def another(grounds: Grounds, metadata: Metadata) -> str:
    """Says so when the name has another bearer than the action was asked for."""
    if grounds.uid is None or grounds.uid == metadata.uid:
        return ""
    return f"{metadata.name} was deleted and made anew since, with another uid: this plan is void"

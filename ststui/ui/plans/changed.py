"""What changed while somebody looked: at a dialog, or at a rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.changed_set import changed_set
from ststui.writing.compare import changes

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan


def changed_fields(before: Grounds, after: Grounds) -> tuple[str, ...]:
    """What was changed in the set's spec; empty when nothing was, or when there is no set."""
    if before.family is None or after.family is None:
        return ()
    return changed_set(before.family.set, after.family.set)


def changed_plan(shown: Plan | str, now: Plan | str) -> tuple[str, ...]:
    """What a plan leads to by now that it did not lead to before."""
    if isinstance(shown, str) or isinstance(now, str) or not (shown.allowed and shown.changes):
        return ()
    return changes(shown, now)

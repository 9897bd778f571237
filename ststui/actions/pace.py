"""How many pods of a set are away at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller.update import max_unavailable
from ststui.controller.versions import behaviour

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds


def scaling_at_once(grounds: Grounds) -> int | None:
    """Pods that a scale-down deletes at once: one, or None for all of a Parallel set."""
    return None if grounds.known.set.parallel else 1


def rollout_at_once(grounds: Grounds) -> int | None:
    """Pods that a rollout has away at once, None for all of them.

    One, unless the server's version heeds maxUnavailable or knows Recreate.
    """
    stateful_set, knows = grounds.known.set, behaviour(grounds.server_version)
    if stateful_set.spec.update_strategy.type == "Recreate" and knows.recreates:
        return None
    return max_unavailable(stateful_set) if knows.max_unavailable else 1

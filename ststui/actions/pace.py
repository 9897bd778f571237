"""How many pods of a set are away at the same time."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from ststui.controller.versions import behaviour

if TYPE_CHECKING:
    from ststui.actions.grounds import Grounds


def scaling_at_once(grounds: Grounds) -> int | None:
    """Pods that a scale-down deletes at once: one, or None for all of a Parallel set."""
    return None if grounds.known.set.parallel else 1


def rollout_at_once(grounds: Grounds) -> int | None:
    """Pods that a rollout has away at once, None for all of them.

    One, unless the server's version heeds maxUnavailable (getMaxUnavailable counts a percentage
    down, at least 1: stateful_set_utils.go, v1.36), or knows Recreate.
    """
    stateful_set, knows = grounds.known.set, behaviour(grounds.server_version)
    if stateful_set.spec.update_strategy.type == "Recreate" and knows.recreates:
        return None
    rolling = stateful_set.spec.update_strategy.rolling_update
    most = rolling.max_unavailable if rolling else None
    if most is None or not knows.max_unavailable:
        return 1
    if isinstance(most, int):
        return max(most, 1)
    digits = most.removesuffix("%")
    if not digits.isdigit():
        return 1
    return max(int(Decimal(digits) * stateful_set.replicas / 100), 1)

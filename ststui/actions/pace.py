"""How many pods of a set are away at the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.readiness import ready_of
from ststui.controller.update import max_unavailable
from ststui.controller.versions import behaviour

if TYPE_CHECKING:
    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model import StatefulSet


def scaling_away(grounds: Grounds, foresight: Foresight) -> int:
    """How many Ready pods are away at the same time while a set is scaled, at most.

    A scale-down deletes one at a time, all of a Parallel set. A rollout that goes on then has its
    own pace (`rollout_at_once`): an OrderedReady set is scaled down before, any other meanwhile.
    """
    found = foresight.consequences
    pace = rollout_at_once(grounds, foresight.after.set)
    scaled, rolled = (len(ready_of(grounds, e)) for e in (found.deletes, found.replaces))
    if pace is not None:
        rolled = min(rolled, pace)
    if grounds.known.set.parallel or (pace is None and rolled):
        return scaled + rolled
    return max(min(scaled, 1), rolled)


def rollout_at_once(grounds: Grounds, stateful_set: StatefulSet | None = None) -> int | None:
    """Pods that a rollout has away at once, None for all of them.

    One, unless the server's version heeds maxUnavailable or knows Recreate.

    Args:
        grounds: as things are.
        stateful_set: the set as it is after the write, where that changes its replicas: some of
            them may be meant in percent.
    """
    stateful_set = stateful_set or grounds.known.set
    knows = behaviour(grounds.server_version)
    if stateful_set.spec.update_strategy.type == "Recreate" and knows.recreates:
        return None
    return max_unavailable(stateful_set) if knows.max_unavailable else 1

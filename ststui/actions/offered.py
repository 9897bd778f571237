"""Whether an action can be asked for at all, and why not: for keys that stay visible."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ststui.actions.foresight import unread
from ststui.actions.kinds import (
    cleanup,
    delete_claim,
    delete_pod,
    delete_set,
    expand,
    image,
    partition,
    restart,
    rollback,
    scale,
)
from ststui.actions.obstacles import going
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions.grounds import Grounds

Offered = Literal[
    "scale",
    "partition",
    "restart",
    "rollback",
    "image",
    "delete-set",
    "cleanup",
    "expand",
    "delete-pod",
    "evict-pod",
    "kill-pod",
    "force-pod",
    "delete-claim",
]
"""What a key can ask for."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Yes, or no and why."""

    why: str = ""
    """Empty: yes. Else why not, for the help and the message; safe for a terminal."""

    @property
    def yes(self) -> bool:
        """Whether it can be asked for."""
        return not self.why


OF_SETS: dict[Offered, Callable[[Grounds], str]] = {
    "scale": scale.obstacle,
    "partition": partition.obstacle,
    "restart": restart.obstacle,
    "rollback": rollback.obstacle,
    "image": image.obstacle,
    "delete-set": delete_set.obstacle,
    "cleanup": cleanup.obstacle,
    "expand": expand.obstacle,
}
OF_PODS: dict[Offered, Callable[[Grounds], str]] = {
    "delete-pod": lambda grounds: delete_pod.obstacle(grounds, how="delete"),
    "evict-pod": lambda grounds: delete_pod.obstacle(grounds, how="evict"),
    "kill-pod": lambda grounds: delete_pod.obstacle(grounds, how="now"),
    "force-pod": lambda grounds: delete_pod.obstacle(grounds, how="force"),
}


def offered(action: Offered, grounds: Grounds, *, closed: str = "") -> Offer:
    """Whether an action can be asked for.

    Args:
        action: which.
        grounds: as far as they are known without asking anybody; with the pod or claim selected.
        closed: why nothing may be written here, e.g. `read-only`; told by `ststui.settings.gate`.
    """
    if closed:
        return Offer(safe(closed))
    if action in OF_PODS:
        if grounds.pod is None:
            return Offer("only on a pod")
        return Offer(safe(OF_PODS[action](grounds)))
    if action == "delete-claim":
        if grounds.claim is None:
            return Offer("only on a claim")
        return Offer(safe(delete_claim.obstacle(grounds)))
    if grounds.family is None:
        return Offer("only on a set")
    return Offer(safe(going(grounds) or OF_SETS[action](grounds) or unread(grounds.family)))

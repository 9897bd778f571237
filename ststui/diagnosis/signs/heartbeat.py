"""The heartbeat of kube-controller-manager: its lease in kube-system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.controller.undone import DEAD
from ststui.diagnosis.match import HOLDS, Match, found
from ststui.diagnosis.signs.check import SetCheck

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen

MANAGER: Final = "kube-controller-manager"
"""Name of its lease in kube-system (DefaultLeaseName, cmd/kube-controller-manager, v1.36)."""


def is_dead(seen: Seen) -> bool:
    """Whether the heartbeat was read, and has stopped."""
    lease = seen.system_leases.get(MANAGER)
    renewed = seen.seconds_since(lease.spec.renew_time) if lease else None
    return renewed is not None and renewed > DEAD


def _heartbeat(seen: Seen) -> Match:
    lease = seen.system_leases.get(MANAGER)
    renewed = seen.seconds_since(lease.spec.renew_time) if lease else None
    if lease is None or renewed is None:
        return HOLDS
    words = f"renewed {round(renewed)}s ago by {lease.spec.holder_identity}"
    return found(words, f"Lease kube-system/{MANAGER}")


HEARTBEAT: Final = SetCheck(_heartbeat, needs=("systemLeases",))
"""When it was heard last, as evidence; holds in any case."""
STOPPED: Final = SetCheck(
    lambda seen: _heartbeat(seen) if is_dead(seen) else None, needs=("systemLeases",)
)
"""It was not heard for so long that it does not run."""

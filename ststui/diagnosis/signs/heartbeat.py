"""The heartbeat of kube-controller-manager: its lease in kube-system."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import HOLDS, Match, found
from ststui.diagnosis.signs.check import SetCheck

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen

DEAD: Final = 30
"""Seconds without a heartbeat after which kube-controller-manager does not run: it renews its lease
every 2 s, and loses it after 15 s (component-base/config, v0.36)."""
BEHIND: Final = 120
"""Seconds that it may be behind while it runs: it sends 20 requests a second by default."""
_NAME: Final = "kube-controller-manager"


def is_dead(seen: Seen) -> bool:
    """Whether the heartbeat was read, and has stopped."""
    lease = seen.system_leases.get(_NAME)
    renewed = seen.seconds_since(lease.spec.renew_time) if lease else None
    return renewed is not None and renewed > DEAD


def _heartbeat(seen: Seen) -> Match:
    lease = seen.system_leases.get(_NAME)
    renewed = seen.seconds_since(lease.spec.renew_time) if lease else None
    if lease is None or renewed is None:
        return HOLDS
    words = f"renewed {round(renewed)}s ago by {lease.spec.holder_identity}"
    return found(words, f"Lease kube-system/{_NAME}")


HEARTBEAT: Final = SetCheck(_heartbeat, needs=("systemLeases",))
"""When it was heard last, as evidence; holds in any case."""
STOPPED: Final = SetCheck(
    lambda seen: _heartbeat(seen) if is_dead(seen) else None, needs=("systemLeases",)
)
"""It was not heard for so long that it does not run."""

"""Whether kube-controller-manager lives, asked where it has something to do for the sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cluster import kinds
from ststui.cluster.listing import get_one
from ststui.controller import next_step
from ststui.controller.undone import SINGLE_LOOK, Lookout
from ststui.diagnosis.signs.heartbeat import MANAGER
from ststui.model.lease import Lease

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.cli.read import Reading
    from ststui.cluster.session import Session


async def ask_heartbeat(session: Session, reading: Reading) -> Lookout:
    """Its lease, read once where it has something to do; without the right nothing is known."""
    version = reading.once.store.server_version
    steps = (next_step(f, now=reading.now, server_version=version) for f in reading.families)
    if not any(step is not None and step.is_due for step in steps):
        return SINGLE_LOOK
    return Lookout(heartbeat=await heartbeat(session))


async def heartbeat(session: Session) -> datetime | None:
    """When kube-controller-manager renewed its lease last; None where that cannot be read."""
    found = await get_one(session, kinds.LEASES, namespace="kube-system", name=MANAGER)
    return found.spec.renew_time if isinstance(found, Lease) else None

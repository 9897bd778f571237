"""Lease (coordination.k8s.io/v1): a kubelet's heartbeat."""

from __future__ import annotations

from datetime import datetime

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class LeaseSpec(Value, frozen=True):
    """Who holds it and when it was renewed."""

    holder_identity: str = ""
    renew_time: datetime | None = None
    lease_duration_seconds: int = 0


class Lease(Value, frozen=True):
    """A lease."""

    metadata: Metadata
    spec: LeaseSpec = LeaseSpec()

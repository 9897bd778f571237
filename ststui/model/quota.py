"""ResourceQuota (v1)."""

from __future__ import annotations

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class QuotaStatus(Value, frozen=True):
    """Limits in force and what is used of them, by resource name."""

    hard: dict[str, str] = {}
    used: dict[str, str] = {}


class ResourceQuota(Value, frozen=True):
    """A limit for a whole namespace."""

    metadata: Metadata
    status: QuotaStatus = QuotaStatus()

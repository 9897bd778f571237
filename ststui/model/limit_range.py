"""LimitRange (v1)."""

from __future__ import annotations

from ststui.model.metadata import Metadata
from ststui.model.pod import Amounts
from ststui.model.value import Value


class Limit(Value, frozen=True):
    """What each object of one type may be; the API server fills in the defaults that follow."""

    type: str = ""
    """Container, Pod or PersistentVolumeClaim; others limit nothing that a set makes."""
    min: Amounts = {}
    max: Amounts = {}
    default: Amounts = {}
    """Limits of containers that name none."""
    default_request: Amounts = {}
    max_limit_request_ratio: Amounts = {}


class LimitRangeSpec(Value, frozen=True):
    """All of its limits."""

    limits: tuple[Limit, ...] = ()


class LimitRange(Value, frozen=True):
    """What containers, pods and claims of a namespace may ask for, and get where they do not."""

    metadata: Metadata
    spec: LimitRangeSpec = LimitRangeSpec()

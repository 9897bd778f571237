"""The whole tree as a document."""

from __future__ import annotations

from typing import Literal

from ststui.report.claim import ClaimReport
from ststui.report.pod_state import OrdinalState
from ststui.report.set import SetReport
from ststui.report.shape import API_VERSION, Shape


class LonePod(Shape, frozen=True):
    """A pod whose set is gone."""

    context: str
    namespace: str
    name: str
    state: OrdinalState
    reason: str | None
    node: str | None
    age_seconds: int | None


class LoneClaim(ClaimReport, frozen=True):
    """A claim whose set is gone; ``template`` is empty, for it cannot be told."""

    context: str
    namespace: str
    age_seconds: int | None


class WithoutSet(Shape, frozen=True):
    """What stands in the last group; null where it could not be read."""

    pods: tuple[LonePod, ...] | None
    claims: tuple[LoneClaim, ...] | None


class UnreadableReport(Shape, frozen=True):
    """A list that could not be read."""

    context: str
    resource: str
    """The API's plural name."""
    namespace: str | None
    """Null when it was asked for in all namespaces."""
    why: str


class TreeReport(Shape, frozen=True, kw_only=True):
    """``ststui tree -o json``."""

    api_version: str = API_VERSION
    kind: Literal["Tree"] = "Tree"
    context: str
    namespace: str | None
    """Null with all namespaces."""
    now: str
    """The API server's time, RFC 3339."""
    sets: tuple[SetReport, ...]
    without_set: WithoutSet
    unreadable: tuple[UnreadableReport, ...]

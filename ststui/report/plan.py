"""A plan, and what became of it, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ststui.actions.request import redacted
from ststui.report.shape import API_VERSION, Shape

if TYPE_CHECKING:
    from ststui.actions import Plan


class LostClaimReport(Shape, frozen=True):
    """A claim that is deleted."""

    name: str
    volume: str | None
    reclaim_policy: str | None
    data_lost: bool | None
    """Null: not known; also of a volume with policy Retain that is being deleted itself."""


class CautionReport(Shape, frozen=True):
    """A warning."""

    code: str
    dangerous: bool
    text: str


class RequestReport(Shape, frozen=True):
    """A request to the API server."""

    method: str
    path: str
    body: Any
    """Without what stands in a pod template, images aside."""


class PlanReport(Shape, frozen=True, kw_only=True):
    """``ststui plan -o json``."""

    api_version: str = API_VERSION
    kind: Literal["Plan"] = "Plan"
    context: str
    namespace: str
    subject: str
    """Kind and name, e.g. ``StatefulSet/db``."""
    title: str
    action: str
    possible: bool
    why: str
    dangerous: bool
    refused: bool
    creates: tuple[str, ...]
    deletes: tuple[str, ...]
    replaces: tuple[str, ...]
    claims_kept: tuple[str, ...]
    claims_reattached: tuple[str, ...]
    claims_deleted: tuple[LostClaimReport, ...]
    warnings: tuple[CautionReport, ...]
    requests: tuple[RequestReport, ...]
    kubectl: str
    details: tuple[str, ...]


class DeedReport(PlanReport, frozen=True, kw_only=True):
    """``ststui ACTION -o json``: the plan and what became of it."""

    accepted: bool
    message: str


def report_plan(plan: Plan) -> PlanReport:
    """The plan."""
    return PlanReport(**_fields(plan))


def report_deed(plan: Plan, *, accepted: bool, message: str) -> DeedReport:
    """The plan and what became of it."""
    return DeedReport(**_fields(plan), accepted=accepted, message=message)


def _fields(plan: Plan) -> dict[str, Any]:
    subject, found = plan.subject, plan.consequences
    return {
        "context": subject.context,
        "namespace": subject.namespace,
        "subject": f"{subject.kind}/{subject.name}",
        "title": plan.title,
        "action": plan.action,
        "possible": plan.possible,
        "why": plan.why,
        "dangerous": plan.dangerous,
        "refused": plan.refused,
        "creates": found.creates,
        "deletes": found.deletes,
        "replaces": found.replaces,
        "claims_kept": found.claims_kept,
        "claims_reattached": found.claims_reattached,
        "claims_deleted": tuple(
            LostClaimReport(
                name=each.name,
                volume=each.volume,
                reclaim_policy=each.reclaim_policy,
                data_lost=each.data_lost,
            )
            for each in found.claims_deleted
        ),
        "warnings": tuple(
            CautionReport(code=each.code, dangerous=each.dangerous, text=each.text)
            for each in plan.warnings
        ),
        "requests": tuple(
            RequestReport(method=each.method, path=each.path, body=redacted(each.body))
            for each in plan.requests
        ),
        "kubectl": plan.kubectl,
        "details": plan.details,
    }

"""A plan as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.kubectl import compact
from ststui.actions.request import redacted
from ststui.actions.way_back import way_back
from ststui.wording.escape import safe
from ststui.wording.listed import listed
from ststui.wording.symbols import to_ascii

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions import LostClaim, Plan

LABEL = 12
"""Columns of what stands before the names."""
MOST_DELETED = 99
"""So many claims that go stand in a line of their own; of more the first."""
MOST_REQUESTS = 99
"""So many requests are printed."""


def plan_text(plan: Plan, *, requests: bool = False, ascii_only: bool = False) -> str:
    """The plan for people: title, consequences, warnings, details, way back, command.

    Args:
        plan: the plan.
        requests: whether its requests are printed too; above a question they are too much.
        ascii_only: seven bits.
    """
    lines = (*_lines(plan), *(_requests(plan) if requests else ()))
    # In one place for all of it: whatever a line quotes of the cluster is harmless.
    shown = (safe(line.rstrip(), limit=None) for line in lines)
    return "".join(f"{to_ascii(line) if ascii_only else line}\n" for line in shown)


def _lines(plan: Plan) -> Iterator[str]:
    subject = plan.subject
    yield f"{plan.title}  ({subject.namespace}/{subject.name}, context {subject.context})"
    yield from _stop(plan)
    found = plan.consequences
    for label, names, what in (
        ("creates", found.creates, "pods"),
        ("deletes", found.deletes, "pods"),
        ("replaces", found.replaces, "pods"),
        ("keeps", found.claims_kept, "claims"),
        ("re-attaches", found.claims_reattached, "claims"),
    ):
        if names:
            yield f"  {label:<{LABEL}}{listed(names, what)}"
    if len(found.claims_deleted) > MOST_DELETED:
        names = tuple(each.name for each in found.claims_deleted)
        yield f"  {'deletes':<{LABEL}}{listed(names, 'claims')}"
    for claim in found.claims_deleted[:MOST_DELETED]:
        yield f"  {'deletes':<{LABEL}}{claim.name} ({_fate(claim)})"
    for each in sorted(plan.warnings, key=lambda caution: not caution.dangerous):
        yield f"  {'DANGEROUS' if each.dangerous else 'note':<{LABEL}}{each.text}  [{each.code}]"
    for line in plan.details:
        yield f"  {'':<{LABEL}}{line}"
    if plan.allowed and plan.changes:
        yield f"  {'way back':<{LABEL}}{way_back(plan, by='U on the screen')}"
    if plan.kubectl:
        yield f"  {'kubectl':<{LABEL}}{plan.kubectl}"


def _stop(plan: Plan) -> Iterator[str]:
    """Why nothing is done, before all else."""
    if plan.refused:
        yield f"  refused: {plan.why}"
    elif not plan.possible:
        yield f"  not possible: {plan.why}"
        if plan.changes:
            yield "  this is what it would do:"
    elif not plan.changes:
        yield f"  nothing to do: {plan.why}"


def _requests(plan: Plan) -> Iterator[str]:
    """The requests with their bodies, an operation of a patch a line."""
    for request in plan.requests[:MOST_REQUESTS]:
        yield f"  {'request':<{LABEL}}{request.method} {request.path}"
        body = redacted(request.body)
        for each in body if isinstance(body, list) else [body]:
            yield f"  {'':<{LABEL}}{compact(each)}"
    more = len(plan.requests) - MOST_REQUESTS
    if more > 0:
        yield f"  and {more} more requests: -o json prints them"


def _fate(claim: LostClaim) -> str:
    if claim.volume is None:
        return "no volume" if claim.data_lost is False else "its volume is not known"
    fate = {True: "the data is lost", False: "the data stays", None: "the data may be lost"}
    return f"volume {claim.volume}, {claim.policy}: {fate[claim.data_lost]}"

"""A plan as lines of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

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


def plan_text(plan: Plan, *, ascii_only: bool = False) -> str:
    """The plan for people: title, consequences, warnings, details, way back, command."""
    text = "\n".join(line.rstrip() for line in _lines(plan)) + "\n"
    return "\n".join(map(to_ascii, text.split("\n"))) if ascii_only else text


def _lines(plan: Plan) -> Iterator[str]:
    subject = plan.subject
    yield f"{plan.title}  ({subject.namespace}/{subject.name}, context {safe(subject.context)})"
    if plan.refused:
        yield f"  refused: {plan.why}"
    elif not plan.possible:
        yield f"  not possible: {plan.why}"
    elif not plan.changes:
        yield f"  nothing to do: {plan.why}"
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
    for each in plan.warnings:
        yield f"  {'DANGEROUS' if each.dangerous else 'note':<{LABEL}}{each.text}  [{each.code}]"
    for line in plan.details:
        yield f"  {'':<{LABEL}}{line}"
    if plan.allowed and plan.changes:
        yield f"  {'way back':<{LABEL}}{way_back(plan, by='U on the screen')}"
    if plan.kubectl:
        yield f"  {'kubectl':<{LABEL}}{safe(plan.kubectl, limit=len(plan.kubectl))}"


def _fate(claim: LostClaim) -> str:
    if claim.volume is None:
        return "no volume" if claim.data_lost is False else "its volume is not known"
    fate = {True: "the data is lost", False: "the data stays", None: "the data may be lost"}
    policy = claim.reclaim_policy or "policy not known"
    return f"volume {claim.volume}, {policy}: {fate[claim.data_lost]}"

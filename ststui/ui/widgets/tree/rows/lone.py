"""The last group: claims and pods whose set is gone; and objects that could not be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.ui.widgets.tree.rows.claims import ROLES, WORDS
from ststui.ui.widgets.tree.rows.row import Row, RowKey
from ststui.ui.widgets.tree.rows.status import ORDINAL_ROLES
from ststui.wording.age import age
from ststui.wording.escape import safe
from ststui.wording.state import ORDINAL_STATES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.model import Complaint
    from ststui.report.tree import LoneClaim, LonePod


def lone_rows(
    context: str, pods: Sequence[LonePod], claims: Sequence[LoneClaim], *, expanded: bool
) -> tuple[Row, ...]:
    """The group "no set"; nothing when it would be empty."""
    if not pods and not claims:
        return ()
    words = [f"{n} {what}" for n, what in ((len(pods), "pods"), (len(claims), "claims")) if n]
    head = Row(
        key=RowKey(context, "group", "", "", "no-set"),
        depth=0,
        cells={
            "NAME": Cell("no set", "dim"),
            "STATUS": Cell(f"{' and '.join(words)} without a set", "dim"),
        },
        expandable=True,
        expanded=expanded,
    )
    if not expanded:
        return (head,)
    return (
        head,
        *(_pod(context, each) for each in pods),
        *(_claim(context, each) for each in claims),
    )


def complaint_rows(context: str, complaints: Sequence[Complaint]) -> tuple[Row, ...]:
    """One line for each object that could not be understood."""
    return tuple(
        Row(
            key=RowKey(context, "complaint", each.namespace, "", each.uid, each.name),
            depth=0,
            cells={
                "NAME": Cell(
                    f"odd object: {each.resource} "
                    f"{safe(each.namespace, limit=64)}/{safe(each.name, limit=64)}: "
                    f"{safe(each.why, limit=200)}",
                    "look",
                )
            },
            spans=True,
            subject=each.name,
        )
        for each in complaints
    )


def _pod(context: str, pod: LonePod) -> Row:
    role = ORDINAL_ROLES[pod.state]
    return Row(
        key=RowKey(context, "lonePod", pod.namespace, "", pod.name),
        depth=1,
        cells={
            "NAMESPACE": Cell(safe(pod.namespace), "dim"),
            "NAME": Cell(safe(pod.name)),
            "STATUS": Cell(f"pod: {ORDINAL_STATES[pod.state]}", role),
            "NODE": Cell(safe(pod.node or ""), "dim"),
            "AGE": Cell(age(pod.age_seconds), "dim"),
        },
        subject=pod.name,
    )


def _claim(context: str, claim: LoneClaim) -> Row:
    role = ROLES[claim.state]
    facts = " ".join(safe(each, limit=60) for each in (claim.capacity, claim.storage_class) if each)
    return Row(
        key=RowKey(context, "loneClaim", claim.namespace, "", claim.name),
        depth=1,
        cells={
            "NAMESPACE": Cell(safe(claim.namespace), "dim"),
            "NAME": Cell(safe(claim.name)),
            "STATUS": Cell("claim, its set is gone", "dim"),
            "CLAIMS": Cell(f"{WORDS[claim.state]} {facts}", "dim" if role == "plain" else role),
            "AGE": Cell(age(claim.age_seconds), "dim"),
        },
        subject=claim.name,
    )

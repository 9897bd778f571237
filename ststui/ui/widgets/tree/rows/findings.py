"""What a diagnosis adds to the rows of a set: reasons, marks, and how bad it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from ststui.model.pod import ON_ITS_WAY
from ststui.ui.widgets.tree.rows.ordinal_rows import MARKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ststui.diagnosis import Diagnosis, Finding, Severity
    from ststui.report import OrdinalReport, SetReport
    from ststui.ui.widgets.tree.rows.cell import Role
    from ststui.ui.widgets.tree.rows.row import Row

ROLES: dict[Severity, Role] = {"critical": "bad", "high": "bad", "medium": "look"}
"""Severities that are marked in the tree; low and info stand in the pane alone."""
_PENDING = " is Pending: "
"""After it titles say why, of a pod or of its claim; the row says the rest already."""


def worst_by_ordinal(diagnosis: Diagnosis | None) -> Mapping[int | None, Finding]:
    """The worst finding of medium or more by ordinal; None is the set as a whole.

    An ordinal whose trouble a fault of the whole set explains keeps its mark and its own words.
    """
    worst: dict[int | None, Finding] = {}
    for each in diagnosis.one_by_one if diagnosis is not None else ():
        if each.severity in ROLES:
            worst.setdefault(each.ordinal, each)
    return worst


def explained(report: SetReport, worst: Mapping[int | None, Finding]) -> SetReport:
    """The report with the worst finding as the reason of a pod that does not come up.

    The scheduler tells reasons by their letters, and a kubelet that waits for a volume tells none.
    """
    if not any(each.ordinal in worst for each in report.ordinals):
        return report
    ordinals = tuple(_explained(each, worst.get(each.ordinal)) for each in report.ordinals)
    return msgspec.structs.replace(report, ordinals=ordinals)


def _explained(ordinal: OrdinalReport, finding: Finding | None) -> OrdinalReport:
    if finding is None or ordinal.pod is None:
        return ordinal
    on_its_way = ordinal.state == "starting" and (ordinal.reason or "") in ON_ITS_WAY
    stuck = on_its_way and ROLES[finding.severity] == "bad"
    if not (ordinal.state == "pending" or stuck):
        return ordinal
    why = finding.title.partition(_PENDING)[2] or finding.title.removeprefix(f"{ordinal.pod}: ")
    return msgspec.structs.replace(
        ordinal, reason=why.removeprefix(f"{ordinal.pod} cannot start: ")
    )


def marked(rows: Sequence[Row], worst: Mapping[int | None, Finding]) -> tuple[Row, ...]:
    """The rows with a mark where a finding is; a mark that is there is not made milder."""
    return tuple(_mark(row, worst) for row in rows) if worst else tuple(rows)


def worse(bad: tuple[int, int], worst: Mapping[int | None, Finding]) -> tuple[int, int]:
    """The sort key of a set, with its findings."""
    if not worst:
        return bad
    rank = 0 if "bad" in {ROLES[each.severity] for each in worst.values()} else 1
    return min(bad[0], rank), bad[1]


def _mark(row: Row, worst: Mapping[int | None, Finding]) -> Row:
    if row.key.kind == "ordinal":
        ordinal: int | None = int(row.key.part)
    elif row.key.kind == "set":
        ordinal = None
    else:
        return row
    finding = worst.get(ordinal)
    if finding is None or row.mark.role == "bad":
        return row
    return replace(row, mark=MARKS[ROLES[finding.severity]])

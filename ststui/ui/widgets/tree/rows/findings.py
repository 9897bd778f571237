"""What a diagnosis adds to the rows of a set: marks, and how bad it is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.rows.ordinal_rows import MARKS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ststui.diagnosis import Diagnosis, Severity
    from ststui.ui.widgets.tree.rows.cell import Role
    from ststui.ui.widgets.tree.rows.row import Row

ROLES: dict[Severity, Role] = {"critical": "bad", "high": "bad", "medium": "look"}
"""Severities that are marked in the tree; low and info stand in the pane alone."""


def worst_by_ordinal(diagnosis: Diagnosis | None) -> Mapping[int | None, Severity]:
    """The worst severity of medium or more by ordinal; None is the set as a whole."""
    worst: dict[int | None, Severity] = {}
    for finding in diagnosis.findings if diagnosis is not None else ():
        if finding.severity in ROLES:
            worst.setdefault(finding.ordinal, finding.severity)
    return worst


def marked(rows: Sequence[Row], worst: Mapping[int | None, Severity]) -> tuple[Row, ...]:
    """The rows with a mark where a finding is; a mark that is there is not made milder."""
    return tuple(_mark(row, worst) for row in rows) if worst else tuple(rows)


def worse(bad: tuple[int, int], worst: Mapping[int | None, Severity]) -> tuple[int, int]:
    """The sort key of a set, with its findings."""
    if not worst:
        return bad
    rank = 0 if "bad" in {ROLES[each] for each in worst.values()} else 1
    return min(bad[0], rank), bad[1]


def _mark(row: Row, worst: Mapping[int | None, Severity]) -> Row:
    if row.key.kind == "ordinal":
        ordinal: int | None = int(row.key.part)
    elif row.key.kind == "set":
        ordinal = None
    else:
        return row
    severity = worst.get(ordinal)
    if severity is None or row.mark.role == "bad":
        return row
    return replace(row, mark=MARKS[ROLES[severity]])

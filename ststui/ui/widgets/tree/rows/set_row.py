"""The row of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.elapsed import seconds_since
from ststui.ui.widgets.tree.rows.cell import BLANK, Cell
from ststui.ui.widgets.tree.rows.claims import set_claims
from ststui.ui.widgets.tree.rows.dns import set_dns
from ststui.ui.widgets.tree.rows.row import Row, RowKey
from ststui.ui.widgets.tree.rows.status import set_status
from ststui.wording.age import age
from ststui.wording.escape import safe
from ststui.wording.revision import revisions
from ststui.wording.state import SET_STATES

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model import StatefulSet
    from ststui.report import SetReport


def report_key(report: SetReport) -> RowKey:
    """The key of a set's row."""
    return RowKey(report.context, "set", report.namespace, report.name, report.uid)


def set_key(stateful_set: StatefulSet, *, context: str) -> RowKey:
    """The same key without a report."""
    metadata = stateful_set.metadata
    return RowKey(context, "set", metadata.namespace, metadata.name, metadata.uid)


def name_row(stateful_set: StatefulSet, *, context: str, now: datetime, at_rest: bool) -> Row:
    """The row of a set that nobody has looked at yet: what its own status tells."""
    metadata = stateful_set.metadata
    known = stateful_set.replicas if at_rest else stateful_set.status.ready_replicas
    ready = f"{known}/{stateful_set.replicas}"
    return Row(
        key=set_key(stateful_set, context=context),
        depth=0,
        cells={
            "NAMESPACE": Cell(safe(metadata.namespace), "dim"),
            "NAME": Cell(safe(metadata.name), "strong"),
            "READY": Cell(ready, "strong"),
            "STATUS": Cell(SET_STATES["stable"]) if at_rest else BLANK,
            "AGE": Cell(age(seconds_since(metadata.creation_timestamp, now=now)), "dim"),
        },
        expandable=True,
        subject=metadata.name,
    )


def set_row(report: SetReport, *, expanded: bool) -> Row:
    """The row of a set."""
    ready = f"{report.ready_replicas}/{report.replicas}"
    short = report.ready_replicas < report.replicas
    return Row(
        key=report_key(report),
        depth=0,
        cells={
            "CONTEXT": Cell(safe(report.context), "dim"),
            "NAMESPACE": Cell(safe(report.namespace), "dim"),
            "NAME": Cell(safe(report.name), "strong"),
            "READY": Cell(ready, "look" if short else "strong"),
            "STATUS": set_status(report),
            "NODE": _nodes(report),
            "REV": _revisions(report),
            "CLAIMS": set_claims(report),
            "ROLE": BLANK,
            "DNS": set_dns(report),
            "AGE": Cell(age(report.age_seconds), "dim"),
        },
        expandable=True,
        expanded=expanded,
        subject=report.name,
    )


def _nodes(report: SetReport) -> Cell:
    count = len({each.node for each in report.ordinals if each.node})
    if count == 0:
        return BLANK
    return Cell("1 node" if count == 1 else f"{count} nodes", "dim")


def _revisions(report: SetReport) -> Cell:
    text = revisions(
        report.current_revision, report.update_revision, set_name=report.name, arrow="→"
    )
    moving = bool(report.current_revision) and report.current_revision != report.update_revision
    return Cell(safe(text), "moving" if moving and report.state != "stable" else "dim")

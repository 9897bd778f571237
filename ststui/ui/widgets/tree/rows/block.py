"""A block: the rows of one set, kept until something of it changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.model.known_nodes import KnownNodes
from ststui.ui.widgets.tree.rows.lines import controller_line, partition_line, services_line
from ststui.ui.widgets.tree.rows.ordinal_rows import ordinal_key, ordinal_row, part_rows
from ststui.ui.widgets.tree.rows.set_row import set_row
from ststui.wording.age import seconds_until_change

if TYPE_CHECKING:
    from collections.abc import Iterator
    from collections.abc import Set as AbstractSet

    from ststui.report import SetReport
    from ststui.ui.widgets.tree.rows.row import Row, RowKey


NO_NODES = KnownNodes()

RECHECK = 5
"""Seconds after which a set that is not at rest is looked at again: some states come by time alone
(blocked after five minutes, available after minReadySeconds)."""


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one set as they are now, expanded or not."""

    rows: tuple[Row, ...]
    fresh_seconds: int | None
    """Seconds until an age in it reads differently; None when it never does."""


def build_block(
    report: SetReport,
    *,
    expanded: bool,
    expanded_ordinals: AbstractSet[RowKey] = frozenset(),
    nodes: KnownNodes = NO_NODES,
) -> Block:
    """All rows of a set."""
    rows = [set_row(report, expanded=expanded)]
    if expanded:
        rows.extend(_inside(report, expanded_ordinals, nodes))
    return Block(tuple(rows), _fresh(report, expanded=expanded))


def _inside(
    report: SetReport, expanded_ordinals: AbstractSet[RowKey], nodes: KnownNodes
) -> Iterator[Row]:
    boundary = report.start + report.partition
    line = partition_line(report)
    for ordinal in report.ordinals:
        above = ordinal.ordinal >= boundary or ordinal.place != "inRange"
        if line is not None and above and ordinal.ordinal >= report.start:
            yield line
            line = None
        expanded = ordinal_key(report, ordinal) in expanded_ordinals
        yield ordinal_row(report, ordinal, nodes=nodes, expanded=expanded)
        if expanded:
            yield from part_rows(report, ordinal)
    for each in (line, services_line(report), controller_line(report)):
        if each is not None:
            yield each


def _fresh(report: SetReport, *, expanded: bool) -> int | None:
    changes = [seconds_until_change(report.age_seconds)]
    if report.state not in {"stable", "asleep", "held"}:
        changes.append(1 if report.min_ready_seconds else RECHECK)
    if expanded:
        for ordinal in report.ordinals:
            if ordinal.deletes_in_seconds is not None or ordinal.state == "pending":
                changes.append(1)
            changes.append(seconds_until_change(ordinal.age_seconds))
            changes.extend(
                seconds_until_change(each.last_ended_seconds)
                for each in ordinal.containers
                if each.restarts
            )
    known = [each for each in changes if each is not None]
    return min(known) if known else None

"""The tree as text: the same rows as on the screen."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from ststui.cli.left_out import no_sets
from ststui.ui.widgets.tree.layout import lay_out, merge, widths
from ststui.ui.widgets.tree.paint import header, paint
from ststui.ui.widgets.tree.rows.block import build_block
from ststui.ui.widgets.tree.rows.lone import lone_rows
from ststui.ui.widgets.tree.rows.ordinal_rows import ordinal_key

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.model import Complaint
    from ststui.model.known_nodes import KnownNodes
    from ststui.report import TreeReport
    from ststui.ui.widgets.tree.rows import Row

WIDE = 1_000
"""Columns for ``-o wide``: nothing is cut."""
NARROW = 200
"""Columns where stdout is not a terminal."""


def tree_text(
    report: TreeReport,
    *,
    nodes: KnownNodes,
    wide: bool,
    ascii_only: bool,
    selected: bool,
    left: Sequence[Complaint] = (),
) -> str:
    """The tree as lines of text, without colour.

    Args:
        report: the tree.
        nodes: those that are known, by name; what is wrong with one is marked.
        wide: whether nothing is cut.
        ascii_only: for terminals without Unicode.
        selected: whether only sets with certain labels were asked for.
        left: sets that cannot be shown.
    """
    rows: list[Row] = []
    for each in report.sets:
        opened = {ordinal_key(each, o) for o in each.ordinals} if wide else frozenset()
        block = build_block(each, expanded=True, expanded_ordinals=opened, nodes=nodes)
        rows.extend(block.rows)
    rows.extend(
        lone_rows(
            report.context,
            report.without_set.pods or (),
            report.without_set.claims or (),
            expanded=True,
        )
    )
    if not rows:
        words = no_sets(report.namespace, left=left, selected=selected)
        return "\n".join(words) + "\n"
    width = WIDE if wide else shutil.get_terminal_size((NARROW, 24)).columns
    hidden = frozenset({"CONTEXT"} if report.namespace is None else {"CONTEXT", "NAMESPACE"})
    layout = lay_out(merge([widths(rows)]), width=width, hidden=hidden)
    lines = ["".join(c.text for c in header(layout))]
    lines += ["".join(c.text for c in paint(r, layout, ascii_only=ascii_only)) for r in rows]
    return "\n".join(line.rstrip() for line in lines) + "\n"

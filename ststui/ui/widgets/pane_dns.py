"""DNS in the detail pane: the verdict, why, and what each server answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.dns.verdict import said
from ststui.model import Readable
from ststui.model.dns import FINE
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.ui.widgets.tree.rows.dns import verdict_role
from ststui.wording.dns import VERDICTS
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ststui.model import Family
    from ststui.ui.widgets.pane import Line


def dns_lines(family: Family, ordinal: int | None, *, now: datetime) -> Iterator[Line]:
    """The section; nothing until DNS was asked.

    Args:
        family: the set.
        ordinal: the selected one; the Service's name is shown with None.
        now: the API server's time.
    """
    if not isinstance(family.dns, Readable):
        return
    dns = family.dns.value
    check = dns.service if ordinal is None else dns.ordinals.get(ordinal)
    if check is None:
        return
    ago = max(0, int((now - dns.asked_at).total_seconds()))
    yield ()
    yield (Cell("DNS", "dim"), Cell(f"  asked {ago} s ago, D tells more", "dim"))
    yield (Cell(f"  {safe(check.name.text.rstrip('.'))}"),)
    role = "plain" if check.verdict == "ok" else verdict_role(check.verdict)
    yield (Cell(f"  {VERDICTS[check.verdict]}", role),)
    if check.verdict not in FINE:
        yield (Cell(f"  {safe(check.sentence)}"),)
    for each in check.answers:
        yield (Cell(f"  {safe(each.server)} ", "dim"), Cell(safe(said(each), limit=200)))

"""The mark on the state line: how DNS is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.rows.cell import BLANK, Cell
from ststui.wording.dns import TRANSPORTS

if TYPE_CHECKING:
    from ststui.live.dns.asking import Asking


def dns_note(asking: Asking | None) -> Cell:
    """``dns: port-forward`` while that is how it goes; blank while nothing is asked."""
    if asking is None or asking.mode == "off":
        return BLANK
    way = asking.way
    if asking.mode == "on-demand" and not asking.busy:
        return Cell("dns: on demand (D)", "dim")
    if way is None:
        return BLANK
    if way.transport == "none":
        return Cell("dns: unavailable", "look")
    return Cell(f"dns: {TRANSPORTS[way.transport]}", "dim")

"""Nodes that take no pods: they make the room smaller than it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from ststui.diagnosis.match import HOLDS, Evidence, Match
from ststui.diagnosis.places import obstacles
from ststui.diagnosis.signs.check import PodCheck
from ststui.diagnosis.signs.if_read import IfRead
from ststui.wording.listed import first_few

if TYPE_CHECKING:
    from ststui.diagnosis.seen import Seen
    from ststui.model import Pod


def _closed(seen: Seen, pod: Pod) -> Match:
    found = {name: obstacles(node, pod) for name, node in sorted(seen.nodes.items())}
    said = [f"{name} ({why})" for name, why in found.items() if why]
    if not said:
        return HOLDS
    return Match(evidence=(Evidence(f"closed to it: {first_few(said)}", "Nodes"),))


CLOSED_NODES: Final = IfRead(PodCheck(_closed, needs=("pods", "nodes")))
"""Always holds; shows which nodes are cordoned, not Ready or tainted."""

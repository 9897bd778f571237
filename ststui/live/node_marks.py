"""What of a node is marked beside its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.model import Node


def same_marks(one: Node, other: Node) -> bool:
    """Whether two states of a node look the same to the pods on it."""
    return (one.ready, one.pressures, one.spec.unschedulable) == (
        other.ready,
        other.pressures,
        other.spec.unschedulable,
    )

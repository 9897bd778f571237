"""Words of a control plane of 1.36.3."""

from __future__ import annotations

from typing import Final

from ststui.diagnosis.example.names import NAME

_END: Final = " no new claims to deallocate, preemption: 0/3 nodes are available: 3 {}."
HOPELESS: Final = _END.format("Preemption is not helpful for scheduling")
NO_VICTIMS: Final = _END.format("No preemption victims found for incoming pod")
"""How the scheduler's messages end."""


def no_node(reasons: str, *, end: str = HOPELESS) -> str:
    """The scheduler found no node, for reasons such as ``3 Insufficient cpu``."""
    return f"0/3 nodes are available: {reasons}.{end}"


def not_created(pod: str, why: str) -> str:
    """The controller could not create a pod."""
    return f"Create Pod {pod} in StatefulSet {NAME} failed error: {why}"

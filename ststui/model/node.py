"""Node (v1)."""

from __future__ import annotations

from ststui.model.metadata import Condition, Metadata, condition
from ststui.model.value import Value


class Taint(Value, frozen=True):
    """What keeps pods away."""

    key: str = ""
    value: str = ""
    effect: str = ""


class NodeSpec(Value, frozen=True):
    """What the administrator set."""

    unschedulable: bool = False
    taints: tuple[Taint, ...] = ()


class NodeSystem(Value, frozen=True):
    """What the node is."""

    architecture: str = ""
    kubelet_version: str = ""


class NodeStatus(Value, frozen=True):
    """How the node does."""

    conditions: tuple[Condition, ...] = ()
    allocatable: dict[str, str] = {}
    node_info: NodeSystem = NodeSystem()


class Node(Value, frozen=True):
    """A node."""

    metadata: Metadata
    spec: NodeSpec = NodeSpec()
    status: NodeStatus = NodeStatus()

    @property
    def ready(self) -> bool:
        """Whether its Ready condition is True; Unknown (unreachable) is not."""
        found = condition(self.status.conditions, "Ready")
        return found is not None and found.status == "True"

    @property
    def pressures(self) -> tuple[str, ...]:
        """Pressure conditions that hold: MemoryPressure, DiskPressure, PIDPressure."""
        return tuple(
            each.type
            for each in self.status.conditions
            if each.type.endswith("Pressure") and each.status == "True"
        )

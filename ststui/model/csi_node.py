"""CSINode (storage.k8s.io/v1): the CSI drivers that registered on a node."""

from __future__ import annotations

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class DriverLimit(Value, frozen=True):
    """How many volumes of a driver the node takes."""

    count: int | None = None


class NodeDriver(Value, frozen=True):
    """One driver on the node."""

    name: str = ""
    allocatable: DriverLimit | None = None


class CSINodeSpec(Value, frozen=True):
    """The drivers."""

    drivers: tuple[NodeDriver, ...] = ()


class CSINode(Value, frozen=True):
    """What a node can mount; it bears the node's name."""

    metadata: Metadata
    spec: CSINodeSpec = CSINodeSpec()

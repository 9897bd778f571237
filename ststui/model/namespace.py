"""Namespace (v1)."""

from __future__ import annotations

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class NamespaceStatus(Value, frozen=True):
    """``Active`` or ``Terminating``."""

    phase: str = ""


class Namespace(Value, frozen=True):
    """A namespace."""

    metadata: Metadata
    status: NamespaceStatus = NamespaceStatus()

"""Which object is meant, across clusters."""

from __future__ import annotations

from typing import NamedTuple


class Reference(NamedTuple):
    """The name of an object; every key carries its cluster."""

    context: str
    """Name of the kubeconfig context."""
    kind: str
    """Kubernetes kind, e.g. ``StatefulSet``."""
    namespace: str
    """Empty for cluster-scoped kinds."""
    name: str

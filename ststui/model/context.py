"""Names of where objects were read that are no context of a kubeconfig."""

from __future__ import annotations

from typing import Final

IN_CLUSTER: Final = "in-cluster"
"""A pod talks to its own cluster."""
DUMP: Final = "dump"
"""The objects come from files."""


def flag_value(context: str) -> str:
    """What kubectl takes after ``--context``; empty where there is no context to name."""
    return "" if context in {IN_CLUSTER, DUMP} else context

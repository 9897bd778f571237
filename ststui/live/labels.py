"""Labels that tell whose an object is."""

from __future__ import annotations

POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
"""Set by the StatefulSet controller on each of its pods (stateful_set_utils.go, v1.36)."""

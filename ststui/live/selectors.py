"""What objects are asked for by, and told apart by."""

from __future__ import annotations

POD_NAME_LABEL = "statefulset.kubernetes.io/pod-name"
"""Set by the StatefulSet controller on each of its pods (stateful_set_utils.go, v1.36)."""

REFUSALS = "involvedObject.kind=StatefulSet,type=Warning"
"""The only events that are read for all sets: nothing else tells that a step is refused."""

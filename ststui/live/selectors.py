"""What objects are asked for by."""

from __future__ import annotations

REFUSALS = "involvedObject.kind=StatefulSet,type=Warning"
"""The only events that are read for all sets: nothing else tells that a step is refused."""

"""ControllerRevision (apps/v1)."""

from __future__ import annotations

from typing import Any

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class ControllerRevision(Value, frozen=True):
    """A pod template as it once was."""

    metadata: Metadata
    revision: int = 0
    """Rises with each change; an old template that comes back gets a new number."""
    data: dict[str, Any] = {}
    """A strategic merge patch ``{"spec": {"template": …}}``."""

"""ControllerRevision (apps/v1)."""

from __future__ import annotations

from typing import Any

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class ControllerRevision(Value, frozen=True):
    """A pod template as it once was, without the template: that is read when it is looked at."""

    metadata: Metadata
    revision: int = 0
    """Rises with each change; an old template that comes back gets a new number."""


class FullRevision(ControllerRevision, frozen=True):
    """A revision with its template."""

    data: dict[str, Any] = {}
    """A strategic merge patch ``{"spec": {"template": {…, "$patch": "replace"}}}``: getPatch,
    stateful_set_utils.go (v1.36)."""

    @property
    def template(self) -> Any:
        """The pod template, without the directive of its patch; None when it is something else."""
        spec = self.data.get("spec")
        template = spec.get("template") if isinstance(spec, dict) else None
        if not isinstance(template, dict):
            return None
        return {key: value for key, value in template.items() if key != "$patch"}

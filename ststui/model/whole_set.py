"""A StatefulSet with its pod template as it is (apps/v1)."""

from __future__ import annotations

from typing import Any

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class WholeSpec(Value, frozen=True):
    """The part of the spec that revisions are made of."""

    template: dict[str, Any] = {}
    """As JSON: `StatefulSet` has only the fields in use."""


class WholeSet(Value, frozen=True):
    """Read where a template has to be compared with those of revisions."""

    metadata: Metadata
    spec: WholeSpec = WholeSpec()

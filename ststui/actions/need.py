"""The rights that actions need."""

from __future__ import annotations

from typing import NamedTuple


class Need(NamedTuple):
    """One right, in RBAC's words."""

    verb: str
    resource: str
    group: str = ""
    subresource: str = ""

    @property
    def text(self) -> str:
        """As people and kubectl write it, e.g. `patch statefulsets/scale`."""
        below = f"/{self.subresource}" if self.subresource else ""
        return f"{self.verb} {self.resource}{below}"


PATCH_SET = Need("patch", "statefulsets", "apps")
PATCH_SCALE = Need("patch", "statefulsets", "apps", "scale")
DELETE_SET = Need("delete", "statefulsets", "apps")
DELETE_POD = Need("delete", "pods")
EVICT_POD = Need("create", "pods", "", "eviction")
PATCH_CLAIM = Need("patch", "persistentvolumeclaims")
DELETE_CLAIM = Need("delete", "persistentvolumeclaims")

NEEDS = (
    PATCH_SET,
    PATCH_SCALE,
    DELETE_SET,
    DELETE_POD,
    EVICT_POD,
    PATCH_CLAIM,
    DELETE_CLAIM,
)
"""All of them: what to ask the API server for before a plan is made."""

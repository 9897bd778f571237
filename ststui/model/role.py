"""What a member is in its application, where a label says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

ROLE_LABELS = (
    "cnpg.io/instanceRole",
    "spilo-role",
    "role",
    "app.kubernetes.io/role",
    "redis-role",
    "mongodb.com/role",
)
"""Labels that operators keep up to date, most specific first (CloudNativePG, Zalando's operator,
Patroni, Redis operators). They lag behind the truth."""
STRIMZI_PREFIX = "strimzi.io/"
"""Strimzi tells roles by labels such as ``strimzi.io/controller-role: "true"``."""
PRIMARIES = frozenset({"primary", "master", "leader"})
"""Values of the member that takes the writes."""


def role(labels: Mapping[str, str], *, names: tuple[str, ...] = ROLE_LABELS) -> str | None:
    """The role by the first label present, raw; None when none is."""
    for name in names:
        value = labels.get(name)
        if value:
            return value
    roles = [
        key.removeprefix(STRIMZI_PREFIX).removesuffix("-role")
        for key, value in labels.items()
        if key.startswith(STRIMZI_PREFIX) and key.endswith("-role") and value == "true"
    ]
    return "+".join(sorted(roles)) or None

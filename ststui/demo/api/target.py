"""What a path of the API means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import kinds, refusal

if TYPE_CHECKING:
    from ststui.demo.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The collection, object or part of an object a request is about."""

    kind: Kind
    """What kind of object."""
    namespace: str = ""
    """The namespace, empty for all or for cluster-wide kinds."""
    name: str = ""
    """The object, empty for the collection."""
    subresource: str = ""
    """The part of it, empty for the whole."""
    rest: str = ""
    """What stands behind a proxy subresource."""


def read_target(path: str) -> Target:
    """The target of a path such as /apis/apps/v1/namespaces/shop/statefulsets/web/scale.

    Raises:
        RefusedError: 404 if the server has no such path.
    """
    parts = [part for part in path.split("/") if part]
    if parts[:2] == ["api", "v1"]:
        group, version, parts = "", "v1", parts[2:]
    elif len(parts) >= 4 and parts[0] == "apis":
        group, version, parts = parts[1], parts[2], parts[3:]
    else:
        raise refusal.no_path()
    namespace = ""
    if len(parts) >= 3 and parts[0] == "namespaces" and parts[2] not in ("status", "finalize"):
        namespace, parts = parts[1], parts[2:]
    kind = kinds.BY_PATH.get((group, version, parts[0])) if parts else None
    if kind is None:
        raise refusal.no_path()
    if namespace and not kind.namespaced:
        raise refusal.no_path()
    return Target(
        kind=kind,
        namespace=namespace,
        name=parts[1] if len(parts) > 1 else "",
        subresource=parts[2] if len(parts) > 2 else "",
        rest="/".join(parts[3:]),
    )

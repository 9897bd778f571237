"""Reading and rewriting JSON objects without changing them, since every stored object is shared."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, TypeAlias

Json: TypeAlias = dict[str, Any]
"""A JSON object as the API server speaks it."""


def at(obj: Any, *path: str, default: Any = None) -> Any:
    """The value at a path of keys.

    Args:
        obj: Where to start; anything that is no object ends the walk.
        *path: Keys, outermost first.
        default: What an absent or null value is read as.

    Returns:
        The value found, else the default.
    """
    for key in path:
        if not isinstance(obj, dict):
            return default
        obj = obj.get(key)
    return default if obj is None else obj


def put(obj: Json, value: Any, *path: str) -> Json:
    """A copy with another value at a path; only the objects on the path are copied.

    Args:
        obj: The object to start from.
        value: The new value; None removes the last key.
        *path: Keys, outermost first; missing objects are made.

    Returns:
        The new object.
    """
    key, rest = path[0], path[1:]
    new = dict(obj)
    if rest:
        inner = obj.get(key)
        new[key] = put(inner if isinstance(inner, dict) else {}, value, *rest)
    elif value is None:
        new.pop(key, None)
    else:
        new[key] = value
    return new


def thaw(value: Any) -> Any:
    """A deep copy that may be changed.

    Args:
        value: Any JSON value.

    Returns:
        The copy; strings and numbers are shared.
    """
    if isinstance(value, dict):
        return {key: thaw(item) for key, item in value.items()}
    if isinstance(value, list):
        return [thaw(item) for item in value]
    return value


def name_of(obj: Json) -> str:
    """The object's name, empty if it has none."""
    return str(at(obj, "metadata", "name", default=""))


def namespace_of(obj: Json) -> str:
    """The object's namespace, empty for cluster-wide ones."""
    return str(at(obj, "metadata", "namespace", default=""))


def uid_of(obj: Json) -> str:
    """The object's uid."""
    return str(at(obj, "metadata", "uid", default=""))


def labels_of(obj: Json) -> dict[str, str]:
    """The object's labels; not to be changed."""
    labels: dict[str, str] = at(obj, "metadata", "labels", default={})
    return labels


def annotations_of(obj: Json) -> dict[str, str]:
    """The object's annotations; not to be changed."""
    annotations: dict[str, str] = at(obj, "metadata", "annotations", default={})
    return annotations


def is_deleting(obj: Json) -> bool:
    """Whether deletion was asked for and something still holds the object."""
    return bool(at(obj, "metadata", "deletionTimestamp"))


def controller_of(obj: Json) -> Json | None:
    """The owner reference marked as the controller, if any."""
    for reference in at(obj, "metadata", "ownerReferences", default=[]):
        if reference.get("controller"):
            found: Json = reference
            return found
    return None


def condition(obj: Json, kind: str) -> Json:
    """A condition of the object's status, empty if it is not there."""
    for entry in at(obj, "status", "conditions", default=[]):
        if entry.get("type") == kind:
            found: Json = entry
            return found
    return {}


def is_ready(pod: Json) -> bool:
    """Whether a pod's Ready condition is True."""
    return condition(pod, "Ready").get("status") == "True"


def stamp(moment: datetime) -> str:
    """A moment as the API server writes it: RFC 3339 in UTC, whole seconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def micro_stamp(moment: datetime) -> str:
    """A moment with microseconds, as leases and new events carry it."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def moment_of(text: str) -> datetime:
    """The moment a timestamp of the API means.

    Raises:
        ValueError: If the text is no RFC 3339 time.
    """
    return datetime.fromisoformat(text)

"""One line of a watch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

import msgspec

from ststui.cluster.decode.page import Malformed
from ststui.cluster.decode.single import MAX_WHY, Object, decode_object
from ststui.model import Complaint

T = TypeVar("T", bound=Object)


class Status(msgspec.Struct, frozen=True):
    """metav1.Status: what the server says of a failure."""

    code: int = 0
    reason: str = ""
    message: str = ""


class _Line(msgspec.Struct):
    type: str = ""
    object: msgspec.Raw = msgspec.Raw(b"{}")


class _VersionOnly(msgspec.Struct, rename="camel"):
    resource_version: str = ""


class _MetadataOnly(msgspec.Struct):
    metadata: _VersionOnly = msgspec.field(default_factory=_VersionOnly)


@dataclass(frozen=True, slots=True)
class WatchEvent(Generic[T]):
    """What happened to an object."""

    verb: str
    """ADDED, MODIFIED, DELETED, BOOKMARK or ERROR."""
    object: T | Complaint | Status | None
    """None for a bookmark, a Status for an ERROR."""
    resource_version: str
    """Empty for an ERROR."""


def decode_event(line: bytes, kind: type[T], *, resource: str) -> WatchEvent[T] | Malformed:
    """Decode one line of a watch.

    Args:
        line: one JSON document, ``{"type": …, "object": …}``.
        kind: the model's Struct of the objects.
        resource: the API's plural name, for Complaints.
    """
    try:
        found = msgspec.json.decode(line, type=_Line)
        if found.type == "ERROR":
            return WatchEvent(
                verb="ERROR",
                object=msgspec.json.decode(found.object, type=Status),
                resource_version="",
            )
        if found.type == "BOOKMARK":
            version = msgspec.json.decode(found.object, type=_MetadataOnly).metadata
            return WatchEvent(
                verb="BOOKMARK", object=None, resource_version=version.resource_version
            )
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Malformed(why=str(error)[:MAX_WHY])
    if found.type not in {"ADDED", "MODIFIED", "DELETED"}:
        return Malformed(why=f"unknown event type {found.type[:40]!r}")
    decoded = decode_object(found.object, kind, resource=resource)
    version_of = "" if isinstance(decoded, Complaint) else decoded.metadata.resource_version
    return WatchEvent(verb=found.type, object=decoded, resource_version=version_of)

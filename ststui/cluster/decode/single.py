"""One object: strictly first, then with nulls removed, else as a Complaint."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol, TypeVar

import msgspec

from ststui.cluster.decode.shared import share
from ststui.model import Complaint, Metadata, StatefulSet
from ststui.model.stateful_set import MOST_REPLICAS


class Object(Protocol):
    """Anything with metadata."""

    @property
    def metadata(self) -> Metadata:
        """Its metadata."""


T = TypeVar("T", bound=Object)

MAX_WHY = 300
"""Characters of an error text that are kept."""


def beyond_measure(found: object) -> str:
    """What makes an object too large to be meant; empty for all others.

    Every ordinal of a set is looked at, and one zero too many makes a thousand million of them.
    """
    if isinstance(found, StatefulSet) and found.replicas > MOST_REPLICAS:
        return f"it asks for {found.replicas} replicas; more than {MOST_REPLICAS} are not shown"
    return ""


@cache
def decoder(kind: type[T]) -> msgspec.json.Decoder[T]:
    """The decoder of a type, made once."""
    return msgspec.json.Decoder(kind)


def decode_object(body: bytes | msgspec.Raw, kind: type[T], *, resource: str) -> T | Complaint:
    """Decode one object.

    Args:
        body: JSON of the object.
        kind: the model's Struct.
        resource: the API's plural name, for the Complaint.
    """
    try:
        found: T = decoder(kind).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return _leniently(body, kind, resource=resource, why=str(error))
    if not found.metadata.name:
        return _complaint(body, resource=resource, why="metadata.name is missing")
    beyond = beyond_measure(found)
    return _complaint(body, resource=resource, why=beyond) if beyond else share(found)


def _leniently(
    body: bytes | msgspec.Raw, kind: type[T], *, resource: str, why: str
) -> T | Complaint:
    # Writers other than Go's marshaller send null where a list or text belongs.
    try:
        found = msgspec.convert(_without_nulls(msgspec.json.decode(body)), kind, strict=True)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _complaint(body, resource=resource, why=why)
    if not found.metadata.name:
        return _complaint(body, resource=resource, why="metadata.name is missing")
    beyond = beyond_measure(found)
    return _complaint(body, resource=resource, why=beyond) if beyond else share(found)


def _without_nulls(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_nulls(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_nulls(each) for each in value if each is not None]
    return value


def _complaint(body: bytes | msgspec.Raw, *, resource: str, why: str) -> Complaint:
    metadata: Any = None
    try:
        whole = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        whole = None
    if isinstance(whole, dict):
        metadata = whole.get("metadata")
    known = metadata if isinstance(metadata, dict) else {}

    def text(field: str) -> str:
        value = known.get(field)
        return value if isinstance(value, str) else ""

    return Complaint(
        resource=resource,
        namespace=text("namespace"),
        name=text("name"),
        uid=text("uid"),
        why=why[:MAX_WHY],
    )

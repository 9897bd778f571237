"""A page of a list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Generic, TypeVar

import msgspec

from ststui.cluster.decode.shared import share
from ststui.cluster.decode.single import MAX_WHY, Object, beyond_measure, decode_object
from ststui.model import Complaint, StatefulSet

T = TypeVar("T", bound=Object)


class _ListMetadata(msgspec.Struct, rename="camel"):
    resource_version: str = ""
    continue_: str = msgspec.field(name="continue", default="")
    remaining_item_count: int | None = None


class _RawList(msgspec.Struct):
    metadata: _ListMetadata = msgspec.field(default_factory=_ListMetadata)
    items: list[msgspec.Raw] | None = None


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """What one response of a list held."""

    items: tuple[T, ...]
    complaints: tuple[Complaint, ...]
    resource_version: str
    continue_token: str
    """Empty on the last page."""
    remaining: int | None
    """How many more there are, where the server says so."""


@dataclass(frozen=True, slots=True)
class Malformed:
    """A body that is not a list."""

    why: str


@cache
def _list_decoder(kind: type[Any]) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(
        msgspec.defstruct(
            f"{kind.__name__}List",
            [
                ("items", list[kind]),  # type: ignore[valid-type]
                ("metadata", _ListMetadata, msgspec.field(default_factory=_ListMetadata)),
            ],
        )
    )


_HEAD = re.compile(
    rb'\{(?:"(?:kind|apiVersion)":"[^"]*",){0,2}'
    rb'"metadata":\{[^{}\[\]]*?"continue":"([\w=+/.-]+)"[,}]'
)
"""How the API server begins a list (v1.36.3: kind, apiVersion, metadata, items). A token is base64
(apiserver, storage/continue.go)."""


def next_token(head: bytes) -> str:
    """The continue token in the first bytes of a list; empty when it is not seen there.

    Args:
        head: the beginning of the JSON of a ``…List``, cut anywhere.
    """
    found = _HEAD.match(head)
    return found[1].decode() if found else ""


def decode_page(body: bytes, kind: type[T], *, resource: str) -> Page[T] | Malformed:
    """Decode a page: all at once, and one by one where that fails.

    Args:
        body: JSON of a ``…List``.
        kind: the model's Struct of the items.
        resource: the API's plural name, for Complaints.
    """
    try:
        found = _list_decoder(kind).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _one_by_one(body, kind, resource=resource)
    too_large = kind is StatefulSet and any(map(beyond_measure, found.items))
    if too_large or not all(each.metadata.name for each in found.items):
        return _one_by_one(body, kind, resource=resource)
    return _page(found.metadata, [share(each) for each in found.items], [])


def _one_by_one(body: bytes, kind: type[T], *, resource: str) -> Page[T] | Malformed:
    try:
        raw = msgspec.json.decode(body, type=_RawList)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return Malformed(why=str(error)[:MAX_WHY])
    if raw.items is None and not raw.metadata.resource_version:
        return Malformed(why="neither items nor a resourceVersion")
    items: list[T] = []
    complaints: list[Complaint] = []
    for each in raw.items or ():
        found = decode_object(each, kind, resource=resource)
        if isinstance(found, Complaint):
            complaints.append(found)
        else:
            items.append(found)
    return _page(raw.metadata, items, complaints)


def _page(metadata: _ListMetadata, items: list[T], complaints: list[Complaint]) -> Page[T]:
    return Page(
        items=tuple(items),
        complaints=tuple(complaints),
        resource_version=metadata.resource_version,
        continue_token=metadata.continue_,
        remaining=metadata.remaining_item_count,
    )

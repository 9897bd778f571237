"""Which namespaces there are, as far as that may be known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from ststui.cluster.trouble import Trouble
from ststui.model.ordinal import natural

if TYPE_CHECKING:
    from ststui.cluster.session import Session

MOST = 2_000
"""Names that are asked for; more than anyone picks from a list."""


class _Named(msgspec.Struct):
    name: str = ""


class _Item(msgspec.Struct):
    metadata: _Named = msgspec.field(default_factory=_Named)


class _List(msgspec.Struct):
    items: list[_Item] = msgspec.field(default_factory=list)


async def namespaces(session: Session) -> tuple[str, ...]:
    """Names in natural order; none when they cannot be listed."""
    found = await list_namespaces(session)
    return () if isinstance(found, Trouble) else found


async def list_namespaces(session: Session) -> tuple[str, ...] | Trouble:
    """Names in natural order, or why they cannot be listed."""
    found = await session.get("/api/v1/namespaces", query={"limit": str(MOST)})
    if isinstance(found, Trouble):
        return found
    try:
        listed = msgspec.json.decode(found.body, type=_List)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Trouble(kind="malformed", text="the list of namespaces cannot be read")
    return tuple(sorted((each.metadata.name for each in listed.items), key=natural))

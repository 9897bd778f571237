"""The list-watch: what the server holds and every change of it, for ever.

List in pages, then watch from the list's version with bookmarks; a version that is too old (410)
means a new list; a connection that is lost is taken up where it was. The order of things is that of
client-go v0.36.3, tools/cache/reflector.go; what differs is that it says what it does.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import TypeVar

from ststui.cluster.change import Change
from ststui.cluster.decode.single import Object
from ststui.cluster.following import follow
from ststui.cluster.kinds import Kind
from ststui.cluster.listing import selection
from ststui.cluster.pace import Pace
from ststui.cluster.paged_list import read_list
from ststui.cluster.session import Session
from ststui.cluster.source import Source

T = TypeVar("T", bound=Object)


async def watch(
    session: Session,
    kind: Kind[T],
    *,
    namespace: str | None,
    label_selector: str | None = None,
    field_selector: str = "",
    pace: Pace | None = None,
) -> AsyncGenerator[Change[T], None]:
    """List and watch, for ever.

    Args:
        session: The session.
        kind: The kind.
        namespace: The namespace, `None` for all.
        label_selector: A label selector instead of the kind's; empty for none at all.
        field_selector: A field selector.
        pace: Time and chance, for tests.

    Yields:
        The changes, in the order described in `ststui.cluster.change`. It never ends and raises
        nothing but `CancelledError`.
    """
    source = Source(
        session,
        kind,
        namespace,
        selection(kind, label_selector=label_selector, field_selector=field_selector),
        pace or Pace(),
    )
    while True:
        async with aclosing(read_list(source)) as listing:
            async for change in listing:
                yield change
        async with aclosing(follow(source)) as following:
            async for change in following:
                yield change

"""Watches: the changes after a resourceVersion, as they happen."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from ststui.demo import refusal
from ststui.demo.api.listing import query_filter

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping

    from ststui.demo.api.target import Target
    from ststui.demo.fields import Json
    from ststui.demo.store import Change, Store

BOOKMARK_SECONDS = 60.0
"""Real seconds without a change after which a bookmark is sent, as the real watch cache does."""
_ENCODER = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRequest:
    """What a watch asks for."""

    target: Target
    """Which collection."""
    revision: int | None
    """Changes after this; None or 0 also gives what is there now."""
    test: Callable[[Json], bool]
    """Which objects."""
    bookmarks: bool
    """Whether the client understands bookmarks."""
    initial_events: bool
    """Whether the list is to be streamed first and closed with a marked bookmark."""
    seconds: float
    """When the server ends the watch, in real seconds."""


def read_watch(target: Target, query: Mapping[str, str]) -> WatchRequest:
    """The watch a query asks for.

    Raises:
        RefusedError: 400 for a bad selector or number.
    """
    text = query.get("resourceVersion", "")
    try:
        revision = int(text) if text else None
        seconds = float(query.get("timeoutSeconds", "1800") or 1800)
    except ValueError:
        raise refusal.bad_request(f'Invalid resource version: "{text}"') from None
    test = query_filter(query)
    if target.name:
        by_query, name = test, target.name

        def test(obj: Json) -> bool:
            return bool(obj["metadata"]["name"] == name) and by_query(obj)

    return WatchRequest(
        target=target,
        revision=revision,
        test=test,
        bookmarks=query.get("allowWatchBookmarks") in ("true", "1"),
        initial_events=query.get("sendInitialEvents") in ("true", "1"),
        seconds=seconds,
    )


def _line(verb: str, obj: Json) -> bytes:
    return _ENCODER.encode({"type": verb, "object": obj}) + b"\n"


def _bookmark(request: WatchRequest, revision: int, *, initial: bool = False) -> Json:
    metadata: Json = {"resourceVersion": str(revision)}
    if initial:
        metadata["annotations"] = {"k8s.io/initial-events-end": "true"}
    kind = request.target.kind
    return {"kind": kind.kind, "apiVersion": kind.api_version, "metadata": metadata}


def _as_seen(request: WatchRequest, change: Change) -> tuple[str, Json] | None:
    """The event a watcher with selectors sees: leaving the selection is a deletion to it."""
    namespace = request.target.namespace
    if namespace and change.new["metadata"].get("namespace") != namespace:
        return None
    is_in = change.verb != "DELETED" and request.test(change.new)
    was_in = change.old is not None and request.test(change.old)
    if is_in:
        return ("MODIFIED" if was_in else "ADDED"), change.new
    if was_in:
        return "DELETED", change.new
    return None


def _present(store: Store, request: WatchRequest) -> Iterator[Json]:
    return filter(request.test, store.each(request.target.kind, request.target.namespace))


async def watch_lines(
    store: Store, request: WatchRequest, shape: Callable[[Json], Json]
) -> AsyncIterator[bytes]:
    """The lines of a watch.

    Args:
        store: The objects and their changes.
        request: What is asked for.
        shape: Turns an object into what is sent (itself, its metadata, a Table).

    Yields:
        Encoded lines, several at a time; an empty one when nothing happened for a while.
    """
    kind, revision = request.target.kind, request.revision
    if not revision or request.initial_events:
        revision = store.revision
        first = b"".join(_line("ADDED", shape(obj)) for obj in _present(store, request))
        if request.initial_events:
            first += _line("BOOKMARK", _bookmark(request, revision, initial=True))
        if first:
            yield first
    ends = asyncio.get_running_loop().time() + request.seconds
    while (left := ends - asyncio.get_running_loop().time()) > 0:
        if store.is_compacted(kind, revision):
            yield _too_old(store, revision)
            return
        changes = store.changes_since(kind, revision)
        if changes:
            revision = changes[-1].revision
            seen = (_as_seen(request, change) for change in changes)
            lines = b"".join(_line(item[0], shape(item[1])) for item in seen if item)
            if lines:
                yield lines
            continue
        quiet = await _is_quiet(store, min(left, BOOKMARK_SECONDS))
        if quiet and request.bookmarks:
            revision = store.revision
            yield _line("BOOKMARK", _bookmark(request, revision))


async def _is_quiet(store: Store, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await store.news()
    except TimeoutError:
        return True
    return False


def _too_old(store: Store, revision: int) -> bytes:
    message = f"too old resource version: {revision} ({store.revision})"
    return _line("ERROR", refusal.expired(message).status())

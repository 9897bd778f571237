"""The second half of a list-watch: watches one after the other, until only a new list helps."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass
from typing import Final, TypeVar

from ststui.cluster.answer import trouble_of_status
from ststui.cluster.change import Alive, Change, Ended, Gone, Odd, Polling, Put
from ststui.cluster.decode import Malformed, Status, WatchEvent, decode_event
from ststui.cluster.decode.single import Object
from ststui.cluster.event_order import EventOrder
from ststui.cluster.kinds import path
from ststui.cluster.lines import Lines
from ststui.cluster.source import Source
from ststui.cluster.trouble import Trouble
from ststui.model import Complaint

T = TypeVar("T", bound=Object)

MOST_FAILED_WATCHES: Final = 3
"""So many watches in a row that the server itself ends; then a new list."""

LONGEST_GAP: Final = 60.0
"""Seconds without the server after which a watch is not taken up but the list read anew: an etcd
that was restored from a backup counts its versions from an older one, and a watch from the future
is silent."""

NO_WATCH: Final = frozenset({"denied", "notAllowed"})
"""Trouble with a watch that means: lists only."""

SILENT_WATCHES: Final = 2
"""For so many times the idle time nothing comes by watches that stand; then lists are believed.
Bookmarks come about every minute to a watch that allows them (apiserver v0.36.3,
pkg/storage/cacher/cacher.go: defaultBookmarkFrequency), also where nothing happens: without them
something on the way, like a proxy that buffers, keeps the bytes to itself."""

WITHOUT_BOOKMARKS: Final = frozenset({"events"})
"""Of these a server may well say nothing for longer: they have no watch cache (kubernetes v1.36.3,
pkg/kubeapiserver/default_storage_factory_builder.go), and etcd tells of its progress every ten
minutes. They are listed anew as well, and nothing is said."""

UNHEARD: Final = frozenset({"unreachable", "timeout", "tls", "proxy", "throttled", "unauthorized"})
"""Trouble that says nothing about the version a watch was opened with."""


@dataclass(slots=True)
class _Watch:
    """What is known of one watch when it has ended."""

    trouble: Trouble | None = None
    stood: bool = False
    events: int = 0
    heard: float = float("-inf")
    """When the last event or bookmark came, by the stopwatch."""
    quiet: bool = False
    """Whether it ended because nothing was heard for too long."""


async def follow(source: Source[T]) -> AsyncGenerator[Change[T], None]:
    """Watch from the source's version until a new list is needed.

    Args:
        source: What to read, after a complete list.

    Yields:
        Alive, Put, Gone, Odd, Ended, Lost, Polling.
    """
    order = EventOrder(source.version)
    failed, heard = 0, source.pace.stopwatch()
    told = heard
    if source.deaf:
        text = f"watches of {source.session.server} bring nothing: a proxy may hold them back"
        yield Polling(Trouble(kind="timeout", text=text))
    while failed < MOST_FAILED_WATCHES and source.pace.stopwatch() - heard < LONGEST_GAP:
        watch, opened = _Watch(), source.pace.stopwatch()
        async with aclosing(_events(source, order, watch=watch)) as events:
            async for change in events:
                yield change
        now = source.pace.stopwatch()
        worked = watch.events > 0 or (watch.stood and now - opened >= source.pace.quick_seconds)
        if watch.stood:
            heard = now
            yield Ended(source.session.now())
        told = max(told, watch.heard)
        trouble = watch.trouble
        stood = watch.stood and (watch.quiet or trouble is None)
        if stood and now - told >= _longest_silence(source):
            source.deaf = source.kind.plural not in WITHOUT_BOOKMARKS
            return
        if watch.quiet:
            # Not every server sends bookmarks (events have none): ask again before saying a word.
            continue
        if trouble is not None and trouble.kind == "gone":
            # At once, but not again and again: a server whose watches are always too old.
            if now - source.expired_at >= LONGEST_GAP:
                source.expired_at = now
                return
            failed = MOST_FAILED_WATCHES
        elif worked:
            failed = 0
            source.backoff.healthy()
            if trouble is None:
                continue
        trouble = trouble or Trouble(
            kind="malformed", text=f"{source.session.server} ends each watch at once"
        )
        if trouble.kind in NO_WATCH:
            yield Polling(trouble)
            await source.pace.sleep(source.pace.poll_seconds)
            return
        failed += trouble.kind not in UNHEARD
        lost, wait = source.lost(trouble)
        yield lost
        await source.pace.sleep(wait)


async def _events(
    source: Source[T], order: EventOrder, *, watch: _Watch
) -> AsyncGenerator[Change[T], None]:
    """One watch; what ended it is left in `watch`."""
    query = {
        **source.selectors,
        "watch": "1",
        "allowWatchBookmarks": "true",
        "resourceVersion": order.version,
        "timeoutSeconds": str(int(source.pace.random.uniform(*source.pace.watch_seconds))),
    }
    where = path(source.kind, namespace=source.namespace)
    async with source.session.stream(
        where, query=query, idle_timeout=_idle_seconds(source)
    ) as stream:
        if isinstance(stream, Trouble):
            watch.trouble = stream
            return
        watch.stood = True
        if not source.deaf:
            yield Alive(source.session.now())
        lines = Lines()
        async for chunk in stream:
            for line in lines.feed(chunk):
                event = decode_event(line, source.kind.type, resource=source.kind.plural)
                watch.trouble = _trouble_in(event, order=order, source=source)
                if watch.trouble is not None or isinstance(event, Malformed):
                    return
                watch.events, watch.heard = watch.events + 1, source.pace.stopwatch()
                if source.deaf:
                    source.deaf = False
                    yield Alive(source.session.now())
                change = _change(event, order=order, source=source)
                if change is not None:
                    yield change
        watch.trouble = stream.trouble
        watch.quiet = stream.trouble is not None and stream.trouble.kind == "timeout"


def _idle_seconds(source: Source[T]) -> float:
    """For how long a watch may say nothing; shorter where lists have to tell what changes."""
    return source.pace.idle_seconds / (2 if source.deaf else 1)


def _longest_silence(source: Source[T]) -> float:
    return (
        source.pace.idle_seconds / 2 if source.deaf else SILENT_WATCHES * source.pace.idle_seconds
    )


def _trouble_in(
    event: WatchEvent[T] | Malformed, *, order: EventOrder, source: Source[T]
) -> Trouble | None:
    if isinstance(event, Malformed):
        return Trouble(
            kind="malformed",
            text=f"{source.session.server} sent no event of {source.kind.plural}: {event.why}",
        )
    if isinstance(event.object, Status):
        said = event.object
        return trouble_of_status(
            said.code, reason=said.reason, message=said.message, server=source.session.server
        )
    if event.verb == "BOOKMARK" and not order.bookmark(event.resource_version):
        return Trouble(kind="gone", text=f"the versions of {source.session.server} went back")
    return None


def _change(event: WatchEvent[T], *, order: EventOrder, source: Source[T]) -> Change[T] | None:
    found = event.object
    if found is None or isinstance(found, Status):
        return Alive(source.session.now())
    if isinstance(found, Complaint):
        return Gone(found) if event.verb == "DELETED" else Odd(found)
    if not order.is_news(found.metadata.uid, version=event.resource_version):
        return None
    return Gone(found) if event.verb == "DELETED" else Put(found)

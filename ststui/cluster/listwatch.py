"""The list-watch: what the server holds and every change of it, for ever.

List in pages, then watch from the list's version with bookmarks; a version that is too old (410)
means a new list; a connection that is lost is taken up where it was. The order of things is that of
client-go v0.36.3, tools/cache/reflector.go; what differs is that it says what it does.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Generic, TypeVar

from ststui.cluster.ahead import Ahead
from ststui.cluster.answer import trouble_of_status
from ststui.cluster.change import (
    Alive,
    Arrived,
    Change,
    Complete,
    Gone,
    Listing,
    Lost,
    Odd,
    Polling,
    Put,
)
from ststui.cluster.decode import Malformed, Page, Status, WatchEvent, decode_event
from ststui.cluster.decode.single import Object
from ststui.cluster.event_order import EventOrder
from ststui.cluster.kinds import Kind, path
from ststui.cluster.lines import Lines
from ststui.cluster.listing import read_page, selection
from ststui.cluster.pace import Backoff, Pace
from ststui.cluster.session import Session
from ststui.cluster.trouble import Trouble
from ststui.model import Complaint

T = TypeVar("T", bound=Object)

MOST_PAGE_TRIES: Final = 3
"""So often the same page is asked for; then the list begins anew."""

MOST_PAGED_LISTS: Final = 2
"""So often a paged list may expire on the way; then it is asked for in one piece, as client-go."""

MOST_FAILED_WATCHES: Final = 3
"""So many watches in a row that the server itself ends; then a new list."""

LONGEST_GAP: Final = 60.0
"""Seconds without the server after which a watch is not taken up but the list read anew: an etcd
that was restored from a backup counts its versions from an older one, and a watch from the future
is silent."""

NO_WATCH: Final = frozenset({"denied", "notAllowed"})
"""Trouble with a watch that means: lists only."""


UNHEARD: Final = frozenset({"unreachable", "timeout", "tls", "proxy", "throttled", "unauthorized"})
"""Trouble that says nothing about the version a watch was opened with."""


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
    feed = _Feed(
        session,
        kind,
        namespace,
        selection(kind, label_selector=label_selector, field_selector=field_selector),
        pace or Pace(),
    )
    while True:
        async with aclosing(feed.list()) as listing:
            async for change in listing:
                yield change
        async with aclosing(feed.follow()) as following:
            async for change in following:
                yield change


@dataclass(slots=True)
class _Watch:
    """What is known of one watch when it has ended."""

    trouble: Trouble | None = None
    stood: bool = False
    events: int = 0


@dataclass(slots=True)
class _Feed(Generic[T]):
    session: Session
    kind: Kind[T]
    namespace: str | None
    selectors: dict[str, str]
    pace: Pace
    backoff: Backoff = field(init=False)
    version: str = ""
    expired_at: float = float("-inf")
    """When a version that was too old last led to a new list without waiting."""

    def __post_init__(self) -> None:
        self.backoff = Backoff(self.pace)

    async def list(self) -> AsyncGenerator[Change[T], None]:
        """Read a complete list, however long it takes; `version` is then its version."""
        expired = 0
        ahead = Ahead[Page[T] | Trouble]()
        try:
            while True:
                limit = self.pace.page if expired < MOST_PAGED_LISTS else 0
                token, first, failures = "", True, 0
                while failures < MOST_PAGE_TRIES:
                    asked = self.session.now()
                    if not ahead.begun:
                        ahead.begin(self._page(token, limit=limit))
                    page = await ahead.take()
                    if isinstance(page, Trouble):
                        failures += 1 if token else MOST_PAGE_TRIES
                        if page.kind == "gone" and expired < MOST_PAGED_LISTS:
                            expired += 1
                            break
                        lost, wait = self._lost(page)
                        yield lost
                        await self.pace.sleep(wait)
                        continue
                    token, failures = page.continue_token, 0
                    if token:
                        ahead.begin(self._page(token, limit=limit))
                    if first:
                        # All pages have one version; where a server's do not, the watch from the
                        # first one tells what changed meanwhile.
                        self.version, first = page.resource_version, False
                        yield Listing(asked)
                    yield Arrived(page.items, page.complaints, page.remaining if token else 0)
                    if not token:
                        yield Complete(self.session.now(), self.version)
                        return
        finally:
            await ahead.drop()

    async def follow(self) -> AsyncGenerator[Change[T], None]:
        """Watch from `version` until a new list is needed."""
        order = EventOrder(self.version)
        failed, heard = 0, self.pace.stopwatch()
        while failed < MOST_FAILED_WATCHES and self.pace.stopwatch() - heard < LONGEST_GAP:
            watch, opened = _Watch(), self.pace.stopwatch()
            async with aclosing(self._events(order, watch=watch)) as events:
                async for change in events:
                    yield change
            now = self.pace.stopwatch()
            worked = watch.events > 0 or (watch.stood and now - opened >= self.pace.quick_seconds)
            if watch.stood:
                heard = now
            trouble = watch.trouble
            if trouble is not None and trouble.kind == "gone":
                # At once, but not again and again: a server whose watches are always too old.
                if now - self.expired_at >= LONGEST_GAP:
                    self.expired_at = now
                    return
                failed = MOST_FAILED_WATCHES
            elif worked:
                failed = 0
                self.backoff.healthy()
                if trouble is None:
                    continue
            trouble = trouble or Trouble(
                kind="malformed", text=f"{self.session.server} ends each watch at once"
            )
            if trouble.kind in NO_WATCH:
                yield Polling(self.pace.poll_seconds, trouble)
                await self.pace.sleep(self.pace.poll_seconds)
                return
            failed += trouble.kind not in UNHEARD
            lost, wait = self._lost(trouble)
            yield lost
            await self.pace.sleep(wait)

    async def _events(self, order: EventOrder, *, watch: _Watch) -> AsyncGenerator[Change[T], None]:
        """One watch; what ended it is left in `watch`."""
        query = {
            **self.selectors,
            "watch": "1",
            "allowWatchBookmarks": "true",
            "resourceVersion": order.version,
            "timeoutSeconds": str(int(self.pace.random.uniform(*self.pace.watch_seconds))),
        }
        where = path(self.kind, namespace=self.namespace)
        async with self.session.stream(
            where, query=query, idle_timeout=self.pace.idle_seconds
        ) as stream:
            if isinstance(stream, Trouble):
                watch.trouble = stream
                return
            watch.stood = True
            yield Alive(self.session.now())
            lines = Lines()
            async for chunk in stream:
                for line in lines.feed(chunk):
                    event = decode_event(line, self.kind.type, resource=self.kind.plural)
                    watch.trouble = self._trouble_in(event, order=order)
                    if watch.trouble is not None or isinstance(event, Malformed):
                        return
                    watch.events += 1
                    change = self._change(event, order=order)
                    if change is not None:
                        yield change
            watch.trouble = stream.trouble

    def _trouble_in(self, event: WatchEvent[T] | Malformed, *, order: EventOrder) -> Trouble | None:
        if isinstance(event, Malformed):
            return Trouble(
                kind="malformed",
                text=f"{self.session.server} sent no event of {self.kind.plural}: {event.why}",
            )
        if isinstance(event.object, Status):
            said = event.object
            return trouble_of_status(
                said.code, reason=said.reason, message=said.message, server=self.session.server
            )
        if event.verb == "BOOKMARK" and not order.bookmark(event.resource_version):
            return Trouble(kind="gone", text=f"the versions of {self.session.server} went back")
        return None

    def _change(self, event: WatchEvent[T], *, order: EventOrder) -> Change[T] | None:
        found = event.object
        if found is None or isinstance(found, Status):
            return Alive(self.session.now())
        if isinstance(found, Complaint):
            return Gone(found) if event.verb == "DELETED" else Odd(found)
        if not order.is_news(found.metadata.uid, version=event.resource_version):
            return None
        return Gone(found) if event.verb == "DELETED" else Put(found)

    async def _page(self, token: str, *, limit: int) -> Page[T] | Trouble:
        query = dict(self.selectors)
        if limit:
            query["limit"] = str(limit)
        if token:
            query["continue"] = token
        return await read_page(self.session, self.kind, namespace=self.namespace, query=query)

    def _lost(self, trouble: Trouble) -> tuple[Lost, float]:
        wait = self.backoff.wait(retry_after=trouble.retry_after)
        return Lost(trouble, self.session.now() + timedelta(seconds=wait)), wait

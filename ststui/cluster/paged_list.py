"""The first half of a list-watch: a complete list in pages, begun anew until it succeeds."""

from collections.abc import AsyncGenerator, Callable
from typing import Final, TypeVar

from ststui.cluster.ahead import Ahead
from ststui.cluster.change import Arrived, Change, Complete, Listing
from ststui.cluster.decode import Page
from ststui.cluster.decode.single import Object
from ststui.cluster.source import Source
from ststui.cluster.trouble import Trouble

T = TypeVar("T", bound=Object)

MOST_PAGE_TRIES: Final = 3
"""So often the same page is asked for; then the list begins anew."""

MOST_PAGED_LISTS: Final = 2
"""So often a paged list may expire on the way; then it is asked for in one piece, as client-go."""


async def read_list(source: Source[T]) -> AsyncGenerator[Change[T], None]:
    """Read a complete list, however long it takes.

    Args:
        source: What to read; its `version` is then that of the list.

    Yields:
        Listing, Arrived and at last Complete; Lost as often as it fails.
    """
    expired = 0

    async def ask(token: str, tell: Callable[[str], None]) -> Page[T] | Trouble:
        first = source.pace.first_page if not token else None
        limit = (first or source.pace.page) if expired < MOST_PAGED_LISTS else 0
        return await source.page(token, limit=limit, tell=None if first else tell)

    ahead = Ahead(ask)
    try:
        while True:
            await ahead.drop()
            token, first, failures = "", True, 0
            while failures < MOST_PAGE_TRIES:
                asked = source.session.now()
                page = await ahead.take(token)
                if isinstance(page, Trouble):
                    failures += 1 if token else MOST_PAGE_TRIES
                    if page.kind == "gone" and expired < MOST_PAGED_LISTS:
                        expired += 1
                        break
                    lost, wait = source.lost(page)
                    yield lost
                    await source.pace.sleep(wait)
                    continue
                token, failures = page.continue_token, 0
                if first:
                    # All pages have one version; where a server's do not, the watch from the
                    # first one tells what changed meanwhile.
                    source.version, first = page.resource_version, False
                    yield Listing(asked)
                yield Arrived(page.items, page.complaints, page.remaining if token else 0)
                if not token:
                    yield Complete(source.session.now())
                    return
    finally:
        await ahead.drop()

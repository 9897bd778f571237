"""What a list-watch reads, and what it remembers between a list and its watch."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Generic, TypeVar

from ststui.cluster.change import Lost
from ststui.cluster.decode import Page
from ststui.cluster.decode.single import Object
from ststui.cluster.kinds import Kind
from ststui.cluster.listing import read_page
from ststui.cluster.pace import Backoff, Pace
from ststui.cluster.session import Session
from ststui.cluster.trouble import Trouble

T = TypeVar("T", bound=Object)


@dataclass(slots=True)
class Source(Generic[T]):
    """One kind in one scope."""

    session: Session
    kind: Kind[T]
    namespace: str | None
    """`None` for all namespaces."""

    selectors: dict[str, str]
    """Query parameters that select objects."""

    pace: Pace
    backoff: Backoff = field(init=False)
    version: str = ""
    """The version of the last list."""

    expired_at: float = float("-inf")
    """When a version that was too old last led to a new list without waiting."""

    deaf: bool = False
    """Whether watches stand and bring nothing, so that only lists are believed."""

    def __post_init__(self) -> None:
        self.backoff = Backoff(self.pace)

    async def page(
        self, token: str, *, limit: int, tell: Callable[[str], None] | None
    ) -> Page[T] | Trouble:
        """Read one page of the list.

        Args:
            token: The continue token; empty for the first page.
            limit: Objects on it; 0 for all.
            tell: Called with the token of the next page, as soon as it is known; `None` where
                nobody asks ahead.

        Returns:
            The page, or why there is none.
        """
        query = dict(self.selectors)
        if limit:
            query["limit"] = str(limit)
        if token:
            query["continue"] = token
        return await read_page(
            self.session, self.kind, namespace=self.namespace, query=query, tell=tell
        )

    def lost(self, trouble: Trouble) -> tuple[Lost, float]:
        """Say that the server is lost, and for how long nothing is tried.

        Args:
            trouble: Why.

        Returns:
            What to tell, and the seconds to wait.
        """
        wait = self.backoff.wait(retry_after=trouble.retry_after)
        return Lost(trouble, self.session.now() + timedelta(seconds=wait)), wait

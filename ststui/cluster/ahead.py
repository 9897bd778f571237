"""Pages of one list that are asked for before they are needed."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any, Final, Generic, TypeVar

T = TypeVar("T")

MOST_UNDER_WAY: Final = 3
"""Pages of one list that the server makes at a time. It packs each on one core (60 ms for 500 pods
of 9 KB, 1.36.3), while another one is taken in here."""


class Ahead(Generic[T]):
    """Asks for the pages that follow as soon as the head of a page tells the token of the next."""

    def __init__(self, ask: Callable[[str, Callable[[str], None]], Coroutine[Any, Any, T]]) -> None:
        """Make one; nothing is asked for yet.

        Args:
            ask: Reads the page of a token, and calls what it is given with the token of the next.
        """
        self._ask = ask
        self._under_way: deque[tuple[str, asyncio.Task[T]]] = deque()
        self._next = ""

    async def take(self, token: str) -> T:
        """Give a page, asking for it unless it is under way.

        Args:
            token: The continue token; empty for the first page.

        Returns:
            The page.
        """
        if self._under_way and self._under_way[0][0] != token:
            await self.drop()
        if not self._under_way:
            self._begin(token)
        try:
            return await self._under_way[0][1]
        finally:
            if self._under_way:
                self._under_way.popleft()
            self._fill()

    async def drop(self) -> None:
        """Break off whatever is under way."""
        tasks = [task for _, task in self._under_way]
        self._under_way.clear()
        self._next = ""
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _begin(self, token: str) -> None:
        self._next = ""
        self._under_way.append((token, asyncio.create_task(self._ask(token, self._told))))

    def _told(self, token: str) -> None:
        self._next = token
        self._fill()

    def _fill(self) -> None:
        if self._next and len(self._under_way) < MOST_UNDER_WAY:
            self._begin(self._next)

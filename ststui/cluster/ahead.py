"""One request that is under way before its answer is needed."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Ahead(Generic[T]):
    """Holds at most one request: the server makes the next page while this one is taken in."""

    def __init__(self) -> None:
        self._task: asyncio.Task[T] | None = None

    @property
    def begun(self) -> bool:
        """Whether a request is under way or answered, and not yet taken."""
        return self._task is not None

    def begin(self, request: Coroutine[Any, Any, T]) -> None:
        """Start a request; none may be under way.

        Args:
            request: The request.
        """
        assert self._task is None
        self._task = asyncio.create_task(request)

    async def take(self) -> T:
        """Give the answer of the request that was begun.

        Returns:
            The answer.
        """
        assert self._task is not None
        try:
            return await self._task
        finally:
            self._task = None

    async def drop(self) -> None:
        """Break the request off, if one is under way."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None

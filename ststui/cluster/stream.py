"""An answer that is read while it comes: a watch, a log."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Self

from ststui.cluster.trouble import Trouble

if TYPE_CHECKING:
    import aiohttp


class Stream:
    """The chunks of one 2xx answer, decompressed, as they arrive; at least one byte each.

    Iterating never raises but `CancelledError`: when it ended, `trouble` says why.

    Attributes:
        status: The HTTP status.
        headers: The headers, names in lower case.
        trouble: `None` while it runs and after a proper end; else what cut it.
    """

    def __init__(
        self,
        answer: "aiohttp.ClientResponse",
        *,
        headers: Mapping[str, str],
        explain: Callable[[BaseException], Trouble],
    ) -> None:
        self.status = answer.status
        self.headers = headers
        self.trouble: Trouble | None = None
        self._content = answer.content
        self._explain = explain

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        import aiohttp  # noqa: PLC0415 - loaded already, the answer is its

        try:
            chunk = await self._content.readany()
        except (aiohttp.ClientError, OSError) as error:
            self.trouble = self._explain(error)
            raise StopAsyncIteration from None
        if not chunk:
            raise StopAsyncIteration
        return chunk

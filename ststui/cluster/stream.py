"""An answer that is read while it comes: a watch, a log."""

from collections.abc import AsyncIterator, Callable, Mapping
from typing import TYPE_CHECKING

from ststui.cluster.trouble import Trouble

if TYPE_CHECKING:
    import aiohttp


class Stream:
    """The chunks of one 2xx answer, decompressed, as they arrive.

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
        self._answer = answer
        self._explain = explain

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """Give what has arrived, at least one byte each time."""
        import aiohttp  # noqa: PLC0415 - loaded already, the answer is its

        content = self._answer.content
        try:
            while chunk := await content.readany():
                yield chunk
        except (aiohttp.ClientError, OSError) as error:
            self.trouble = self._explain(error)

"""Being done with an answer."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import aiohttp


def drop(answer: "aiohttp.ClientResponse") -> None:
    """Be done with an answer, read to its end or not.

    The connection of one that is not read to its end is broken off: a TLS farewell to a server
    that still sends, or is gone, would keep it open for half a minute.

    Args:
        answer: The answer.
    """
    transport = answer.connection.transport if answer.connection else None
    if transport is not None and not answer.content.at_eof():
        transport.abort()
    answer.release()

"""What it means that a request got no answer."""

import errno
import os
import ssl

from ststui.cluster.answer import one_line
from ststui.cluster.proxy import without_password
from ststui.cluster.trouble import Trouble


def trouble_of_failure(error: BaseException, *, server: str, proxy: str | None) -> Trouble:
    """Say what an exception of the HTTP client means.

    Args:
        error: What aiohttp, ssl or the system raised.
        server: The server's address, for the text.
        proxy: The proxy in between, if any.

    Returns:
        The trouble, without a status.
    """
    import aiohttp  # noqa: PLC0415 - 0.13 s, and loaded already when it raised something

    if isinstance(error, aiohttp.ClientHttpProxyError):
        return _proxy(proxy, why=f"HTTP {error.status}")
    if isinstance(error, aiohttp.ClientProxyConnectionError):
        return _proxy(proxy, why=_system_words(error))
    if isinstance(error, ssl.SSLError | aiohttp.ClientSSLError):
        return Trouble(kind="tls", text=f"no trusted connection to {server}: {_tls_words(error)}")
    if isinstance(error, TimeoutError):
        return Trouble(kind="timeout", text=f"{server} does not answer in time")
    if isinstance(error, aiohttp.ClientConnectorDNSError):
        return Trouble(
            kind="unreachable", text=f"{server} cannot be reached: its name has no address"
        )
    if isinstance(error, aiohttp.ClientConnectorError):
        return Trouble(
            kind="unreachable", text=f"{server} cannot be reached: {_system_words(error)}"
        )
    if isinstance(error, aiohttp.InvalidURL):
        return Trouble(kind="invalid", text=f"{server} is not an address")
    if isinstance(error, aiohttp.ClientResponseError):
        return Trouble(kind="malformed", text=f"{server} does not speak HTTP as expected")
    return Trouble(kind="unreachable", text=f"{server} closed the connection")


def _proxy(proxy: str | None, *, why: str) -> Trouble:
    where = without_password(proxy) if proxy else "in between"
    return Trouble(kind="proxy", text=f"the proxy {where} does not connect: {why}")


def _tls_words(error: BaseException) -> str:
    inner = getattr(error, "certificate_error", None) or getattr(error, "os_error", None) or error
    verify = getattr(inner, "verify_message", "")
    if verify:
        return one_line(str(verify))
    reason = getattr(inner, "reason", "") or ""
    known = {
        "WRONG_VERSION_NUMBER": "it does not speak TLS (is the address http://?)",
        "HTTP_REQUEST": "it does not speak TLS (is the address http://?)",
        "TLSV1_ALERT_UNKNOWN_CA": "it does not know who signed the client certificate",
        "SSLV3_ALERT_CERTIFICATE_EXPIRED": "it says that the client certificate expired",
        "TLSV13_ALERT_CERTIFICATE_REQUIRED": "it wants a client certificate",
        "SSLV3_ALERT_BAD_CERTIFICATE": "it does not take the client certificate",
    }
    return known.get(reason) or reason.replace("_", " ").lower() or one_line(str(inner))


def _system_words(error: OSError) -> str:
    inner = getattr(error, "os_error", error)
    number = getattr(inner, "errno", None)
    if number == errno.ECONNREFUSED:
        return "nothing listens there (connection refused)"
    # asyncio gives several tries as one text without a number.
    if number is None or number <= 0:
        return one_line(str(getattr(inner, "strerror", None) or inner))
    return os.strerror(number).lower()

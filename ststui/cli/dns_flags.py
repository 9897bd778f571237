"""``--dns-server`` and ``--cluster-domain`` as typed values."""

from __future__ import annotations

import argparse
import re
from ipaddress import ip_address

PORT = 53
_DOMAIN = re.compile(
    r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$"
)


def server(text: str) -> tuple[str, int]:
    """``IP``, ``IP:PORT`` or ``[IPv6]:PORT`` taken apart; names would need DNS themselves.

    Raises:
        argparse.ArgumentTypeError: it is none of these.
    """
    host, port = text, str(PORT)
    if text.startswith("["):
        host, closed, rest = text[1:].partition("]")
        port = rest[1:] if closed and rest.startswith(":") else ("" if rest else port)
    elif text.count(":") == 1:
        host, _, port = text.partition(":")
    try:
        address = ip_address(host)
    except ValueError:
        raise argparse.ArgumentTypeError(f"not an address: {text} (write IP or IP:PORT)") from None
    if not port.isascii() or not port.isdigit() or not 0 < int(port) < 65_536:
        raise argparse.ArgumentTypeError(f"not a port: {port or text}")
    return str(address), int(port)


def domain(text: str) -> str:
    """A domain in lower case without a dot at its end.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    found = text.rstrip(".").lower()
    if not _DOMAIN.match(found):
        raise argparse.ArgumentTypeError(f"not a domain: {text} (it looks like cluster.local)")
    return found

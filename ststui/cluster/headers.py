"""The headers of every request, and those of an answer."""

import platform
from collections.abc import Mapping

from ststui import __version__
from ststui.cluster.credential import Credential, authorization, impersonation
from ststui.cluster.endpoint import Connection

Headers = tuple[tuple[str, str], ...]
"""Header names and values, a name possibly more than once."""


def user_agent() -> str:
    """Say how ststui calls itself in the server's audit log: name, version, system.

    Returns:
        E.g. `ststui/0.1.0 (linux/x86_64)`.
    """
    return f"ststui/{__version__} ({platform.system().lower()}/{platform.machine().lower()})"


def login_headers(connection: Connection, *, credential: Credential, agent: str) -> Headers:
    """Make the headers that every request has.

    Args:
        connection: The server and the identity.
        credential: The credential of now.
        agent: The User-Agent.

    Returns:
        Agent, compression, login and impersonation.
    """
    shown = authorization(credential, user=connection.user)
    return (
        ("User-Agent", agent),
        ("Accept-Encoding", "identity" if connection.cluster.disable_compression else "gzip"),
        *((("Authorization", shown),) if shown else ()),
        *impersonation(connection.user),
    )


def plain(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers as a plain dict, names in lower case.

    Args:
        headers: The client's headers.

    Returns:
        One value per name, the last; of warnings, of which there may be several, all.
    """
    found = dict[str, str]()
    for name, value in headers.items():
        key = name.lower()
        found[key] = f"{found[key]}, {value}" if key == "warning" and key in found else value
    return found

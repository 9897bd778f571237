"""Which Kubernetes the server is."""

import re
from dataclasses import dataclass
from typing import Final

import msgspec

from ststui.cluster.session import Session
from ststui.cluster.trouble import Trouble

_RELEASE: Final = re.compile(r"v?(\d+)\.(\d+)(?:\.(\d+))?")


@dataclass(frozen=True, slots=True)
class ServerVersion:
    """The version as the server tells it."""

    text: str
    """`gitVersion`, e.g. `v1.36.3` or `v1.33.4-gke.1134000`."""

    release: tuple[int, int, int] | None
    """Major, minor and patch; `None` if the text is none of a release."""


class _Info(msgspec.Struct, frozen=True, rename="camel"):
    git_version: str = ""


def parse_version(text: str) -> ServerVersion:
    """Read a version.

    Args:
        text: E.g. `v1.36.3`; what a provider adds behind it is kept in the text only.

    Returns:
        The version.
    """
    found = _RELEASE.match(text)
    if found is None:
        return ServerVersion(text, None)
    major, minor, patch = found.groups(default="0")
    return ServerVersion(text, (int(major), int(minor), int(patch)))


async def server_version(session: Session) -> ServerVersion | Trouble:
    """Ask the server; everybody may, also without a login, unless it is told otherwise.

    Args:
        session: The session.

    Returns:
        The version, or why it is not known.
    """
    answer = await session.get("/version")
    if isinstance(answer, Trouble):
        return answer
    try:
        info = msgspec.json.decode(answer.body, type=_Info)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Trouble(kind="malformed", text=f"{session.server} does not tell its version")
    return parse_version(info.git_version)

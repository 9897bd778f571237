"""One command inside a container, run to its end."""

import asyncio
from dataclasses import dataclass
from typing import Final

import msgspec

from ststui.cluster.session import Session
from ststui.cluster.trouble import Trouble

PROTOCOLS: Final = ("v5.channel.k8s.io", "v4.channel.k8s.io")
"""k8s.io/cri-streaming v0.36.3, pkg/streaming/remotecommand/websocket.go: channel 1 is standard
output, 2 error output, 3 the final Status. v5 since 1.30; an older server picks v4."""

PATIENCE: Final = 20.0
"""Seconds for the whole command."""

MOST: Final = 2**20
"""Bytes that are kept of each output."""

_OUTPUT: Final = 1
_ERRORS: Final = 2
_STATUS: Final = 3


class _Cause(msgspec.Struct, frozen=True):
    reason: str = ""
    message: str = ""


class _Details(msgspec.Struct, frozen=True):
    causes: tuple[_Cause, ...] = ()


class _Status(msgspec.Struct, frozen=True):
    status: str = ""
    message: str = ""
    details: _Details | None = None


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended."""

    code: int | None
    """The exit code; `None` if it could not be started, then `why` says why."""

    output: bytes
    errors: bytes
    why: str = ""


async def run_command(
    session: Session, *, namespace: str, pod: str, container: str = "", command: tuple[str, ...]
) -> Ended | Trouble:
    """Run a command; it starts a process in that container.

    Args:
        session: The session.
        namespace: The pod's namespace.
        pod: The pod's name.
        container: The container; the pod's first one if empty.
        command: The command and its arguments.

    Returns:
        How it ended, or why the API server did not take it.
    """
    query = [("stdout", "true"), ("stderr", "true"), *(("command", each) for each in command)]
    if container:
        query.append(("container", container))
    path = f"/api/v1/namespaces/{namespace}/pods/{pod}/exec"
    kept: dict[int, bytearray] = {_OUTPUT: bytearray(), _ERRORS: bytearray(), _STATUS: bytearray()}
    try:
        async with (
            asyncio.timeout(PATIENCE),
            session.websocket(path, query=query, protocols=PROTOCOLS) as socket,
        ):
            if isinstance(socket, Trouble):
                return socket
            async for message in socket:
                part = kept.get(message[0]) if message else None
                if part is not None and len(part) < MOST:
                    part += message[1:]
            if socket.trouble is not None and not kept[_STATUS]:
                return socket.trouble
    except TimeoutError:
        return Trouble(kind="timeout", text=f"the command did not end within {PATIENCE:g} s")
    code, why = exit_of(bytes(kept[_STATUS]))
    return Ended(code, bytes(kept[_OUTPUT]), bytes(kept[_ERRORS]), why)


def exit_of(status: bytes) -> tuple[int | None, str]:
    """Read the final Status.

    Args:
        status: What came on channel 3, JSON.

    Returns:
        The exit code, and why there is none.
    """
    try:
        found = msgspec.json.decode(status, type=_Status)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None, "the connection ended before the command did"
    if found.status == "Success":
        return 0, ""
    for cause in found.details.causes if found.details else ():
        if cause.reason == "ExitCode" and cause.message.isascii() and cause.message.isdigit():
            return int(cause.message), ""
    return None, found.message or "the command could not be started"

"""The API server's audit log: who asked for what, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class AuditUser(msgspec.Struct, frozen=True):
    """Who."""

    username: str = ""


class AuditObject(msgspec.Struct, frozen=True, rename="camel"):
    """On what."""

    resource: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    api_group: str = ""
    subresource: str = ""


class AuditMetadata(msgspec.Struct, frozen=True, rename="camel"):
    """Identity of an object in an answer."""

    name: str = ""
    uid: str = ""
    resource_version: str = ""


class AuditResponse(msgspec.Struct, frozen=True):
    """The object that was answered; only for changed and deleted pods and written claims."""

    metadata: AuditMetadata = AuditMetadata()


class AuditAnswer(msgspec.Struct, frozen=True):
    """With which HTTP code."""

    code: int = 0


class AuditEvent(msgspec.Struct, frozen=True, rename="camel"):
    """One request that was answered (audit.k8s.io/v1, stage ResponseComplete)."""

    verb: str
    request_uri: str = msgspec.field(name="requestURI")
    user: AuditUser = AuditUser()
    object_ref: AuditObject = AuditObject()
    response_status: AuditAnswer = AuditAnswer()
    response_object: AuditResponse = AuditResponse()
    user_agent: str = ""
    request_received_timestamp: str = ""

    @property
    def writes(self) -> bool:
        """Whether it asked to change something."""
        return self.verb in {"create", "update", "patch", "delete", "deletecollection"}


class AuditLog:
    """Reads the log file from where it was left."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._decoder = msgspec.json.Decoder(AuditEvent)

    def skip(self) -> None:
        """Leave out everything up to now."""
        self._offset = self._path.stat().st_size if self._path.exists() else 0

    def read(self) -> tuple[AuditEvent, ...]:
        """The events since the last call (or skip), oldest answer first.

        The log is written before the answer is sent: what a client was told is in it.

        Raises:
            RuntimeError: the file is shorter than it was: it is another one, and what stood in
                the first is not known.
        """
        if self._path.stat().st_size < self._offset:
            raise RuntimeError(f"{self._path} was moved away while it was read")
        with self._path.open("rb") as file:
            file.seek(self._offset)
            data = file.read()
        whole, newline, _rest = data.rpartition(b"\n")
        self._offset += len(whole) + len(newline)
        return tuple(self._decoder.decode(line) for line in whole.splitlines() if line)

"""What the API refuses, with the codes, reasons and sentences of the real server."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.kinds import Kind


@dataclass(slots=True, kw_only=True)
class RefusedError(Exception):
    """A request the API answers with a Status of failure.

    Sentences as in k8s.io/apimachinery/pkg/api/errors/errors.go 0.36.
    """

    code: int
    """HTTP status."""
    reason: str
    """The machine's word for it."""
    message: str
    """The sentence for people."""
    details: Json = field(default_factory=dict)
    """Kind, name and causes, where the server gives them."""

    def __str__(self) -> str:
        return self.message

    def status(self) -> Json:
        """The Status object of the answer."""
        status: Json = {
            "kind": "Status",
            "apiVersion": "v1",
            "metadata": {},
            "status": "Failure",
            "message": self.message,
            "reason": self.reason,
            "code": self.code,
        }
        if self.details:
            status["details"] = self.details
        return status


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """One field that is wrong."""

    field: str
    """Path of the field."""
    message: str
    """What is wrong with it, as the server says it."""
    reason: str = "FieldValueInvalid"
    """The machine's word for it."""


def _details(kind: Kind, name: str) -> Json:
    details: Json = {"name": name, "kind": kind.plural}
    if kind.group:
        details["group"] = kind.group
    return details


def not_found(kind: Kind, name: str) -> RefusedError:
    """404: there is no such object."""
    return RefusedError(
        code=404,
        reason="NotFound",
        message=f'{kind.qualified} "{name}" not found',
        details=_details(kind, name),
    )


def no_path() -> RefusedError:
    """404: the server knows no such path."""
    return RefusedError(
        code=404, reason="NotFound", message="the server could not find the requested resource"
    )


def already_exists(kind: Kind, name: str) -> RefusedError:
    """409: the name is taken."""
    return RefusedError(
        code=409,
        reason="AlreadyExists",
        message=f'{kind.qualified} "{name}" already exists',
        details=_details(kind, name),
    )


def conflict(kind: Kind, name: str, why: str) -> RefusedError:
    """409: the object is no longer the one the request was made for."""
    return RefusedError(
        code=409,
        reason="Conflict",
        message=f'Operation cannot be fulfilled on {kind.qualified} "{name}": {why}',
        details=_details(kind, name),
    )


CHANGED = (
    "the object has been modified; please apply your changes to the latest version and try again"
)
"""Why an update with an old resourceVersion is refused."""


def forbidden(kind: Kind, name: str, why: str) -> RefusedError:
    """403: admission said no."""
    return RefusedError(
        code=403,
        reason="Forbidden",
        message=f'{kind.qualified} "{name}" is forbidden: {why}',
        details=_details(kind, name),
    )


def bad_request(message: str) -> RefusedError:
    """400: the request cannot be understood."""
    return RefusedError(code=400, reason="BadRequest", message=message)


def expired(message: str) -> RefusedError:
    """410: what was asked for has been compacted away."""
    return RefusedError(code=410, reason="Expired", message=message)


def too_many(message: str, *, retry_after: int = 0, causes: tuple[Json, ...] = ()) -> RefusedError:
    """429: not now."""
    details: Json = {"causes": list(causes)} if causes else {}
    if retry_after:
        details["retryAfterSeconds"] = retry_after
    return RefusedError(code=429, reason="TooManyRequests", message=message, details=details)


def method_not_allowed(kind: Kind, action: str) -> RefusedError:
    """405: the path exists, the verb does not."""
    return RefusedError(
        code=405,
        reason="MethodNotAllowed",
        message=f'{action} is not supported on resources of kind "{kind.qualified}"',
        details={"kind": kind.plural} | ({"group": kind.group} if kind.group else {}),
    )


def unprocessable(cause: str) -> RefusedError:
    """422 for a JSON Patch that does not apply, a failed test among them.

    As NewGenericServerResponse says it when no resource is named (patch.go, line 414).
    """
    return RefusedError(
        code=422,
        reason="Invalid",
        message="the server rejected our request due to an error in our request",
        details={"causes": [{"reason": "UnexpectedServerResponse", "message": cause}]},
    )


def invalid(kind: Kind, name: str, causes: list[Cause]) -> RefusedError:
    """422: fields that the server does not accept."""
    texts = [
        f"{cause.field}: {cause.message}" if cause.field else cause.message for cause in causes
    ]
    joined = texts[0] if len(texts) == 1 else "[" + ", ".join(texts) + "]"
    details: Json = {"name": name, "kind": kind.kind}
    if kind.group:
        details["group"] = kind.group
    details["causes"] = [
        {"reason": cause.reason, "message": cause.message, "field": cause.field} for cause in causes
    ]
    return RefusedError(
        code=422,
        reason="Invalid",
        message=f'{kind.qualified_kind} "{name}" is invalid: {joined}',
        details=details,
    )

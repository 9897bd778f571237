"""Expected trouble with the API server, as a value.

Every HTTP verb of `Session` gives a `Response` for a 2xx answer and a `Trouble` for anything
else: no exception tells that a server is down, a right is missing or an object is gone.
"""

from dataclasses import dataclass
from typing import Literal

TroubleKind = Literal[
    "denied",
    "unauthorized",
    "notFound",
    "gone",
    "conflict",
    "invalid",
    "notAllowed",
    "throttled",
    "serverError",
    "unreachable",
    "tls",
    "timeout",
    "malformed",
    "proxy",
]
"""What kind of trouble it is. `denied` is a missing right (403), `unauthorized` a login that does
not count (401, or no credentials), `gone` a resourceVersion or continue token that expired (410),
`conflict` 409, `invalid` a request that the server does not take (400, 413, 415, 422 …),
`notAllowed` a verb that the server does not know for this resource (405)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Why a request gave nothing."""

    kind: TroubleKind
    """What kind of trouble it is."""

    text: str
    """One short sentence for people; names the server where it is about the connection. Text of the
    server is quoted with control characters taken out, and markup is never quoted."""

    status: int | None = None
    """The HTTP status, or `None` when there was no answer."""

    retry_after: float | None = None
    """Seconds that the server asks to wait."""

    reason: str = ""
    """The API's own word (`metav1.StatusReason`), e.g. `Expired` or `AlreadyExists`."""

    message: str = ""
    """The API's own sentence, complete, as it came; empty when the answer was no Status object."""

    causes: tuple[tuple[str, str, str], ...] = ()
    """`details.causes` of the Status: (reason, field, message) each."""


@dataclass(frozen=True, slots=True)
class Response:
    """A 2xx answer, read to its end."""

    status: int
    """The HTTP status, 200 to 299."""

    headers: dict[str, str]
    """The headers, names in lower case."""

    body: bytes
    """The body, decompressed."""

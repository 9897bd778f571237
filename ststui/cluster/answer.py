"""What an HTTP answer that is not 2xx means."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Final

import msgspec

from ststui.cluster.trouble import Trouble, TroubleKind

QUOTED_CHARACTERS: Final = 300
"""So much of a server's sentence is quoted in `Trouble.text`."""

_KINDS: Final[Mapping[int, TroubleKind]] = {
    401: "unauthorized",
    403: "denied",
    404: "notFound",
    405: "notAllowed",
    407: "proxy",
    408: "timeout",
    409: "conflict",
    410: "gone",
    429: "throttled",
    504: "timeout",
}

_WORDS: Final[Mapping[TroubleKind, str]] = {
    "unauthorized": "does not accept the login",
    "denied": "denies this",
    "notFound": "does not have this",
    "notAllowed": "does not offer this",
    "conflict": "reports a conflict",
    "gone": "no longer has this version",
    "throttled": "asks to slow down",
    "timeout": "gave up waiting for itself",
    "serverError": "has an error of its own",
    "invalid": "does not take this request",
    "malformed": "gave an answer that makes no sense",
    "proxy": "is behind a proxy that wants a login",
}


class _Cause(msgspec.Struct, frozen=True):
    reason: str = ""
    field: str = ""
    message: str = ""


class _Details(msgspec.Struct, frozen=True, rename="camel"):
    causes: tuple[_Cause, ...] | None = None
    retry_after_seconds: float | None = None


class _Status(msgspec.Struct, frozen=True):
    """The part of metav1.Status that is read (apimachinery v0.36.3, meta/v1/types.go)."""

    kind: str = ""
    message: str = ""
    reason: str = ""
    code: int = 0
    details: _Details | None = None


_STATUS: Final = msgspec.json.Decoder(_Status)


def trouble_of_answer(
    status: int, *, headers: Mapping[str, str], body: bytes, server: str, now: datetime
) -> Trouble:
    """Say what an answer means that is not 2xx.

    Args:
        status: The HTTP status.
        headers: The headers, names in lower case.
        body: The body as far as it was read.
        server: The server's address, for the text.
        now: The time, to read a Retry-After that is a date.

    Returns:
        The trouble; a body that is no Status object (an HTML page of a proxy) is not quoted.
    """
    said = _status_object(body)
    kind = _kind(status)
    text = f"{server} {_WORDS[kind]} (HTTP {status})"
    if said.message and said.message != "Unauthorized":
        text = f"{one_line(said.message)} ({server}, HTTP {status})"
    elif status in (502, 503) and said is _NOTHING:
        text = f"{server} cannot be reached by the gateway before it (HTTP {status})"
    details = said.details or _Details()
    wait = retry_after(headers.get("retry-after", ""), now=now)
    return Trouble(
        kind=kind,
        text=text,
        status=status,
        retry_after=wait if wait is not None else details.retry_after_seconds,
        reason=said.reason,
        message=said.message,
        causes=tuple((c.reason, c.field, c.message) for c in details.causes or ()),
    )


def trouble_of_status(code: int, *, reason: str, message: str, server: str) -> Trouble:
    """Say what a Status means that came inside of a stream (a watch's ERROR event).

    Args:
        code: The status' own HTTP code; 0 if it has none.
        reason: Its `reason`.
        message: Its `message`.
        server: The server's address, for the text.

    Returns:
        The trouble; `gone` also where only the reason says so.
    """
    kind = _kind(code) if code else "serverError"
    if reason in {"Expired", "Gone"}:
        kind = "gone"
    return Trouble(
        kind=kind,
        text=f"{one_line(message) or _WORDS[kind]} ({server})",
        status=code or None,
        reason=reason,
        message=message,
    )


def retry_after(value: str, *, now: datetime) -> float | None:
    """Read a Retry-After header (RFC 9110 §10.2.3): seconds or a date.

    Args:
        value: The header's value.
        now: The time.

    Returns:
        Seconds to wait, never negative; `None` if the value says nothing.
    """
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        when = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (when - now).total_seconds()) if when.tzinfo else None


def one_line(text: str) -> str:
    """Put a server's text on one line, without control characters, cut to a readable length.

    Args:
        text: Any text.

    Returns:
        At most `QUOTED_CHARACTERS` printable characters.
    """
    plain = "".join(c if c.isprintable() else " " for c in text[: QUOTED_CHARACTERS * 4])
    plain = " ".join(plain.split())
    return plain if len(plain) <= QUOTED_CHARACTERS else f"{plain[: QUOTED_CHARACTERS - 1]}…"


_NOTHING: Final = _Status()


def _kind(status: int) -> TroubleKind:
    found = _KINDS.get(status)
    if found is not None:
        return found
    return "serverError" if status >= 500 else "invalid" if status >= 400 else "malformed"


def _status_object(body: bytes) -> _Status:
    try:
        status = _STATUS.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _NOTHING
    return status if status.kind == "Status" else _NOTHING

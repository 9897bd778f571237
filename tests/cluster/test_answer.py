"""What answers mean that are not 2xx; a proxy's page never reaches the screen."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from ststui.cluster.answer import one_line, retry_after, trouble_of_answer, trouble_of_status

pytestmark = pytest.mark.pure

NOW = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)
SERVER = "https://one:6443"


def answer(status: int, body: bytes = b"", **headers: str) -> object:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return trouble_of_answer(status, headers=named, body=body, server=SERVER, now=NOW)


def status_object(**fields: object) -> bytes:
    return json.dumps({"kind": "Status", "apiVersion": "v1", **fields}).encode()


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (301, "malformed"),
        (400, "invalid"),
        (401, "unauthorized"),
        (403, "denied"),
        (404, "notFound"),
        (405, "notAllowed"),
        (407, "proxy"),
        (408, "timeout"),
        (409, "conflict"),
        (410, "gone"),
        (413, "invalid"),
        (422, "invalid"),
        (429, "throttled"),
        (500, "serverError"),
        (502, "serverError"),
        (503, "serverError"),
        (504, "timeout"),
    ],
)
def test_every_code_has_its_kind(code: int, kind: str) -> None:
    found = trouble_of_answer(code, headers={}, body=b"", server=SERVER, now=NOW)
    assert (found.kind, found.status) == (kind, code)
    assert SERVER in found.text
    assert str(code) in found.text


def test_a_status_object_is_quoted() -> None:
    body = status_object(
        message='pods is forbidden: User "x" cannot list resource "pods"',
        reason="Forbidden",
        code=403,
        details={"causes": [{"reason": "R", "field": "f", "message": "m"}]},
    )
    found = trouble_of_answer(403, headers={}, body=body, server=SERVER, now=NOW)
    assert found.text.startswith('pods is forbidden: User "x" cannot list')
    assert SERVER in found.text
    assert found.reason == "Forbidden"
    assert found.causes == (("R", "f", "m"),)


@pytest.mark.parametrize(
    "body",
    [
        b"<html><body>Bad <b>Gateway</b></body></html>",
        b'{"kind": "Other", "message": "<script>"}',
        b'{"kind": "Status", "message": 5}',
        b"\xff\xfe\x00",
        b"",
    ],
)
def test_markup_and_nonsense_are_not_quoted(body: bytes) -> None:
    found = trouble_of_answer(502, headers={}, body=body, server=SERVER, now=NOW)
    assert found.kind == "serverError"
    assert "<" not in found.text
    assert found.message == ""


def test_escape_sequences_of_a_message_are_taken_out() -> None:
    body = status_object(message="a\x1b[31mred\x07\nb\tc" + "x" * 5000)
    found = trouble_of_answer(400, headers={}, body=body, server=SERVER, now=NOW)
    assert found.text.isprintable()
    assert len(found.text) < 400


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        (" 7 ", 7.0),
        ("Fri, 02 Jan 2026 12:01:30 GMT", 90.0),
        ("Fri, 02 Jan 2026 11:00:00 GMT", 0.0),
        ("", None),
        ("-1", None),
        ("soon", None),
        ("Fri, 02 Jan 99999999999999999999 12:00:00 GMT", None),
        ("1.5", None),
    ],
)
def test_retry_after(value: str, seconds: float | None) -> None:
    assert retry_after(value, now=NOW) == seconds


def test_the_header_goes_before_the_body_s_own_seconds() -> None:
    body = status_object(details={"retryAfterSeconds": 3})
    assert answer(429, body, retry_after="9").retry_after == 9.0  # type: ignore[attr-defined]
    assert answer(429, body).retry_after == 3.0  # type: ignore[attr-defined]


def test_a_status_inside_of_a_watch() -> None:
    expired = trouble_of_status(410, reason="Expired", message="too old", server=SERVER)
    assert (expired.kind, expired.status) == ("gone", 410)
    by_reason = trouble_of_status(0, reason="Expired", message="", server=SERVER)
    assert by_reason.kind == "gone"
    other = trouble_of_status(500, reason="InternalError", message="etcd", server=SERVER)
    assert other.kind == "serverError"


def test_one_line_is_readable() -> None:
    assert one_line("  a\n\n b\r\x00c ") == "a b c"
    assert one_line("x" * 1000).endswith("…")
    assert len(one_line("x" * 1000)) == 300

"""The audit in the system's log, with somebody who listens and with nobody."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from ststui.writing import SyslogAudit
from ststui.writing.syslog_audit import MOST

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.pure

LINE = {"phase": "before", "id": "1", "title": "scale db from 3 to 5", "name": "d\u00fcb\n<0>"}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Path]:
    """A path that is short enough for a socket."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield Path("log")
    os.chdir(before)


def said(message: bytes) -> object:
    head, _, text = message.rstrip(b"\n").partition(b": ")
    assert head.startswith(b"<37>")
    assert head.endswith(f"ststui[{os.getpid()}]".encode())
    assert b"\n" not in text
    return json.loads(text)


def test_a_line_is_one_message(place: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(place))
        audit = SyslogAudit((Path("nowhere"), place))
        assert audit.note(LINE) == ""
        assert said(log.recv(65536)) == LINE
    assert list(audit.lines()) == [LINE]


def test_a_log_that_takes_streams(place: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as log:
        log.bind(str(place))
        log.listen()
        assert SyslogAudit((place,)).note(LINE) == ""
        taken, _ = log.accept()
        with taken:
            assert said(taken.recv(65536)) == LINE


def test_a_log_that_ended_takes_nothing(place: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(place))
    audit = SyslogAudit((place,))
    assert audit.note(LINE) == "syslog cannot be written: log: connection refused"
    assert list(audit.lines()) == []


def test_nobody_listens(place: Path) -> None:
    audit = SyslogAudit((place,))
    assert audit.note(LINE) == "syslog cannot be written: nothing listens on log"


def test_a_line_that_is_too_long_for_a_message_is_not_noted(place: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(place))
        audit = SyslogAudit((place,))
        assert "message too long" in audit.note({"title": "x" * 10_000_000})
        assert list(audit.lines()) == []


def test_the_last_lines_of_a_long_session_are_kept(place: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(place))
        audit = SyslogAudit((place,))
        for number in range(MOST + 3):
            assert audit.note({"id": str(number)}) == ""
            log.recv(65536)
    kept = [line["id"] for line in audit.lines()]
    assert (kept[0], kept[-1], len(kept)) == ("3", str(MOST + 2), MOST)

"""The log file: who may read it, and in which time it tells."""

from __future__ import annotations

import logging
import stat
import time
from typing import TYPE_CHECKING

import pytest

from ststui.cli.log import log_to
from ststui.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.demo

NEW_YEAR = 1_767_225_600.0
"""2026-01-01T00:00:00Z."""


@pytest.fixture(autouse=True)
def zone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Two hours east of UTC, and the root logger as it was afterwards."""
    root, own = logging.getLogger(), logging.getLogger("ststui")
    before = [*root.handlers], root.level, own.level
    monkeypatch.setenv("TZ", "EAST-2")
    time.tzset()
    yield
    for each in set(root.handlers) - set(before[0]):
        root.removeHandler(each)
        if isinstance(each, logging.StreamHandler):
            each.stream.close()
    root.setLevel(before[1])
    own.setLevel(before[2])
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("utc", "written"),
    [
        (False, "2026-01-01T02:00:00+0200 WARNING ststui.cluster the watch ended\n"),
        (True, "2026-01-01T00:00:00+0000 WARNING ststui.cluster the watch ended\n"),
    ],
)
def test_a_line_says_when_in_which_zone(tmp_path: Path, *, utc: bool, written: str) -> None:
    path = tmp_path / "log"
    log_to(str(path), level="info", utc=utc)
    line = logging.makeLogRecord(
        {
            "created": NEW_YEAR,
            "levelno": logging.WARNING,
            "levelname": "WARNING",
            "name": "ststui.cluster",
            "msg": "the watch ended",
        }
    )
    logging.getLogger("ststui.cluster").handle(line)
    assert path.read_text() == written
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_log_that_cannot_be_written_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"cannot write the log file .*: Is a directory"):
        log_to(str(tmp_path), level="info")

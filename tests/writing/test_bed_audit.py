"""The reader of the API server's audit log, by which the tests of writing judge."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.testbed.audit import AuditLog

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.pure

LINE = b'{"verb":"patch","requestURI":"/apis/apps/v1/namespaces/a/statefulsets/web"}\n'


def test_a_log_that_was_moved_away_is_no_empty_log(tmp_path: Path) -> None:
    path = tmp_path / "audit.log"
    path.write_bytes(LINE * 3)
    log = AuditLog(path)
    assert [each.verb for each in log.read()] == ["patch"] * 3
    assert log.read() == ()
    path.rename(tmp_path / "audit-1.log")
    path.write_bytes(LINE)
    with pytest.raises(RuntimeError, match="moved away"):
        log.read()

"""The line on top at any width: what may be written is always told."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from ststui.live.standing import Standing
from ststui.ui.widgets.line import beside
from ststui.ui.widgets.state_line import Facts, left, right
from ststui.ui.widgets.tree.rows import Cell

pytestmark = pytest.mark.pure

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LIVE = Standing(state="live", why="", since=None, retry_at=None, remaining=None, unreadable=())


@pytest.mark.parametrize(
    ("access", "short"),
    [
        ("read-only", "ro"),
        ("read-only (protected)", "ro"),
        ("read-write", "rw"),
        ("read-write 15m", "rw"),
    ],
)
def test_access_is_told_at_any_width(access: str, short: str) -> None:
    facts = Facts(context="here", where="ns shop", access=access)
    assert access in "".join(cell.text for cell in right(facts, now=NOW, width=70))
    assert "".join(cell.text for cell in right(facts, now=NOW, width=30)).split()[-1] == short


@pytest.mark.parametrize(
    ("width", "shown"),
    [(14, "here /data  ok"), (13, "here /data ok"), (12, "here /da… ok"), (2, " o")],
)
def test_the_two_parts_never_touch(width: int, shown: str) -> None:
    cells = beside([Cell("here"), Cell(" /data")], [Cell("ok")], width=width)
    assert "".join(cell.text for cell in cells)[:width] == shown


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (60, " here · ns shop · 2 sets, 5 ordinals  /db  faults only"),
        (50, " here · ns shop · 2 sets  /db  faults only"),
        (40, " here · ns shop  /db  faults only"),
    ],
)
def test_what_hides_rows_is_told_before_how_many_there_are(width: int, shown: str) -> None:
    facts = Facts(
        context="here",
        where="ns shop",
        sets=2,
        ordinals=5,
        filter="db",
        faults_only=True,
        standing=LIVE,
    )
    assert "".join(cell.text for cell in left(facts, width=width)) == shown


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (59, " production-eu-1 · ns payments-api  2 critical  faults only"),
        (55, " production… · ns payments-api  2 critical  faults only"),
        (48, " product… · ns payment…  2 critical  faults only"),
        (10, " product… · ns paym…  2 critical  faults only"),
    ],
)
def test_long_names_give_way_to_what_hides_rows(width: int, shown: str) -> None:
    facts = Facts(
        context="production-eu-1",
        where="ns payments-api",
        faults_only=True,
        findings={"critical": 2},
    )
    assert "".join(cell.text for cell in left(facts, width=width)) == shown

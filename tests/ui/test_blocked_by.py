"""Who holds up a set, in its row."""

from __future__ import annotations

import msgspec
import pytest

from ststui.report import report_set
from ststui.ui.widgets.tree.rows.status import set_status
from tests.controller.scene import NOW, Scene

pytestmark = pytest.mark.pure


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("Pod", "web-1", "Blocked by web-1"),
        ("ResourceQuota", "team", "Blocked by quota team"),
        ("ResourceQuota", "web-1", "Blocked by quota web-1"),
        ("PersistentVolumeClaim", "data-web-1", "Blocked by claim data-web-1"),
        (None, None, "Blocked by the API server"),
    ],
)
def test_what_is_no_pod_is_named_with_its_kind(
    kind: str | None, name: str | None, words: str
) -> None:
    report = report_set(Scene().ready(0).pod(1, ready=False, since=301).family(), now=NOW)
    report = msgspec.structs.replace(report, blocked_by=name, blocked_by_kind=kind)
    assert set_status(report).text == words

"""Who holds up a set, in its row."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from ststui.report import report_set
from ststui.ui.widgets.tree.rows.status import ordinal_status, set_status
from tests.controller.scene import NEW, NOW, Scene

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


def test_the_pod_that_is_refused_does_not_come_after_itself() -> None:
    report = report_set(Scene(replicas=2).family(), now=NOW)
    report = msgspec.structs.replace(
        report, state="blocked", blocked_by="web-0", blocked_by_kind="Pod"
    )
    texts = [ordinal_status(report, each).text for each in report.ordinals]
    assert texts == ["Missing: cannot be created", "Missing: comes after web-0"]


@pytest.mark.parametrize(
    ("scene", "words"),
    [
        (Scene(strategy="OnDelete", rolling=None, update=NEW), "Waits for delete"),
        (Scene(update=NEW), "Updating"),
    ],
)
def test_before_the_pods_are_read_none_is_counted(scene: Scene, words: str) -> None:
    family = replace(scene, pods_readable=False).ready(0, 1, 2).family()
    report = report_set(family, now=NOW)
    state = "waitsForDelete" if scene.strategy == "OnDelete" else "updating"
    report = msgspec.structs.replace(report, state=state)
    assert set_status(report).text == words

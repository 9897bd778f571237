"""Of one deletion every place gives the same seconds, whatever the fraction of the moment."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ststui.diagnosis import Example, built_in, diagnose
from ststui.diagnosis.moments import NOW
from ststui.model.elapsed import seconds_since, seconds_until
from ststui.report import report_set
from ststui.ui.widgets.findings import leaving
from ststui.ui.widgets.tree.rows.status import ordinal_status

pytestmark = pytest.mark.pure

MOMENTS = {
    20.0: "20s left",
    20.4: "21s left",
    20.9: "21s left",
    0.2: "1s left",
    -0.4: "0s left",
    -5.9: "0s left",
    -6.2: "6s overdue",
    -125.5: "2m5s overdue",
}


@pytest.mark.parametrize("left", MOMENTS)
def test_row_sentence_and_diagnosis_count_alike(left: float) -> None:
    words = MOMENTS[left]
    web = Example().pod(1).terminating(left)
    seen = web.seen()
    report = report_set(seen.family, now=NOW, server_version=seen.server_version)
    assert ordinal_status(report, report.ordinals[1]).text == f"Terminating, {words}"
    assert report.sentence is not None
    assert report.sentence.endswith(f"to terminate ({words})")
    (first, _) = leaving(seen.family.pods_by_ordinal[1], now=NOW)
    assert first[1].text.startswith(words)


@pytest.mark.parametrize("left", [each for each in MOMENTS if each > 0])
def test_so_does_what_is_found(left: float) -> None:
    found = diagnose(Example().pod(1).terminating(left).seen(), built_in()).findings
    (ending,) = (each for each in found if each.rule.id == "term-in-grace")
    assert f" {MOMENTS[left].split()[0]} of its grace period" in ending.title


def test_what_passed_is_cut_off_and_what_is_left_rounded_up() -> None:
    then = NOW + timedelta(seconds=1.5)
    assert seconds_since(NOW, now=then) == 1
    assert seconds_until(then, now=NOW) == 2
    assert seconds_until(NOW, now=then) == -1
    assert seconds_since(then, now=NOW) == 0

"""The last line of a set in the tree."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from ststui.report import SetReport, report_set
from ststui.ui.widgets.tree.rows.lines import controller_line
from tests.controller.scene import NEW, NOW, Scene

pytestmark = pytest.mark.pure

WAITING = Scene().pod(0, ready=False)


def report(scene: Scene) -> SetReport:
    return report_set(scene.family(), now=NOW, server_version="v1.36.3")


def cell(of: SetReport) -> tuple[str, str]:
    row = controller_line(of)
    assert row is not None
    shown = row.cells["NAME"]
    return shown.text, shown.role


def test_it_is_the_sentence() -> None:
    assert cell(report(WAITING)) == ("controller: waits for web-0 to be Ready", "moving")


def test_the_ordinal_of_a_long_name_is_not_cut_off() -> None:
    long = "a-stateful-set-whose-name-is-as-long-as-names-are-allowed-to-be"
    waiting = report(WAITING)
    sentence = (waiting.sentence or "").replace("web-", f"{long}-")
    named = msgspec.structs.replace(waiting, name=long, sentence=sentence)
    assert cell(named)[0] == "controller: waits for …-0 to be Ready"


def test_at_rest_nothing_moves() -> None:
    scene = replace(Scene(update=NEW), strategy="OnDelete", rolling=None).ready(0, 1, 2)
    assert cell(report(scene)) == (
        "controller: nothing to do: outdated pods stay until deleted (OnDelete)",
        "dim",
    )
    assert controller_line(report(Scene().ready(0, 1, 2))) is None

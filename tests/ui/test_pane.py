"""What the detail pane says of the controller."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ststui.model import Readable, Unreadable
from ststui.model.readable import LOADING
from ststui.model.stateful_set import RollingUpdate
from ststui.report import report_set
from ststui.ui.widgets.pane import pane_lines
from ststui.ui.widgets.tree.rows.block import build_block
from tests.controller.scene import NEW, NOW, OLD, Scene

if TYPE_CHECKING:
    from ststui.model import Family, Service
    from ststui.model.readable import Part

pytestmark = pytest.mark.pure

CANARY = Scene(update=NEW, rolling=RollingUpdate(partition=2, max_unavailable=2))


def said(scene: Scene, *, version: str | None = "v1.36.3") -> dict[str, list[str]]:
    """The lines of the pane by the name of what is selected; the set itself is `set`."""
    family: Family = scene.family()
    report = report_set(family, now=NOW, server_version=version)
    found: dict[str, list[str]] = {}
    for row in build_block(report, expanded=True).rows:
        lines = pane_lines(
            family, report, row, events=(), why_no_events="", now=NOW, server_version=version
        )
        texts = ["".join(cell.text for cell in line).strip() for line in lines]
        name = texts[0].split()[0]
        found.setdefault("set" if name == report.name else name, texts)
    return found


def test_of_each_ordinal_it_says_what_would_become_of_it() -> None:
    scene = CANARY.ready(0).pod(1, ready=False).ready(2, revision=NEW)
    lines = said(scene)
    losses = {name: texts[texts.index("CONTROLLER") + 2] for name, texts in lines.items()}
    assert losses["web-0"] == "if it were lost now, web-0 would come back on revision old at once"
    assert losses["web-1"] == "if it were lost now, web-1 would come back on revision old at once"
    assert losses["web-2"] == (
        "if it were lost now, web-2 would not be re-created before web-1 is Ready"
    )
    waits = {texts[texts.index("CONTROLLER") + 1] for texts in lines.values()}
    assert waits == {"waits for web-1 to be Ready"}
    assert not any("lost" in text for text in lines["set"])


@pytest.mark.parametrize(
    ("version", "taken", "counts"),
    [
        ("v1.36.3", "v1.36.3", "does not count"),
        ("v1.37.2", "v1.37.2", "counts"),
        (None, "v1.37.2 (the newest known; the server's is not known)", "counts"),
    ],
)
def test_where_a_gate_matters_it_says_which_way_it_is_taken(
    version: str | None, taken: str, counts: str
) -> None:
    lines = said(CANARY.ready(0, 1, 2), version=version)["set"]
    assumed = f"Kubernetes {taken} with its default gates: maxUnavailable {counts}"
    assert f"assumed    {assumed}" in lines
    plain = said(Scene(update=OLD).ready(0, 1, 2), version=version)["set"]
    assert not any(each.startswith("assumed") for each in plain)


def test_a_set_that_is_to_recreate_proves_its_gate() -> None:
    scene = replace(CANARY, strategy="Recreate", rolling=None).ready(0, 1, 2)
    newest = "assumed    Kubernetes v1.37.2: its gate StatefulSetRecreateStrategy is taken for on"
    assert newest in said(scene, version="v1.37.2")["set"]


@pytest.mark.parametrize(
    ("services", "words"),
    [
        (Unreadable(why=LOADING), "loading"),
        (Unreadable(why="no permission: list services"), "not readable"),
        (Readable(()), "none"),
    ],
)
def test_services_on_their_way_are_not_called_unreadable(
    services: Part[tuple[Service, ...]], words: str
) -> None:
    family = replace(Scene().ready(0, 1, 2).family(), services=services)
    report = report_set(family, now=NOW)
    row = build_block(report, expanded=False).rows[0]
    lines = pane_lines(family, report, row, events=(), why_no_events="", now=NOW)
    texts = ["".join(cell.text for cell in line).strip() for line in lines]
    assert texts[texts.index("SERVICES") + 1] == words

"""docs/rules.md is made from the rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from ststui.cli.findings_text import rule_lines
from ststui.diagnosis import built_in
from ststui.report.diagnosis import report_rule
from ststui.report.rules_page import rules_page

pytestmark = pytest.mark.pure

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"


def test_every_rule_is_on_it() -> None:
    headings = {line[4:] for line in PAGE.read_text().splitlines() if line.startswith("### ")}
    assert headings == set(built_in().by_id)


def test_the_page_and_explain_tell_when_a_wait_is_said() -> None:
    rule = built_in().by_id["sts-generation-lag"]
    when = "after 30 s where the heartbeat of kube-controller-manager has stopped"
    assert f"(wait, 120 s; {when}), of the set" in rules_page()
    assert f"after 120 s ({when})" in " ".join(" ".join(rule_lines(report_rule(rule))).split())

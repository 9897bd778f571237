"""What a rule looks at stands in its needs or wishes: else it would never be read for it."""

from __future__ import annotations

import pytest

from ststui.diagnosis import NEEDS, Book, Example, Rule, built_in, diagnose
from ststui.diagnosis.signs import IfRead

pytestmark = pytest.mark.pure

RULES = built_in().rules


def said(rule: Rule, example: Example) -> list[object]:
    found = diagnose(example.seen(), Book((rule,)))
    return [
        (each.title, each.why, each.evidence, each.fix, each.danger, each.subject)
        for each in (*found.findings, *found.advice)
    ]


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_nothing_else_changes_what_it_says(rule: Rule) -> None:
    example = Example()
    rule.case.fires(example)
    whole = said(rule, example)
    assert whole
    known = {*rule.needs, *rule.wishes}
    # The names in its texts may come from claims and pods, which are always read.
    others = set(NEEDS) - known - {"pods", "persistentvolumeclaims"}
    assert said(rule, example.denied(*others)) == whole


WISHING = [each for each in RULES if any(isinstance(e, IfRead) for e in each.signs)]


@pytest.mark.parametrize("rule", WISHING, ids=[each.id for each in WISHING])
def test_what_only_adds_to_it_is_read_if_allowed_and_not_needed(rule: Rule) -> None:
    example = Example().node("node-c").spec(unschedulable=True)
    rule.case.fires(example)
    with_all = said(rule, example)
    wishes = [w for e in rule.signs if isinstance(e, IfRead) for w in e.wishes]
    more = [each for each in wishes if each not in rule.needs]
    assert more
    without = said(rule, example.denied(*more))
    assert without
    assert without != with_all

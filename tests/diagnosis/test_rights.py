"""What may not be read is not fine: no finding is lost without a word, and none is invented."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache

import pytest

from ststui.diagnosis import NEEDS, Diagnosis, Example, Need, Rule, built_in, diagnose
from ststui.diagnosis.causes import STANDSTILL

pytestmark = pytest.mark.pure

RULES = built_in().rules
ALWAYS = ("pods", "persistentvolumeclaims")
"""What the controller's next step is made from, which any rule may look at."""


def ill(rule: Rule) -> Example:
    example = Example()
    rule.case.fires(example)
    return example


def found_in(diagnosis: Diagnosis) -> set[tuple[str, str]]:
    """Every rule with the name of the object, also those that others take in."""
    every = (*diagnosis.one_by_one, *diagnosis.advice)
    return {(each.rule.id, each.subject.name) for each in every}


@cache
def with_all_rights(rule: Rule) -> frozenset[tuple[str, str]]:
    return frozenset(found_in(diagnose(ill(rule).seen(), built_in())))


@pytest.mark.parametrize("need", NEEDS)
def test_without_one_kind(need: Need) -> None:
    for rule in RULES:
        if need not in {*rule.needs, *rule.wishes, *ALWAYS}:
            continue
        lacking = diagnose(ill(rule).denied(need, why="no permission").seen(), built_in())
        found = found_in(lacking)
        unasked = {each.rule for each in lacking.not_checked}
        lost = {each for each in with_all_rights(rule) - found if each[0] not in unasked}
        assert not lost, rule.id
        # Without claims the controller is seen to wait for the pod alone.
        new = {name for name, _ in found - with_all_rights(rule)}
        assert all(any(fnmatchcase(name, each) for each in STANDSTILL) for name in new), rule.id
        failed = [each.why for each in lacking.not_checked if each.why.startswith("ststui failed")]
        assert not failed, rule.id

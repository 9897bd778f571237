"""Three tests of each rule, made of the case it declares, and laws for all of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from ststui.diagnosis import NEEDS, Diagnosis, Example, Rule, Seen, built_in, diagnose, faults
from ststui.diagnosis.rules import Book
from ststui.diagnosis.severity import SEVERITIES
from ststui.model.surroundings import NOTHING

pytestmark = pytest.mark.pure

RULES = built_in().rules
VERSION = "the version of the control plane is not known"
NAMES = [each.id for each in RULES]


def diagnosed(rule: Rule, example: Example) -> Diagnosis:
    return diagnose(example.seen(), Book((rule,)))


def ids(diagnosis: Diagnosis) -> set[str]:
    return {each.rule.id for each in (*diagnosis.findings, *diagnosis.advice)}


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_fires(rule: Rule) -> None:
    example = Example()
    rule.case.fires(example)
    found = diagnosed(rule, example)
    assert ids(found) == {rule.id}, found.not_checked
    for each in (*found.findings, *found.advice):
        texts = [each.title, each.danger, *(t for f in each.fix for t in (f.text, f.command))]
        unknown = re.findall(r"\{[a-z_]+\}", " ".join(texts).replace("{end}", ""))
        assert not unknown
        assert "<" not in each.title, each.title
        assert each.evidence, "a finding shows what it is made of"
        assert all(e.text and e.source for e in each.evidence)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_silent_on_the_nearest_healthy_case(rule: Rule) -> None:
    example = Example()
    rule.case.silent(example)
    found = diagnosed(rule, example)
    assert not ids(found)
    assert not found.not_checked, "a silence that was not earned"


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_not_checked_without_rights(rule: Rule) -> None:
    assert rule.needs or rule.about == "set"
    for need in rule.needs:
        example = Example()
        rule.case.fires(example)
        found = diagnosed(rule, example.denied(need, why="no permission: list x"))
        assert not ids(found), need
        why = VERSION if need == "version" else "no permission: list x"
        assert [(e.rule, e.why) for e in found.not_checked] == [(rule.id, why)]


def test_what_hangs_on_the_version_is_asked_only_of_sets_that_it_concerns() -> None:
    found = diagnose(Example().denied("version").seen(), built_in())
    assert found.not_checked == ()


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_says_enough(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", rule.id)
    assert rule.severity in SEVERITIES
    assert rule.signs
    assert rule.why.endswith(".")
    assert rule.newcomers.endswith(".")
    assert not rule.title.endswith(".")
    assert rule.address.startswith("https://")
    assert len(rule.title) <= 110
    assert set(rule.needs) <= set(NEEDS)


def test_no_id_twice() -> None:
    assert len(set(NAMES)) == len(NAMES)


def test_a_healthy_set_has_no_finding_and_everything_is_checked() -> None:
    found = diagnose(Example().seen(), built_in())
    assert [(e.rule.id, e.title) for e in (*found.findings, *found.advice)] == []
    assert found.not_checked == ()
    assert found.wanted == frozenset()


def test_what_nobody_asked_for_yet_is_wanted_only_where_a_rule_gets_that_far() -> None:
    healthy = diagnose(without_surroundings(Example()), faults())
    assert "persistentvolumes" not in healthy.wanted
    pending = Example().claim(1).spec(storage_class_name="fast", volume_name="")
    pending.status(phase="Pending", capacity={})
    assert "storageclasses" in diagnose(without_surroundings(pending), built_in()).wanted


def without_surroundings(example: Example) -> Seen:
    return replace(example.seen(), surroundings=NOTHING)

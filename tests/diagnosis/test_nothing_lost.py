"""Laws of causes that take in symptoms: no mark is lost, nothing sinks, no evidence goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Diagnosis, Example, Finding, Rule, built_in, diagnose, faults
from ststui.diagnosis.alike import together
from ststui.diagnosis.causes import root_causes
from ststui.diagnosis.match import At, Evidence
from ststui.diagnosis.rules import Book
from ststui.diagnosis.severity import rank
from ststui.ui.widgets.tree.rows.findings import worst_by_ordinal

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.pure

RULES = faults().rules
EACH_FOR_ITSELF = Book(tuple(replace(rule, explains=(), explained_by=()) for rule in RULES))
"""The same rules, none of which explains another."""


def ranks(diagnosis: Diagnosis) -> Mapping[int | None, int]:
    return {key: rank(each.severity) for key, each in worst_by_ordinal(diagnosis).items()}


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_an_ordinal_keeps_its_mark_when_its_finding_is_taken_in(rule: Rule) -> None:
    for make in (rule.case.fires, rule.case.silent):
        example = Example()
        make(example)
        by_itself = ranks(diagnose(example.seen(), EACH_FOR_ITSELF))
        found = ranks(diagnose(example.seen(), faults()))
        assert found.keys() == by_itself.keys()
        assert all(found[key] <= by_itself[key] for key in found)


@pytest.mark.parametrize("rule", RULES, ids=[each.id for each in RULES])
def test_a_cause_is_as_bad_as_what_it_takes_in(rule: Rule) -> None:
    example = Example()
    rule.case.fires(example)
    for each in diagnose(example.seen(), faults()).findings:
        said = [s.severity for one in each.one_by_one for s in (one, *one.symptoms)]
        assert each.severity == min(said, key=rank)


def test_what_holds_up_the_set_comes_before_what_is_only_medium() -> None:
    """A gate is medium by itself, and the set stands still by it."""
    web = Example()
    built_in().by_id["sched-gated"].case.fires(web)
    web.node("node-a").condition("DiskPressure", reason="KubeletHasDiskPressure")
    found = diagnose(web.seen(), faults()).findings
    assert [(each.rule.id, each.severity) for each in found] == [
        ("sched-gated", "high"),
        ("node-pressure", "medium"),
    ]


def finding(rule: str, ordinal: int | None, *, cause: str = "") -> Finding:
    """One of a rule, with evidence that names it and its pod."""
    one = built_in().by_id[rule]
    name = "web" if ordinal is None else f"web-{ordinal}"
    return Finding(
        rule=one,
        severity=one.severity,
        subject=At(kind="Pod", namespace="shop", name=name, ordinal=ordinal),
        ordinal=ordinal,
        reach=None if ordinal is None else frozenset({ordinal}),
        title=f"{rule} of {name}",
        why=one.why,
        evidence=(Evidence(f"{rule} of {name}", "here"),),
        fix=(),
        danger="",
        cause=(cause,) if cause else (),
    )


def of_three_pods() -> list[Finding]:
    """A fault of the set explains a crash of web-0; those of web-1 and web-2 have its cause."""
    return [
        finding("sts-parallel-135-bug", None),
        finding("crashloop", 0, cause="code 1"),
        *(
            found
            for ordinal in (1, 2)
            for found in (
                finding("crashloop", ordinal, cause="code 1"),
                finding("sts-head-of-line", ordinal),
            )
        ),
    ]


def test_what_other_pods_with_the_same_trouble_take_in_is_kept() -> None:
    one = replace(finding("crashloop", 0).rule, explains=("sts-head-of-line",))
    raw = [
        replace(each, rule=one) if each.rule.id == "crashloop" else each for each in of_three_pods()
    ]
    # It names web-0, so that it is no cause of the others by its rule alone.
    raw[0] = replace(raw[0], ordinal=0, reach=frozenset({0}))
    (cause,) = together(root_causes(raw))
    assert cause.rule.id == "sts-parallel-135-bug"
    assert cause.explains == ("crashloop", "sts-head-of-line")
    assert [each.ordinal for each in cause.likewise] == [1, 2]
    assert [[s.rule.id for s in each.symptoms] for each in cause.likewise] == [
        ["sts-head-of-line"],
        ["sts-head-of-line"],
    ]
    shown = [each.text for each in cause.evidence]
    assert shown == [
        "sts-parallel-135-bug of web",
        "crashloop of web-1",
        "crashloop of web-2",
    ]
    said = Diagnosis(findings=(cause,), advice=(), not_checked=(), wanted=frozenset()).one_by_one
    assert [each.ordinal for each in said].count(2) == 2


def test_findings_that_stand_for_others_are_one_with_all_of_them() -> None:
    """Two findings of one cause, each of which stands for others already."""
    first = replace(finding("crashloop", 0, cause="c"), likewise=(finding("crashloop", 1),))
    second = replace(finding("crashloop", 2, cause="c"), likewise=(finding("crashloop", 3),))
    (one,) = together([first, second])
    assert [each.ordinal for each in one.one_by_one] == [0, 1, 2, 3]


def test_findings_of_one_cause_are_as_bad_as_the_worst_of_them() -> None:
    mild = finding("sched-gated", 0, cause="gate")
    grave = replace(finding("sched-gated", 1, cause="gate"), severity="high")
    (one,) = together([grave, mild])
    assert one.severity == "high"
    (other,) = together([mild, grave])
    assert other.severity == "high"

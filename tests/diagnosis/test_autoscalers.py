"""Autoscalers of one set: several of them, and what their controller says of that."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Example, built_in, diagnose
from ststui.diagnosis.rules.autoscaler import _scaler
from ststui.model.budget import AutoscalerSpec, ScaleTarget

if TYPE_CHECKING:
    from ststui.diagnosis import Finding

pytestmark = pytest.mark.pure

WORDS = "pods by selector app=web are controlled by multiple HPAs: [shop/web shop/web-too]"


def found(web: Example) -> list[Finding]:
    every = diagnose(web.seen(), built_in()).findings
    return [each for each in every if each.rule.id.startswith("sts-hpa-")]


def ambiguous(web: Example) -> Example:
    """Said a moment ago."""
    return web.condition(
        "ScalingActive", "False", reason="AmbiguousSelector", message=WORDS, for_=2
    )


def test_two_autoscalers_of_one_set_are_told_at_once() -> None:
    web = ambiguous(_scaler(Example()))
    web = ambiguous(_scaler(web, name="web-too"))
    (said,) = found(web)
    assert (said.rule.id, said.severity) == ("sts-hpa-ambiguous", "medium")
    assert said.title == ("web is scaled by more than one HorizontalPodAutoscaler: web and web-too")
    assert WORDS in said.evidence[0].text


def test_one_that_shares_its_pods_with_another_workload_is_told_too() -> None:
    (said,) = found(ambiguous(_scaler(Example())))
    assert said.rule.id == "sts-hpa-ambiguous"
    assert said.title.endswith("web and one of another workload")


def test_metrics_that_are_missing_are_said_only_after_a_while() -> None:
    web = _scaler(Example())
    assert found(web.condition("ScalingActive", "False", reason="FailedGet", for_=2)) == []
    (said,) = found(web.condition("ScalingActive", "False", reason="FailedGet", for_=400))
    assert said.rule.id == "sts-hpa-inactive"


BELOW = "New size: 3; reason: Current number of replicas below Spec.MinReplicas"
ABOVE = "New size: 5; reason: Current number of replicas above Spec.MaxReplicas"


@pytest.mark.parametrize("words", [BELOW, ABOVE])
def test_bounds_that_were_changed_are_made_good_once_and_nobody_fights(words: str) -> None:
    web = _scaler(Example()).event("SuccessfulRescale", words, kind="Normal", before=75)
    assert found(web) == []


def test_what_is_set_back_twice_is_a_fight() -> None:
    web = _scaler(Example()).event("SuccessfulRescale", BELOW, kind="Normal", before=2000)
    web.event("SuccessfulRescale", ABOVE, kind="Normal", before=75)
    assert [each.rule.id for each in found(web)] == ["sts-hpa-conflict"]


def test_what_was_set_back_long_ago_does_not_count() -> None:
    web = _scaler(Example()).event("SuccessfulRescale", BELOW, kind="Normal", before=4000)
    web.event("SuccessfulRescale", BELOW, kind="Normal", before=75)
    assert found(web) == []


@pytest.mark.parametrize(("times", "days", "fights"), [(5, 4, False), (200, 4, True)])
def test_a_count_of_days_is_no_count_of_an_hour(times: int, days: int, fights: bool) -> None:
    # Bounds that somebody raises each morning are made good once a day, by the same event.
    web = _scaler(Example()).event(
        "SuccessfulRescale", BELOW, kind="Normal", times=times, lasted=days * 86_400, before=75
    )
    assert bool(found(web)) is fights


def test_an_autoscaler_may_go_down_to_none() -> None:
    scaler = _scaler(Example())
    target = ScaleTarget(kind="StatefulSet", name="web")
    spec = AutoscalerSpec(scale_target_ref=target, min_replicas=0, max_replicas=5)
    advice = diagnose(scaler.change(spec=spec).seen(), built_in()).advice
    (said,) = (each for each in advice if each.rule.id == "sts-hpa-managed")
    assert "0 to 5" in said.title

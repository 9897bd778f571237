"""A rule looks at the present state: the same words of an object that has moved on are history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Book, Example, Rule, Seen, built_in, diagnose
from ststui.diagnosis.rules import images
from ststui.diagnosis.signs import (
    CREATING,
    NOT_READY,
    ON_NODE,
    TERMINATING,
    UNSCHEDULED,
    AnyOf,
    ClaimPhase,
    EventSign,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.diagnosis.signs import Sign

pytestmark = pytest.mark.pure

RULES = built_in().rules


def fires(rule: Rule, seen: Seen) -> bool:
    found = diagnose(seen, Book((rule,)))
    return bool(found.findings or found.advice)


def those(signs: Iterable[Sign]) -> list[Rule]:
    return [each for each in RULES if each.signs[0] in signs]


def named(rules: list[Rule]) -> pytest.MarkDecorator:
    assert rules
    return pytest.mark.parametrize("rule", rules, ids=[each.id for each in rules])


@named(those((UNSCHEDULED, CREATING, NOT_READY, ON_NODE)))
def test_nothing_is_said_of_how_a_pod_starts_or_runs_while_it_is_being_deleted(rule: Rule) -> None:
    web = Example()
    rule.case.fires(web)
    for kind, name in list(web.objects):
        if kind == "Pod":
            web.choose(kind, name).terminating(20)
    assert not fires(rule, web.seen())


@named(those((TERMINATING,)))
def test_nothing_is_said_of_the_end_of_a_pod_that_is_not_being_deleted(rule: Rule) -> None:
    web = Example()
    rule.case.fires(web)
    for kind, name in list(web.objects):
        if kind == "Pod":
            web.choose(kind, name).meta(deletion_timestamp=None)
    assert not fires(rule, web.seen())


@named([each for each in RULES if isinstance(each.signs[0], ClaimPhase)])
def test_nothing_is_said_of_the_binding_of_a_claim_that_is_bound(rule: Rule) -> None:
    web = Example()
    rule.case.fires(web)
    for kind, name in list(web.objects):
        if kind == "PersistentVolumeClaim":
            web.choose(kind, name).status(phase="Bound")
    assert not fires(rule, web.seen())


@named([each for each in RULES if each.after])
def test_a_wait_is_silent_before_its_time(rule: Rule) -> None:
    web = Example()
    rule.case.fires(web)
    seen = web.seen()
    after_a_second = first_said(replace(rule, after=1), seen)
    assert (first_said(rule, seen) - after_a_second).total_seconds() == rule.after - 1


def first_said(rule: Rule, seen: Seen) -> datetime:
    """The second in which a rule, which speaks now, spoke for the first time."""

    def spoke(seconds: int) -> bool:
        return fires(rule, replace(seen, now=seen.now - timedelta(seconds=seconds)))

    said, unsaid = 0, int(timedelta(days=30).total_seconds())
    assert spoke(said)
    assert not spoke(unsaid)
    while unsaid - said > 1:
        middle = (said + unsaid) // 2
        said, unsaid = (middle, unsaid) if spoke(middle) else (said, middle)
    return seen.now - timedelta(seconds=said)


@named([e for e in images.RULES if any(isinstance(s, AnyOf | EventSign) for s in e.signs)])
def test_words_of_a_pull_count_only_while_it_is_pulled(rule: Rule) -> None:
    """Older kubelets say why in an event only."""
    web = Example()
    rule.case.fires(web)
    pod = web.objects["Pod", "web-2"]
    words = pod.status.container_statuses[0].state.waiting.message
    web = Example().pod(2).status(phase="Pending").waiting("ImagePullBackOff")
    web.event("Failed", f'Failed to pull image "registry.example/web:2": {words}')
    web.event(
        "FailedToRetrieveImagePullSecret",
        "Unable to retrieve some image pull secrets (regcred); attempting to pull the image may not"
        " succeed.",
    )
    assert fires(rule, web.seen())
    assert not fires(rule, web.creating().seen())

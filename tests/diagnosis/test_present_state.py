"""A rule looks at the present state: the same words of an object that has moved on are history."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Book, Example, Rule, Seen, built_in, diagnose
from ststui.diagnosis.moments import ago
from ststui.diagnosis.rules import images
from ststui.diagnosis.signs import (
    CREATING,
    NOT_READY,
    ON_NODE,
    TERMINATING,
    UNSCHEDULED,
    ClaimPhase,
)
from ststui.model.pod import Terminated
from ststui.model.usage import VolumeUsage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

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


@named([each for each in images.RULES if len(each.signs) == len((NOT_READY, 1, 2))])
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


def _pending(web: Example) -> Example:
    return web.claim(1).spec(volume_name="").status(phase="Pending", capacity={})


def _local_volume_of_a_node_that_is_gone(web: Example) -> Example:
    built_in().by_id["sched-local-pv-node-gone"].case.fires(web)
    return web.pod(1).unscheduled("0/3 nodes are available: 3 Insufficient cpu.")


SILENT_TOO: dict[str, tuple[str, Callable[[Example], object]]] = {
    "the scheduler does not speak of the volume": (
        "sched-local-pv-node-gone",
        _local_volume_of_a_node_that_is_gone,
    ),
    "a full volume that no pod uses": (
        "vol-full",
        lambda web: web.pod(1).gone().usage(1, VolumeUsage(capacity_bytes=1000, used_bytes=990)),
    ),
    "a restless container of a pod that is not Ready": (
        "restart-flapping",
        lambda web: web.pod(1).running(
            restarts=7, last=Terminated(exit_code=1, finished_at=ago(900))
        ),
    ),
    "a probe gave up on a container that was never restarted": (
        "liveness-killing",
        lambda web: (
            web.pod(1)
            .running(ready=True)
            .event("Killing", "Container main failed liveness probe, will be restarted")
        ),
    ),
    "a claim that names no volume": ("pvc-requested-pv-missing", _pending),
    "a mismatch of a claim that names no volume": (
        "pvc-volume-mismatch",
        lambda web: _pending(web).event(
            "VolumeMismatch", 'Cannot bind to requested volume "pv-1": requested PV is too small'
        ),
    ),
    "a failed volume of a set whose claims are all bound": (
        "pv-failed",
        lambda web: web.volume(1).status(phase="Failed"),
    ),
}


@pytest.mark.parametrize("what", SILENT_TOO)
def test_more_cases_in_which_a_rule_is_silent(what: str) -> None:
    rule, make = SILENT_TOO[what]
    web = Example()
    make(web)
    assert not fires(built_in().by_id[rule], web.seen())

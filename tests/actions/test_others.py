"""Pods beside the one that is deleted: each with its reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_scale
from tests.actions.ground import codes, dangers, grounds
from tests.controller.scene import NEW, Scene

if TYPE_CHECKING:
    from ststui.actions import Plan

pytestmark = pytest.mark.pure


def deletion(scene: Scene, pod: str) -> Plan:
    return plan_pod_deletion(grounds(scene, pod=scene.pods[pod]))


STOPPED = Scene(replicas=3, update=NEW).pod(0).pod(1).pod(2, ready=False, revision=NEW)
"""A rollout that stopped at web-2."""


def test_a_rollout_that_goes_on_says_so() -> None:
    plan = deletion(STOPPED, "web-2")
    assert plan.consequences.replaces == ("web-2", "web-1", "web-0")
    assert plan.details == (
        (
            "web-1, web-0 are replaced too, once web-2 is Ready: of another revision, the rollout "
            "to new goes on"
        ),
    )


def test_what_happens_anyway_says_that() -> None:
    scene = Scene(replicas=3, update=NEW).pod(0).pod(1).pod(2, revision=NEW)
    plan = deletion(scene, "web-2")
    assert plan.details == (
        (
            "web-1, web-0 are replaced too, with or without this: of another revision, the "
            "rollout to new goes on"
        ),
    )


def test_a_scale_down_and_a_missing_pod_say_so() -> None:
    scene = Scene(replicas=2).pod(0, ready=False).ready(2, 3)  # web-1 is missing
    plan = deletion(scene, "web-0")
    assert plan.consequences.creates == ("web-1",)
    assert plan.details == (
        "web-1 is made too, once web-0 is Ready: no such pod is there, and the set wants it",
        (
            "web-3, web-2 are deleted too, once web-0 is Ready: outside the range, the scale-down "
            "goes on"
        ),
    )


def test_a_pod_that_ended_says_so() -> None:
    scene = Scene(replicas=2).ready(0).pod(1, phase="Failed", ready=False)
    plan = deletion(scene, "web-0")
    assert plan.consequences.replaces == ("web-0", "web-1")
    (line,) = plan.details
    assert line.startswith("web-1 is replaced too, with or without this: ended (Failed")


def test_pods_that_keep_out_of_it_are_not_named() -> None:
    assert deletion(Scene(replicas=3).ready(0, 1, 2), "web-1").details == ()


def test_the_dangers_of_those_that_follow_are_told_where_it_is_the_cause() -> None:
    labels = {"cnpg.io/instanceRole": "primary"}
    follows = Scene(replicas=2, update=NEW).pod(0, labels=labels).pod(1, ready=False, revision=NEW)
    assert "primary" in dangers(deletion(follows, "web-1"))
    anyway = Scene(replicas=2, update=NEW).pod(0, labels=labels).pod(1, revision=NEW)
    assert "primary" not in codes(deletion(anyway, "web-1"))


def test_a_pod_that_ends_is_not_called_missing() -> None:
    scene = Scene(replicas=3).ready(0, 2).pod(1, ends_in=10)
    (line,) = deletion(scene, "web-0").details
    assert line == (
        "web-1 is made too, with or without this: the one that is there ends, and the set wants it"
    )


def test_what_is_not_known_of_the_pod_and_of_the_others_is_told_once() -> None:
    scene = Scene(replicas=2, update=NEW).pod(0).pod(1, ready=False, revision=NEW)
    told = [each.text for each in deletion(scene, "web-1").warnings if each.code == "rights"]
    assert told == [
        "nodes could not be read (not read yet): whether they answer and take pods is not known"
    ]


@pytest.mark.parametrize("parallel", [False, True])
def test_what_comes_after_a_pod_that_ended_depends_on_the_new_one(*, parallel: bool) -> None:
    scene = Scene(replicas=3, parallel=parallel).ready(0).pod(1, phase="Failed", ready=False)
    said = (
        "web-1 has ended and is made anew: unless it becomes Ready then, the controller does "
        "nothing else"
    )
    for plan in (plan_restart(grounds(scene)), plan_scale(grounds(scene), replicas=5)):
        assert (said in [each.text for each in plan.warnings]) is not parallel

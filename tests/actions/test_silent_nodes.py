"""Pods that a plan ends on nodes that do not answer: nobody confirms it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_scale, plan_set_deletion
from tests.actions.ground import around, grounds, node
from tests.controller.scene import NEW, Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan

pytestmark = pytest.mark.pure

HANGS = "a is not Ready: web-2 stays Terminating until its kubelet confirms"


def ground(scene: Scene) -> Grounds:
    """Pod web-2 is on node a, which does not answer."""
    scene = scene.pod(2, ready=False, node="a")
    return grounds(scene, surroundings=around(nodes=(node("a", ready=False), node("b"))))


def told(plan: Plan) -> list[tuple[bool, str]]:
    return [(e.dangerous, e.text) for e in plan.warnings if "kubelet confirms" in e.text]


@pytest.mark.parametrize("parallel", [False, True])
def test_a_pod_that_is_scaled_away_stays_and_what_comes_after_it_waits(*, parallel: bool) -> None:
    found = ground(Scene(replicas=3, parallel=parallel).ready(0, 1))
    waits = "" if parallel else ", and the rest may wait for that"
    assert told(plan_scale(found, replicas=1)) == [(False, HANGS + waits)]
    assert told(plan_scale(found, replicas=2)) == [(False, HANGS)]


def test_one_that_is_replaced_does_not_come_back_before() -> None:
    found = ground(Scene(replicas=3, parallel=True).ready(0, 1))
    assert plan_restart(found).consequences.replaces == ("web-2", "web-1", "web-0")
    assert told(plan_restart(found)) == [(True, f"{HANGS}, and is not made again before")]


def test_one_that_goes_with_its_set_stays() -> None:
    found = ground(Scene(replicas=3).ready(0, 1))
    assert told(plan_set_deletion(found)) == [(False, HANGS)]


def test_one_that_goes_because_of_another_is_told_of_too() -> None:
    scene = Scene(replicas=2, update=NEW, parallel=True).ready(0, 1)
    found = ground(scene)
    plan = plan_pod_deletion(
        grounds(
            scene.pod(2, ready=False, node="a"),
            surroundings=found.surroundings,
            pod=scene.pods["web-1"],
        )
    )
    # It goes with or without this.
    assert "web-2" in plan.consequences.deletes
    assert told(plan) == [(False, f"{HANGS}, and the rest may wait for that")]

"""No node takes pods: a danger where pods are made, and nothing where none is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_scale
from ststui.model.stateful_set import RollingUpdate
from tests.actions.ground import around, bound, grounds, node, volume
from tests.controller.scene import NEW, OLD, Scene

if TYPE_CHECKING:
    from ststui.actions import Plan

pytestmark = pytest.mark.pure

CORDONED = around(
    nodes=(node("a", cordoned=True, zone="a"), node("b", cordoned=True, zone="b")),
    volumes=(volume("pv-2", zone="a"),),
)
NONE = ["no node takes pods now"]


def told(plan: Plan) -> list[str]:
    return [each.text for each in plan.warnings if each.code == "cannot-come-back"]


@pytest.mark.parametrize(("replicas", "texts"), [(2, []), (0, []), (4, NONE)])
def test_scaling(replicas: int, texts: list[str]) -> None:
    ground = grounds(Scene().ready(0, 1, 2), surroundings=CORDONED)
    assert told(plan_scale(ground, replicas=replicas)) == texts


@pytest.mark.parametrize(
    ("scene", "texts"),
    [
        (Scene(), NONE),
        (Scene(strategy="OnDelete", rolling=None), []),
        (Scene(rolling=RollingUpdate(partition=3)), []),
        (Scene(rolling=RollingUpdate(partition=2)), NONE),
    ],
)
def test_a_restart(scene: Scene, texts: list[str]) -> None:
    ground = grounds(scene.ready(0, 1, 2), surroundings=CORDONED)
    assert told(plan_restart(ground)) == texts


@pytest.mark.parametrize(
    ("ordinal", "texts"),
    [(1, NONE), (2, [])],  # web-2 is not wanted any more
)
def test_a_pod_that_is_deleted(ordinal: int, texts: list[str]) -> None:
    scene = bound(Scene(replicas=2, templates=("data",)).ready(0, 1, 2), data_web_2="pv-2")
    pod = scene.pods[f"web-{ordinal}"]
    assert told(plan_pod_deletion(grounds(scene, pod=pod, surroundings=CORDONED))) == texts


def test_what_goes_beside_it_is_no_pod_that_comes_back() -> None:
    # web-0 holds the scale-down of web-2 up.
    scene = Scene(replicas=2, templates=("data",)).ready(1, 2).pod(0, ready=False)
    scene = bound(scene, data_web_2="pv-2")
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-0"], surroundings=CORDONED))
    assert (plan.consequences.replaces, plan.consequences.deletes) == (("web-0",), ("web-2",))
    assert told(plan) == NONE


def test_a_pod_that_is_replaced_beside_it_comes_back() -> None:
    scene = Scene(update=NEW, templates=("data",)).ready(1, 2, revision=OLD)
    scene = bound(scene.pod(0, ready=False, revision=OLD), data_web_2="pv-2")
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-0"], surroundings=CORDONED))
    assert "web-2" in plan.consequences.replaces
    assert "web-2 can only run where volume pv-2 is: a is cordoned" in told(plan)

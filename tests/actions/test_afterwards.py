"""What follows once a pod that is waited for is Ready is told before the write, and typed."""

from __future__ import annotations

import pytest

from ststui.actions import Plan, plan_partition, plan_restart, plan_scale
from ststui.model.stateful_set import ClaimRetention, RollingUpdate
from tests.actions.ground import around, bound, codes, dangers, grounds, volume
from tests.controller.scene import NEW, OLD, Scene

pytestmark = pytest.mark.pure

DELETES = ClaimRetention(when_scaled="Delete", when_deleted="Retain")


def texts(plan: Plan) -> str:
    return "\n".join(each.text for each in plan.warnings)


def test_data_that_is_lost_later_is_lost() -> None:
    scene = Scene(replicas=3, templates=("data",), retention=DELETES)
    scene = scene.pod(0, ready=False).ready(1, 2)
    scene = bound(scene, data_web_1="pv-1", data_web_2="pv-2")
    volumes = (volume("pv-1", policy="Delete"), volume("pv-2", policy="Delete"))
    plan = plan_scale(grounds(scene, surroundings=around(volumes=volumes)), replicas=1)
    assert plan.consequences.deletes == ()
    assert plan.dangerous
    assert dangers(plan) == {"data-lost"}
    assert "as soon as web-0 is Ready, the controller deletes web-2, web-1" in texts(plan)


def test_old_claims_that_are_taken_later_are_told() -> None:
    scene = Scene(replicas=2, templates=("data",)).pod(0, ready=False).ready(1)
    plan = plan_scale(grounds(scene.claim("data-web-2")), replicas=3)
    assert plan.consequences.creates == ()
    assert "claims-reattached" in codes(plan)
    assert "as soon as web-0 is Ready, new pods get old data: data-web-2" in texts(plan)


def test_where_all_are_ready_nothing_is_left_for_later() -> None:
    scene = Scene(replicas=3, templates=("data",)).ready(0, 1, 2)
    assert "as soon as" not in texts(plan_scale(grounds(scene), replicas=1))


def test_what_a_pod_holds_up_is_not_held_by_the_partition() -> None:
    scene = Scene(replicas=3, update=NEW, rolling=RollingUpdate(partition=2))
    scene = scene.pod(0, revision=OLD).pod(1, revision=OLD).pod(2, revision=NEW, ready=False)
    plan = plan_partition(grounds(scene), partition=1)
    assert "as soon as web-2 is Ready, the controller replaces web-1" in texts(plan)
    assert "web-1" not in "\n".join(plan.details)
    assert "the partition" not in texts(
        plan_restart(grounds(Scene(replicas=2).pod(0, ready=False).ready(1)))
    )


def test_the_pod_that_is_waited_for_is_said_to_be_the_same() -> None:
    scene = Scene(replicas=3, update=NEW).pod(0).pod(1).pod(2, ready=False, revision=NEW)
    told = texts(plan_restart(grounds(scene)))
    once = "as soon as web-2 is Ready, the controller "
    assert f"{once}replaces web-2 itself, web-1, web-0" in told
    more = texts(plan_scale(grounds(scene), replicas=4))
    assert f"{once}creates web-3, replaces web-1, web-0" in more

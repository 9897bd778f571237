"""How many pods stay Ready, counted along the forecast."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from ststui.actions import (
    QuorumHints,
    plan_image,
    plan_partition,
    plan_pod_deletion,
    plan_restart,
    plan_scale,
)
from ststui.model import Readable
from ststui.model.stateful_set import RollingUpdate
from tests.actions.ground import budget, dangers, grounds
from tests.controller.scene import NEW, Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions import Grounds, Plan

pytestmark = pytest.mark.pure

VOTES = QuorumHints(sets=("shop/web",))


def said(plan: Plan) -> str:
    """What the plan says of Ready pods."""
    (found,) = (each.text for each in plan.warnings if each.code == "quorum")
    return found.partition(";")[0]


@pytest.mark.parametrize(
    "make", [plan_restart, lambda g: plan_image(g, container="main", image="app:9")]
)
def test_pods_that_are_made_first_count_where_the_controller_waits_for_them(
    make: Callable[[Grounds], Plan],
) -> None:
    last = Scene(replicas=2).ready(1)  # web-0 is missing
    assert said(make(grounds(last))) == (
        "1 of 2 pods will be Ready (counting web-0, for which the controller waits first)"
    )
    asleep = Scene(replicas=3)
    assert not make(grounds(asleep)).consequences.replaces


def test_lowering_a_partition_counts_them_too() -> None:
    scene = Scene(replicas=3, update=NEW, rolling=RollingUpdate(partition=2))
    scene = scene.pod(1).pod(2, revision=NEW)
    plan = plan_partition(grounds(scene, quorum=VOTES), partition=1)
    assert plan.consequences.creates == ("web-0",)
    assert plan.consequences.replaces == ("web-1",)
    assert said(plan).startswith(
        "2 of 3 pods will be Ready (counting web-0, for which the controller waits first)"
    )
    assert "quorum" not in dangers(plan)


def test_a_parallel_set_makes_them_while_it_deletes_so_that_they_do_not_count() -> None:
    scene = Scene(replicas=2, parallel=True).ready(1)
    assert said(plan_restart(grounds(scene))) == "no pod stays Ready"


def test_those_of_a_parallel_set_count_once_another_was_made_anew() -> None:
    scene = Scene(replicas=3, parallel=True).ready(1, 2)
    assert said(plan_restart(grounds(scene))) == "1 of 3 ordinals stays Ready at a time"


def test_where_none_is_ready_now_none_is_lost() -> None:
    scene = Scene(replicas=2, parallel=True).pod(0, ready=False).pod(1, ready=False)
    assert said(plan_restart(grounds(scene))) == "no pod is Ready now"


def test_so_many_as_the_strategy_lets_go_are_away() -> None:
    scene = Scene(replicas=5, rolling=RollingUpdate(max_unavailable=2)).ready(0, 1, 2, 3, 4)
    ground = replace(grounds(scene), server_version="v1.37.2")
    assert said(plan_restart(ground)) == "3 of 5 pods stay Ready at a time"
    assert said(plan_restart(grounds(scene))) == "4 of 5 pods stay Ready at a time"


def test_a_deleted_pod_is_away_before_another_is_made() -> None:
    scene = Scene(replicas=3).ready(0, 1)  # web-2 is missing
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-1"]))
    assert said(plan) == "1 of 3 ordinals stays Ready"


def test_a_rollout_that_goes_on_is_counted() -> None:
    scene = Scene(replicas=3, update=NEW).pod(0).pod(1).pod(2, ready=False, revision=NEW)
    assert said(plan_scale(grounds(scene), replicas=2)) == "1 of 3 pods stays Ready at a time"
    deletion = plan_pod_deletion(grounds(scene, pod=scene.pods["web-2"]))
    assert deletion.consequences.replaces == ("web-2", "web-1", "web-0")
    assert said(deletion) == "2 of 3 pods stay Ready at a time"


@pytest.mark.parametrize(
    ("strategy", "version", "dangerous"),
    [
        ("Recreate", "v1.37.2", {"pdb"}),
        ("Recreate", "v1.36.3", set()),  # to older controllers it is like RollingUpdate
        ("RollingUpdate", "v1.37.2", set()),
    ],
)
def test_recreate_has_all_pods_away_at_once(
    strategy: str, version: str, dangerous: set[str]
) -> None:
    ground = replace(grounds(Scene(strategy=strategy).ready(0, 1, 2)), server_version=version)
    limited = replace(ground.known, budgets=Readable((budget("web", allowed=1),)))
    assert dangers(plan_restart(replace(ground, family=limited))) == dangerous


@pytest.mark.parametrize(
    ("parallel", "stays"),
    [
        (
            False,
            (
                "4 of 5 pods will be Ready (counting web-3, web-4, for which the controller waits "
                "first) at a time"
            ),
        ),
        (True, "2 of 5 ordinals stay Ready at a time"),
    ],
)
def test_a_scale_up_counts_of_the_pods_that_there_are_then(*, parallel: bool, stays: str) -> None:
    scene = Scene(replicas=3, update=NEW, parallel=parallel).ready(0, 1, 2)
    plan = plan_scale(grounds(scene), replicas=5)
    assert plan.consequences.creates == ("web-3", "web-4")
    assert said(plan) == stays
    votes = plan_scale(grounds(scene, quorum=VOTES), replicas=5)
    assert ("quorum" in dangers(votes)) == parallel
    (found,) = (each.text for each in votes.warnings if each.code == "quorum")
    assert "needs a majority: 3 of 5" in found


@pytest.mark.parametrize(
    ("scene", "dangerous"),
    [
        (Scene(replicas=3, templates=("data",)).ready(0).pod(1, ready=False), True),
        (Scene(replicas=3).ready(0).pod(1, ready=False), False),  # nothing to serve
        (Scene(replicas=1, templates=("data",)).ready(0), False),  # any restart means that
        (Scene(replicas=3, templates=("data",)).ready(0, 2).pod(1, ready=False), False),
        (Scene(replicas=3, templates=("data",)).pod(0, ready=False), False),  # nothing serves now
    ],
)
def test_the_last_pod_that_serves_data_needs_the_name(scene: Scene, dangerous: bool) -> None:
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-0"]))
    assert ("quorum" in dangers(plan)) is dangerous


@pytest.mark.parametrize("votes", [False, True])
def test_where_no_pod_is_ready_none_stays_so(*, votes: bool) -> None:
    """One of the others becomes Ready before the first of them goes."""
    scene = Scene(replicas=3).pod(0, ready=False).pod(1, ready=False).pod(2, ready=False)
    hints = {"quorum": VOTES} if votes else {}
    plan = plan_scale(grounds(scene, **hints), replicas=1)
    assert (
        said(plan)
        .partition(", and web needs")[0]
        .startswith(
            "no pod is Ready now, 1 of 3 once web-0 is, for which the controller waits first"
        )
    )

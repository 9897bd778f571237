"""Budgets that select by the labels of pods, want a number, or are not counted yet."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import plan_pod_deletion, plan_scale
from ststui.model.family import budgets_of
from ststui.model.readable import Readable
from tests.actions.ground import budget, dangers, grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds
    from ststui.model import PodDisruptionBudget

pytestmark = pytest.mark.pure

OF_REPLICAS = {"selector": {"matchLabels": {"role": "replica"}}}


def with_roles(scene: Scene) -> Scene:
    """Pod 0 is the primary, as an operator would write on it; the template knows no roles."""
    pods = {}
    for name, pod in scene.pods.items():
        role = "primary" if name == "web-0" else "replica"
        labels = {**pod.metadata.labels, "role": role}
        metadata = msgspec.structs.replace(pod.metadata, labels=labels)
        pods[name] = msgspec.structs.replace(pod, metadata=metadata)
    return replace(scene, pods=pods)


def ground(scene: Scene, *budgets: PodDisruptionBudget, **more: Any) -> Grounds:
    """The grounds of a scene with these budgets in its namespace."""
    found = grounds(scene, **more)
    pods = tuple(scene.pods.values())
    mine = tuple(budgets_of(found.known.set, budgets, pods))
    return replace(found, family=replace(found.known, budgets=Readable(mine)))


def test_a_budget_of_a_role_is_one_of_the_pods_that_have_it() -> None:
    scene = with_roles(Scene(replicas=3).ready(0, 1, 2))
    replicas = budget("replicas", allowed=0, **OF_REPLICAS)
    assert dangers(plan_scale(ground(scene, replicas), replicas=2)) == {"pdb"}
    for name, counted in (("web-0", False), ("web-2", True)):
        found = ground(scene, replicas, pod=scene.pods[name])
        assert ("pdb" in dangers(plan_pod_deletion(found))) == counted
        evicted = plan_pod_deletion(found, how="evict")
        assert any("will be refused" in e.text for e in evicted.warnings) == counted


def test_a_budget_of_other_pods_is_none_of_the_set() -> None:
    scene = with_roles(Scene(replicas=3).ready(0, 1, 2))
    other = budget("other", allowed=0, selector={"matchLabels": {"role": "arbiter"}})
    plan = plan_scale(ground(scene, other), replicas=2)
    assert all(each.code != "pdb" for each in plan.warnings)


def test_budgets_of_two_roles_are_no_two_of_one_pod() -> None:
    scene = with_roles(Scene(replicas=3).ready(0, 1, 2))
    both = (
        budget("replicas", allowed=1, **OF_REPLICAS),
        budget("primary", allowed=1, selector={"matchLabels": {"role": "primary"}}),
    )
    plan = plan_pod_deletion(ground(scene, *both, pod=scene.pods["web-1"]), how="evict")
    assert all("will be refused" not in each.text for each in plan.warnings)


@pytest.mark.parametrize("parallel", [False, True])
@pytest.mark.parametrize(
    ("spec", "replicas", "dangerous"),
    [
        ({"minAvailable": 3}, 3, False),
        ({"minAvailable": 3}, 1, True),
        ({"minAvailable": "60%"}, 4, False),
        ({"maxUnavailable": 2}, 4, False),
    ],
)
def test_what_is_scaled_away_is_missed_by_a_budget_that_wants_a_number(
    spec: dict[str, Any], replicas: int, *, parallel: bool, dangerous: bool
) -> None:
    """Of 5 pods 3 are wanted; one after the other is allowed as long as it comes back."""
    scene = Scene(replicas=5, parallel=parallel).ready(0, 1, 2, 3, 4)
    plan = plan_scale(ground(scene, budget("web", allowed=2, **spec)), replicas=replicas)
    assert ("pdb" in dangers(plan)) == dangerous


def test_an_eviction_under_a_budget_that_is_not_counted_yet_will_be_refused() -> None:
    scene = Scene(replicas=3).ready(0, 1, 2)
    changed = budget("web", allowed=1)
    changed = msgspec.structs.replace(
        changed, metadata=msgspec.structs.replace(changed.metadata, generation=2)
    )
    plan = plan_pod_deletion(ground(scene, changed, pod=scene.pods["web-1"]), how="evict")
    assert any("not counted yet" in each.text for each in plan.warnings)

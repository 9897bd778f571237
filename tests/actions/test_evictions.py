"""What the API server's eviction asks of budgets."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from ststui.actions import plan_pod_deletion
from ststui.model import Readable
from tests.actions.ground import budget, grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.model import PodDisruptionBudget

pytestmark = pytest.mark.pure


def told(*budgets: PodDisruptionBudget, **pod: Any) -> list[str]:
    scene = Scene(replicas=2).ready(0).pod(1, **pod)
    ground = grounds(scene, pod=scene.pods["web-1"])
    ground = replace(ground, family=replace(ground.known, budgets=Readable(budgets)))
    plan = plan_pod_deletion(ground, how="evict")
    return [each.text for each in plan.warnings if each.code == "pdb"]


FULL = budget("full", allowed=0)
REFUSED = "budget full allows none now: the eviction will be refused"


@pytest.mark.parametrize(
    ("pod", "texts"),
    [
        ({}, [REFUSED]),
        ({"ready": False}, [REFUSED]),
        # canIgnorePDB: what does not run disrupts nothing.
        ({"phase": "Pending"}, []),
        ({"phase": "Failed"}, []),
        ({"phase": "Succeeded"}, []),
    ],
)
def test_a_full_budget_refuses_pods_that_run(pod: dict[str, Any], texts: list[str]) -> None:
    assert told(FULL, **pod) == texts


def test_several_budgets_of_one_pod_refuse_whatever_they_allow() -> None:
    roomy = [budget(name, allowed=1) for name in ("a", "b")]
    assert told(*roomy) == [
        "budgets a, b both select it, which an eviction does not bear: it will be refused"
    ]
    assert told(*roomy, phase="Pending") == []

"""What one version does and another does not: each case was looked up in the source."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.controller import forecast
from ststui.controller.versions import behaviour
from ststui.model.metadata import OwnerReference
from ststui.model.stateful_set import RollingUpdate
from tests.controller.saying import DATA, DELETED, UPDATING, V136, V137, said
from tests.controller.scene import NEW, NOW, Scene

pytestmark = pytest.mark.pure

FOREIGN = OwnerReference(kind="ReplicaSet", name="other", uid="other", controller=True)
PLAIN = OwnerReference(kind="StatefulSet", name="web", uid="set", api_version="apps/v1")
BUDGET = replace(UPDATING, rolling=RollingUpdate(partition=0, max_unavailable=2), replicas=4)

CASES = {
    "two at once": (
        BUDGET.ready(0, 1, 2, 3),
        V137,
        f"delete web-3 (outdated) on {NEW}; delete web-2 (outdated) on {NEW}",
    ),
    "1.35.3 has it": (
        BUDGET.ready(0, 1, 2, 3),
        "v1.35.3",
        f"delete web-3 (outdated) on {NEW}; delete web-2 (outdated) on {NEW}",
    ),
    "1.35.4 has not": (BUDGET.ready(0, 1, 2, 3), "v1.35.4", f"delete web-3 (outdated) on {NEW}"),
    "1.34 has not": (BUDGET.ready(0, 1, 2, 3), "v1.34.9", f"delete web-3 (outdated) on {NEW}"),
    "a percentage rounds down, at least one": (
        replace(BUDGET, rolling=RollingUpdate(max_unavailable="49%")).ready(0, 1, 2, 3),
        V137,
        f"delete web-3 (outdated) on {NEW}",
    ),
    "Parallel waits at the budget": (
        replace(BUDGET, parallel=True)
        .ready(0, 1)
        .pod(2, revision=NEW, ready=False)
        .pod(3, revision=NEW, ready=False),
        V137,
        "wait web-3 until Pod web-3 ready; wait web-2 until Pod web-2 ready",
    ),
    "1.35 Parallel counts unavailable outdated pods against the budget": (
        replace(BUDGET, parallel=True).pod(0, ready=False).pod(1, ready=False).ready(2, 3),
        "v1.35.1",
        "wait web-1 until Pod web-1 ready; wait web-0 until Pod web-0 ready",
    ),
    "1.37 Parallel replaces these first, whatever the budget": (
        replace(BUDGET, parallel=True).pod(0, ready=False).pod(1, ready=False).ready(2, 3),
        V137,
        f"delete web-1 (outdated) on {NEW}; delete web-0 (outdated) on {NEW}",
    ),
    "before 1.34 an update waits only until a pod is Ready": (
        replace(UPDATING, parallel=True, min_ready_seconds=30)
        .ready(0, 1)
        .pod(2, revision=NEW, since=10),
        "v1.33.5",
        f"delete web-1 (outdated) on {NEW}",
    ),
    "from 1.34 on until it is available": (
        replace(UPDATING, parallel=True, min_ready_seconds=30)
        .ready(0, 1)
        .pod(2, revision=NEW, since=10),
        "v1.34.0",
        "wait web-2 until Pod web-2 available in 20",
    ),
    "before 1.34 a condemned pod that is Ready is deleted only when it is available": (
        Scene(replicas=1, min_ready_seconds=30).ready(0).pod(1, since=10),
        "v1.33.5",
        "wait web-1 until Pod web-1 available in 20",
    ),
    "from 1.34 on the lowest one at once": (
        Scene(replicas=1, min_ready_seconds=30).ready(0).pod(1, since=10),
        "v1.34.0",
        "delete web-1 (scaleDown)",
    ),
    "before 1.30.4 an owner of a claim need not be its controller": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(PLAIN,)),
        "v1.30.3",
        "none",
    ),
    "from then on it is made one": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(PLAIN,)),
        "v1.30.4",
        "update web-0 data-web-0 (claimOwners)",
    ),
    "before 1.28.13 the controller of a claim is not asked": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(FOREIGN,)),
        "v1.28.12",
        "update web-0 data-web-0 (claimOwners)",
    ),
    "from then on its claim is left alone": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(FOREIGN,)),
        "v1.28.13",
        "none",
    ),
    "below the partition they only count": (
        replace(BUDGET, parallel=True, rolling=RollingUpdate(partition=1, max_unavailable=2))
        .pod(0, ready=False)
        .ready(1, 2, 3),
        V137,
        f"delete web-3 (outdated) on {NEW}",
    ),
    "Recreate deletes all": (
        replace(UPDATING, strategy="Recreate", rolling=None, replicas=2).ready(0, 1),
        V137,
        f"delete web-0 (outdated) on {NEW}; delete web-1 (outdated) on {NEW}",
    ),
    "one outside the range is not made anew": (
        replace(UPDATING, strategy="Recreate", rolling=None, replicas=1).ready(0, 1),
        V137,
        f"delete web-0 (outdated) on {NEW}; delete web-1 (scaleDown)",
    ),
    "and waits until they are gone": (
        replace(UPDATING, strategy="Recreate", rolling=None, replicas=2).pod(1, ends_in=4),
        V137,
        "wait web-1 until Pod web-1 gone in 4",
    ),
    "before 1.37 Recreate is a strategy like any that is not OnDelete": (
        replace(UPDATING, strategy="Recreate", rolling=None, replicas=2).ready(0, 1),
        V136,
        f"delete web-1 (outdated) on {NEW}",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_versions(case: str) -> None:
    scene, version, expected = CASES[case]
    assert said(scene, version=version) == expected


@pytest.mark.parametrize(
    ("version", "since"),
    [
        ("v1.28.12", False),
        ("v1.28.13", True),
        ("v1.29.0", False),
        ("v1.29.7", False),
        ("v1.29.8", True),
        ("v1.30.0", False),
        ("v1.31.0", True),
    ],
)
def test_what_was_taken_back_to_patches(version: str, *, since: bool) -> None:
    assert behaviour(version).claims_have_controllers is since


def test_a_forecast_with_an_old_controller_gives_the_claim_an_owner_beside_the_other() -> None:
    scene = (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(FOREIGN,))
    )
    seen = forecast(scene.family(), now=NOW, server_version="v1.28.12")
    assert seen is not None
    assert [(each.code, each.claim) for each in seen.steps] == [("claimOwners", "data-web-0")]
    assert [each.uid for each in (seen.end.claims or {})["data-web-0"].owners] == ["other", "set"]

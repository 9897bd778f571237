"""What lies beside a set and decides what a plan leads to: owned claims, full quotas, roles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.acted_on import bound, codes, settled
from tests.real.test_plans_limit_ranges import not_made
from tests.real.test_plans_quotas import quota
from tests.testbed.api import wait_for

if TYPE_CHECKING:
    from tests.real.doing import Hand

pytestmark = pytest.mark.real


async def test_a_claim_of_any_name_that_the_set_owns_goes_with_it(hand: Hand) -> None:
    await settled(hand, 1, claims=["data"])
    found = await hand.namespace.get("StatefulSet", "web")
    assert found is not None
    owner = {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "name": "web",
        "uid": found["metadata"]["uid"],
    }
    mine = await hand.namespace.get("PersistentVolumeClaim", "data-web-0")
    assert mine is not None
    backup = {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": "backup", "ownerReferences": [owner]},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "storageClassName": mine["spec"]["storageClassName"],
            "resources": {"requests": {"storage": "1Gi"}},
        },
    }
    await hand.namespace.apply(backup)
    await bound(hand, "data-web-0")
    plan = await hand.plan("delete", "web")
    assert [each["name"] for each in plan["claimsDeleted"]] == ["backup"]
    assert plan["claimsKept"] == ["data-web-0"]
    await hand.do("delete", "web")

    async def gone() -> bool:
        return await hand.claims() == {"data-web-0"}

    await wait_for(gone, what="the claim that the set owned to be gone, and the other kept")


async def test_a_full_quota_stops_an_ordered_set_at_the_pod_that_it_refuses(hand: Hand) -> None:
    await settled(hand, 2)
    await hand.namespace.apply(quota({"pods": "2"}))
    await hand.namespace.scale("web", 3)
    await not_made(hand, "web-2", "exceeded quota")
    plan = await hand.plan("restart", "web")
    assert (plan["creates"], plan["replaces"]) == ([], [])
    assert any("cannot create web-2" in each["text"] for each in plan["warnings"])
    before = {e["metadata"]["name"]: e["metadata"]["uid"] for e in await hand.namespace.list("Pod")}
    ended = await hand.run("restart", "web", "--yes-really", "web")
    assert ended.code == 0, ended
    refusals = await tries(hand)

    async def tried_again() -> bool:
        found = await hand.namespace.get("StatefulSet", "web")
        assert found is not None
        seen = found["status"]["observedGeneration"] == found["metadata"]["generation"]
        return seen and await tries(hand) > refusals

    await wait_for(tried_again, what="another try after the restart was seen")
    after = {e["metadata"]["name"]: e["metadata"]["uid"] for e in await hand.namespace.list("Pod")}
    assert after == before


async def tries(hand: Hand) -> int:
    """How often a pod was refused."""
    events = await hand.namespace.list("Event")
    return sum(each.get("count") or 1 for each in events if each["reason"] == "FailedCreate")


async def test_a_budget_of_a_role_that_only_pods_bear(hand: Hand) -> None:
    await settled(hand, 3)
    for name in ("web-1", "web-2"):
        await hand.namespace.patch("Pod", name, {"metadata": {"labels": {"role": "replica"}}})
    budget: dict[str, Any] = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": {"name": "replicas"},
        "spec": {"minAvailable": 2, "selector": {"matchLabels": {"role": "replica"}}},
    }
    await hand.namespace.apply(budget)
    await hand.namespace.wait_for(
        "PodDisruptionBudget",
        "replicas",
        lambda b: b.get("status", {}).get("currentHealthy") == 2,
        what="counted",
    )
    for name, counted in (("web-0", False), ("web-2", True)):
        plan = await hand.plan("delete", f"pod/{name}", "--evict")
        assert ("pdb" in codes(plan)) == counted, plan["warnings"]
        ended = await hand.run("delete", f"pod/{name}", "--evict", "--yes-really", name)
        assert (ended.code == 0) != counted, ended

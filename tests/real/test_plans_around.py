"""Plans held against the real cluster where budgets, starts, partitions and old claims matter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.real.acted_on import bound, codes, settled
from tests.real.doing import held, watched
from tests.testbed.api import wait_for

if TYPE_CHECKING:
    from tests.real.doing import Hand

pytestmark = pytest.mark.real


async def budget(hand: Hand, *, most_away: int) -> None:
    """A budget of the set web that the disruption controller has counted."""
    await hand.namespace.apply(
        {
            "apiVersion": "policy/v1",
            "kind": "PodDisruptionBudget",
            "metadata": {"name": "web"},
            "spec": {"maxUnavailable": most_away, "selector": {"matchLabels": {"app": "web"}}},
        }
    )
    await hand.namespace.wait_for(
        "PodDisruptionBudget",
        "web",
        lambda b: (
            b.get("status", {}).get("disruptionsAllowed") == most_away
            and b["status"].get("observedGeneration") == b["metadata"]["generation"]
        ),
        what="counted",
    )


async def test_a_budget_holds_up_no_scale_down_no_rollout_and_no_deletion(hand: Hand) -> None:
    await settled(hand, 3, start=2)
    await budget(hand, most_away=0)
    plan, _ = await held(hand, "restart", "web")
    assert plan["replaces"] == ["web-4", "web-3", "web-2"]
    assert _dangers(plan) == {"pdb"}
    plan, _ = await held(hand, "scale", "web", "2")
    assert _dangers(plan) == {"pdb"}
    plan, _ = await held(hand, "delete", "pod/web-2")
    assert _dangers(plan) == {"pdb"}
    refused = await hand.plan("delete", "pod/web-2", "--evict")
    assert not refused["possible"]
    plan, _ = await held(hand, "delete", "web", ordered=False)
    assert _dangers(plan) == {"pdb"}


async def test_a_budget_with_room_is_no_danger_and_lets_an_eviction_through(hand: Hand) -> None:
    await settled(hand, 3)
    await budget(hand, most_away=1)
    plan, _ = await held(hand, "delete", "pod/web-1", "--evict")
    assert _dangers(plan) == set()
    plan = await hand.plan("scale", "web", "2")
    assert "pdb" in codes(plan)
    assert _dangers(plan) == set()


async def test_a_restart_held_by_a_partition_from_a_start_ordinal(hand: Hand) -> None:
    await settled(hand, 4, start=3, partition=2)
    plan, _ = await held(hand, "restart", "web")
    assert plan["replaces"] == ["web-6", "web-5"]
    assert "other-revision" in codes(plan)
    plan, _ = await held(hand, "partition", "web", "9")
    assert plan["replaces"] == []
    assert any("beyond the last, 6" in line for line in plan["details"])


async def test_max_unavailable_is_passed_over_where_the_version_does(hand: Hand) -> None:
    await settled(hand, 4, parallel=True, max_unavailable=2)
    plan, _ = await held(hand, "image", "web", "main=app:2")
    assert plan["replaces"] == ["web-3", "web-2", "web-1", "web-0"]
    assert "3 of 4 pods stay Ready at a time" in plan["warnings"][0]["text"]


async def test_delete_with_when_scaled_delete_keeps_claims(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"], when_scaled="Delete", start=1)
    await bound(hand, "data-web-1", "data-web-2")
    plan, _ = await held(hand, "delete", "web", ordered=False)
    assert plan["claimsKept"] == ["data-web-1", "data-web-2"]
    assert plan["claimsDeleted"] == []


async def test_old_claims_come_back_after_the_set_was_deleted(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"])
    await held(hand, "delete", "web", ordered=False)
    await settled(hand, 1, claims=["data"])
    plan, _ = await held(hand, "scale", "web", "2")
    assert plan["claimsReattached"] == ["data-web-1"]
    assert "claims-reattached" in codes(plan)


async def test_a_finalizer_holds_a_deleted_pod_up(hand: Hand) -> None:
    await settled(hand, 2)
    await hand.namespace.patch("Pod", "web-1", {"metadata": {"finalizers": ["example.com/hold"]}})
    plan = await hand.plan("delete", "pod/web-1")
    assert (plan["deletes"], plan["replaces"]) == (["web-1"], [])
    assert _dangers(plan) == {"cannot-come-back"}
    assert "cannot-come-back" in _dangers(await hand.plan("restart", "web"))
    ended = await hand.run("delete", "pod/web-1", "--yes-really", "web-1")
    assert ended.code == 0, ended
    held_up = await hand.namespace.get("Pod", "web-1")
    assert held_up is not None
    assert "deletionTimestamp" in held_up["metadata"]
    await hand.namespace.patch("Pod", "web-1", {"metadata": {"finalizers": None}})
    await hand.namespace.wait_ready("web-0", "web-1")


async def test_an_autoscaler_stands_aside_at_no_replicas(hand: Hand) -> None:
    await settled(hand, 3)
    await hand.namespace.apply(
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": "web"},
            "spec": {
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web"},
                "minReplicas": 2,
                "maxReplicas": 4,
            },
        }
    )
    assert "hpa-owner" in _dangers(await hand.plan("scale", "web", "1"))
    plan, _ = await held(hand, "scale", "web", "0")
    assert "hpa-owner" in codes(plan)
    assert _dangers(plan) == set()

    def aside(found: dict[str, Any]) -> bool:
        conditions = found.get("status", {}).get("conditions", ())
        return any(each["reason"] == "ScalingDisabled" for each in conditions)

    await hand.namespace.wait_for("HorizontalPodAutoscaler", "web", aside, what="aside")
    assert await hand.namespace.list("Pod") == ()


async def test_two_budgets_of_one_pod_refuse_its_eviction(hand: Hand) -> None:
    await settled(hand, 2)
    for name in ("a", "b"):
        await hand.namespace.apply(
            {
                "apiVersion": "policy/v1",
                "kind": "PodDisruptionBudget",
                "metadata": {"name": name},
                "spec": {"maxUnavailable": 2, "selector": {"matchLabels": {"app": "web"}}},
            }
        )
    plan = await hand.plan("delete", "pod/web-1", "--evict")
    assert any("budgets a, b both select it" in each["text"] for each in plan["warnings"])
    ended = await hand.run("delete", "pod/web-1", "--evict", "--yes")
    assert ended.code == 1, ended


async def test_a_claim_that_a_finalizer_holds_keeps_its_pod_from_coming_back(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"])
    finalizers = {"metadata": {"finalizers": ["example.com/hold", "kubernetes.io/pvc-protection"]}}
    await hand.namespace.patch("PersistentVolumeClaim", "data-web-1", finalizers)
    await hand.namespace.delete("PersistentVolumeClaim", "data-web-1")
    plan = await hand.plan("delete", "pod/web-1")
    held_up = "data-web-1 is being deleted and stays until who set its finalizers"
    (found,) = [e for e in plan["warnings"] if e["text"].startswith(held_up)]
    assert found["dangerous"]
    ended = await hand.run("delete", "pod/web-1", "--yes-really", "web-1")
    assert ended.code == 0, ended

    async def waited_for() -> bool:
        told = await hand.run("next", "web")
        return "waits for claim data-web-1 to be gone" in told.out

    await wait_for(waited_for, what="the wait for the claim")
    await hand.namespace.patch(
        "PersistentVolumeClaim", "data-web-1", {"metadata": {"finalizers": None}}
    )
    await hand.namespace.wait_ready("web-0", "web-1")


def _dangers(plan: dict[str, Any]) -> set[str]:
    return {each["code"] for each in plan["warnings"] if each["dangerous"]}


@pytest.mark.parametrize("when_scaled", ["Retain", "Delete"])
@pytest.mark.parametrize("parallel", [False, True])
async def test_a_pod_that_ends_yet_is_wanted_again(
    hand: Hand, *, parallel: bool, when_scaled: str
) -> None:
    """Its claim comes back with it, unless it goes with the pod before anybody takes it back."""
    await settled(hand, 3, claims=["data"], parallel=parallel, when_scaled=when_scaled)
    await bound(hand, "data-web-2")
    claim, pod = [
        await hand.namespace.get(kind, name)
        for kind, name in (("PersistentVolumeClaim", "data-web-2"), ("Pod", "web-2"))
    ]
    assert claim is not None
    assert pod is not None
    uid, ends = claim["metadata"]["uid"], pod["metadata"]["uid"]

    async def without_claim() -> bool:
        return "data-web-2" not in await hand.claims()

    async def made_anew() -> bool:
        found = await hand.namespace.get("Pod", "web-2")
        return found is not None and found["metadata"]["uid"] != ends

    await hand.namespace.annotate_pod("web-2", stop_delay="15s")
    await hand.namespace.scale("web", 2)
    await hand.namespace.wait_for(
        "Pod", "web-2", lambda pod: "deletionTimestamp" in pod["metadata"], what="ending"
    )
    plan = await hand.plan("scale", "web", "3")
    loses = when_scaled == "Delete" and not parallel
    async with watched(hand) as happened:
        assert (await hand.run("scale", "web", "3", "--yes-really", "web")).code == 0
        if loses:
            await wait_for(without_claim, what="data-web-2 to go")
            # Nothing tells the controller that the claim is gone: it sleeps until it is woken.
            marks = {"metadata": {"annotations": {"ststui.test/wake": "now"}}}
            await hand.namespace.patch("StatefulSet", "web", marks)
        await wait_for(made_anew, what="web-2 made anew")
        await hand.namespace.wait_ready("web-0", "web-1", "web-2")
    after = await hand.namespace.get("PersistentVolumeClaim", "data-web-2")
    assert after is not None
    lost = uid != after["metadata"]["uid"]
    assert lost is loses
    assert plan["creates"] == happened.added == ["web-2"]
    assert [each["name"] for each in plan["claimsDeleted"]] == (["data-web-2"] if lost else [])
    assert plan["claimsReattached"] == ([] if lost else ["data-web-2"])
    assert ("data-lost" in _dangers(plan)) is lost
    said = [e["text"] for e in plan["warnings"] if e["text"].startswith("web-2 is being deleted")]
    assert ("data-web-2 goes before" in said[0]) is lost
    assert ("may sleep" in said[0]) is lost

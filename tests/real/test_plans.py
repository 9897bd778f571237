"""For every action: the plan made before is what the real cluster did after."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.acted_on import bound, codes, rolled_out, settled
from tests.real.doing import held
from tests.testbed.api import wait_for

if TYPE_CHECKING:
    from tests.real.doing import Hand
    from tests.testbed.control_plane import ControlPlane

pytestmark = pytest.mark.real


async def test_scale_up_and_down_and_up_again(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"])
    plan, _ = await held(hand, "scale", "web", "4")
    assert plan["creates"] == ["web-2", "web-3"]
    plan, _ = await held(hand, "scale", "web", "1")
    assert plan["deletes"] == ["web-3", "web-2", "web-1"]
    assert len(plan["claimsKept"]) == 3
    plan, _ = await held(hand, "scale", "web", "3")
    assert plan["claimsReattached"] == ["data-web-1", "data-web-2"]
    assert "claims-reattached" in codes(plan)


async def test_scale_down_with_when_scaled_delete_from_a_start_ordinal(hand: Hand) -> None:
    await settled(hand, 3, claims=["data"], when_scaled="Delete", start=4)
    await bound(hand, "data-web-5", "data-web-6")
    plan, _ = await held(hand, "scale", "web", "1")
    assert plan["deletes"] == ["web-6", "web-5"]
    assert [(c["name"], c["reclaimPolicy"], c["dataLost"]) for c in plan["claimsDeleted"]] == [
        ("data-web-5", "Delete", True),
        ("data-web-6", "Delete", True),
    ]
    assert plan["dangerous"]


async def test_scale_down_of_a_parallel_set(hand: Hand) -> None:
    await settled(hand, 4, parallel=True)
    plan, _ = await held(hand, "scale", "web", "1", ordered=False)
    assert sorted(plan["deletes"]) == ["web-1", "web-2", "web-3"]


async def test_a_wait_ends_where_somebody_scales_meanwhile(hand: Hand) -> None:
    await settled(hand, 2)
    await hand.namespace.annotate_pod("web-0", unready="true")
    await hand.namespace.wait_for("StatefulSet", "web", _ready(1), what="1 Ready")
    following = asyncio.create_task(hand.run("scale", "web", "4", "--yes", "--wait"))
    await hand.namespace.wait_for(
        "StatefulSet", "web", lambda found: found["spec"]["replicas"] == 4, what="scaled"
    )
    await hand.namespace.kubectl("scale", "sts/web", "--replicas=3")
    ended = await following
    assert ended.code == 1, ended
    assert "but somebody changed spec.replicas to 3 meanwhile: not waited for" in ended.err


async def test_scale_down_behind_a_pod_that_is_not_ready_deletes_nothing(hand: Hand) -> None:
    await settled(hand, 3)
    await hand.namespace.annotate_pod("web-0", unready="true")
    await hand.namespace.wait_for("StatefulSet", "web", _ready(2), what="2 Ready")
    plan = await hand.plan("scale", "web", "1")
    assert plan["deletes"] == []
    assert "not-ready-already" in codes(plan)
    ended = await hand.run("scale", "web", "1", "--yes")
    assert ended.code == 0, ended
    await hand.namespace.wait_for(
        "StatefulSet",
        "web",
        lambda s: s["status"]["observedGeneration"] == s["metadata"]["generation"],
        what="observed",
    )
    assert len(await hand.namespace.list("Pod")) == 3


async def test_a_canary_by_partition_step_by_step_then_released_and_rolled_back(hand: Hand) -> None:
    await settled(hand, 4, partition=4, start=2)
    plan, _ = await held(hand, "image", "web", "main=app:2")
    assert plan["replaces"] == []
    plan, _ = await held(hand, "partition", "web", "3")
    assert plan["replaces"] == ["web-5"]
    plan, _ = await held(hand, "partition", "web", "1")
    assert plan["replaces"] == ["web-4", "web-3"]
    plan, _ = await held(hand, "partition", "web", "4")
    assert plan["replaces"] == []
    assert "other-revision" in codes(plan)
    plan, _ = await held(hand, "delete", "pod/web-5")
    assert plan["replaces"] == ["web-5"]
    assert "other-revision" in codes(plan)
    plan, _ = await held(hand, "partition", "web", "0")
    assert plan["replaces"] == ["web-5", "web-2"]
    plan, _ = await held(hand, "rollback", "web")
    assert plan["replaces"] == ["web-5", "web-4", "web-3", "web-2"]
    images = [p["spec"]["containers"][0]["image"] for p in await hand.namespace.list("Pod")]
    assert images == ["app:1"] * 4
    assert len(await hand.namespace.list("ControllerRevision")) == 2


async def test_an_image_of_before_leaves_the_pods_that_have_it(hand: Hand) -> None:
    await settled(hand, 3, partition=2)
    await held(hand, "image", "web", "main=app:2")
    plan, _ = await held(hand, "image", "web", "main=app:1")
    assert plan["replaces"] == ["web-2"]


async def test_restart(hand: Hand) -> None:
    await settled(hand, 3, claims=["data"])
    plan, _ = await held(hand, "restart", "web")
    assert plan["replaces"] == ["web-2", "web-1", "web-0"]
    plan, _ = await held(hand, "restart", "web")
    assert plan["replaces"] == ["web-2", "web-1", "web-0"]


async def test_restart_with_on_delete_replaces_nothing(hand: Hand) -> None:
    await settled(hand, 2, on_delete=True)
    plan = await hand.plan("restart", "web")
    assert plan["replaces"] == []
    assert not (await hand.plan("partition", "web", "1"))["possible"]


async def test_scaling_to_zero_under_a_partition_promotes(hand: Hand) -> None:
    await settled(hand, 2, partition=1)
    await held(hand, "image", "web", "main=app:2")
    plan, _ = await held(hand, "scale", "web", "0")
    assert "partition-promotes" in codes(plan)
    await held(hand, "scale", "web", "2")
    images = [p["spec"]["containers"][0]["image"] for p in await hand.namespace.list("Pod")]
    assert images == ["app:2", "app:2"]


@pytest.mark.parametrize("how", [(), ("--evict",), ("--now",)])
async def test_a_pod_deleted_evicted_killed_comes_back(hand: Hand, how: tuple[str, ...]) -> None:
    await settled(hand, 3, claims=["data"])
    plan, _ = await held(hand, "delete", "pod/web-1", *how)
    assert plan["replaces"] == ["web-1"]
    assert plan["claimsKept"] == ["data-web-1"]


async def test_a_restart_of_a_pod_is_its_eviction(hand: Hand) -> None:
    await settled(hand, 2)
    plan, _ = await held(hand, "restart", "pod/web-1")
    assert plan["requests"][0]["path"].endswith("/pods/web-1/eviction")


async def test_delete_with_when_deleted_delete(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"], when_deleted="Delete")
    await bound(hand, "data-web-0", "data-web-1")
    plan, _ = await held(hand, "delete", "web", ordered=False)
    assert plan["deletes"] == ["web-0", "web-1"]
    assert sorted(each["name"] for each in plan["claimsDeleted"]) == ["data-web-0", "data-web-1"]
    assert "data-lost" in codes(plan)


async def test_delete_keeps_claims_and_then_one_of_them_is_deleted(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"])
    plan, _ = await held(hand, "delete", "web", ordered=False)
    assert plan["claimsKept"] == ["data-web-0", "data-web-1"]
    plan, _ = await held(hand, "delete", "claim/data-web-1")
    assert [each["name"] for each in plan["claimsDeleted"]] == ["data-web-1"]


async def test_orphans_stay(hand: Hand) -> None:
    await settled(hand, 2, claims=["data"], when_deleted="Delete")
    plan, happened = await held(hand, "delete", "web", "--cascade", "orphan")
    assert plan["claimsKept"] == ["data-web-0", "data-web-1"]
    assert set(happened.now) == {"web-0", "web-1"}


async def test_cleanup_deletes_ghosts_only(hand: Hand) -> None:
    await settled(hand, 3, claims=["data"])
    await held(hand, "scale", "web", "1")
    plan, _ = await held(hand, "cleanup", "web", "--claim", "data-web-2")
    assert [each["name"] for each in plan["claimsDeleted"]] == ["data-web-2"]
    plan, _ = await held(hand, "cleanup", "web")
    assert [each["name"] for each in plan["claimsDeleted"]] == ["data-web-1"]
    plan = await hand.plan("cleanup", "web")
    assert (plan["claimsDeleted"], plan["requests"]) == ([], [])


async def test_a_rollback_from_a_broken_revision_needs_its_second_step(hand: Hand) -> None:
    await settled(hand, 3)
    body = {"spec": {"template": {"metadata": {"annotations": {"ststui.test/hold": "true"}}}}}
    await hand.namespace.patch("StatefulSet", "web", body)

    async def broken() -> bool:
        pod = await hand.namespace.get("Pod", "web-2")
        found = await hand.namespace.get("StatefulSet", "web")
        assert found is not None
        new = found["status"].get("updateRevision")
        label = (pod or {"metadata": {"labels": {}}})["metadata"]["labels"]
        return bool(
            pod
            and new != found["status"].get("currentRevision")
            and label.get("controller-revision-hash") == new
            and pod["status"]["phase"] == "Pending"
        )

    await wait_for(broken, what="web-2 stuck on the broken revision")
    plan = await hand.plan("rollback", "web")
    assert (plan["replaces"], plan["deletes"], plan["creates"]) == ([], [], [])
    step = f"ststui delete --context {plan['context']} pod/web-2 -n {hand.namespace.name}"
    assert step in plan["details"]
    for mends in (("image", "web", "main=app:3"), ("restart", "web")):
        plan = await hand.plan(*mends)
        assert plan["replaces"] == []
        assert step in plan["details"]
    assert (await hand.run("rollback", "web", "--yes-really", "web")).code == 0
    plan, _ = await held(hand, "delete", "pod/web-2")
    assert plan["replaces"] == ["web-2"]
    await hand.namespace.wait_ready("web-0", "web-1", "web-2")


async def test_a_rollback_of_a_template_that_the_controller_has_not_seen(
    hand: Hand, bed: ControlPlane
) -> None:
    await settled(hand, 2)
    await hand.namespace.set_image("web", "app:2")
    await rolled_out(hand, 2)
    controller = bed.program("kube-controller-manager")
    controller.freeze()
    try:
        await hand.namespace.set_image("web", "app:3")
        plan = await hand.plan("rollback", "web")
        assert any(each.endswith("image: app:3 → app:2") for each in plan["details"]), plan
        assert any("has no revision" in each["text"] for each in plan["warnings"]), plan
        await hand.namespace.set_image("web", "app:1")
        plan = await hand.plan("rollback", "web")
        assert any(each.endswith("image: app:1 → app:2") for each in plan["details"]), plan
        assert any("it is on web-" in each["text"] for each in plan["warnings"]), plan
        assert (await hand.run("rollback", "web", "--yes")).code == 0
        found = await hand.namespace.get("StatefulSet", "web")
        assert found is not None
        assert found["spec"]["template"]["spec"]["containers"][0]["image"] == "app:2"
    finally:
        controller.thaw()
    await rolled_out(hand, 2)


async def test_expansion_asks_for_more_or_says_why_not(hand: Hand) -> None:
    name = hand.namespace.name
    await hand.namespace.api.create(
        {
            "apiVersion": "storage.k8s.io/v1",
            "kind": "StorageClass",
            "metadata": {"name": name},
            "provisioner": "kubernetes.io/host-path",
            "allowVolumeExpansion": True,
        }
    )
    await settled(hand, 2, claims=["data"], storage_class=name)
    await bound(hand, "data-web-0", "data-web-1")
    plan = await hand.plan("expand", "web", "data=2Gi")
    assert [each["path"].rpartition("/")[2] for each in plan["requests"]] == [
        "data-web-0",
        "data-web-1",
    ]
    # Nothing grows volumes on the bed: the status is written as the resizer and a kubelet do.
    following = asyncio.create_task(hand.run("expand", "web", "data=2Gi", "--yes", "--wait"))
    for claim in ("data-web-0", "data-web-1"):
        await hand.namespace.wait_for("PersistentVolumeClaim", claim, _asks_for_2, what="asked")
    await _claim_status(hand, "data-web-0", {"capacity": {"storage": "2Gi"}})
    refused = {"allocatedResourceStatuses": {"storage": "ControllerResizeInfeasible"}}
    await _claim_status(hand, "data-web-1", refused)
    ended = await following
    assert ended.code == 1, ended
    said = "stuck: the storage refuses 2Gi for data-web-1 (ControllerResizeInfeasible)"
    assert said in ended.err
    for claim in await hand.namespace.list("PersistentVolumeClaim"):
        assert claim["spec"]["resources"]["requests"]["storage"] == "2Gi"
    assert (await hand.plan("expand", "web", "data=2Gi"))["requests"] == []
    await hand.namespace.api.delete("StorageClass", name)


async def test_expansion_where_the_class_forbids_it(hand: Hand) -> None:
    await settled(hand, 1, claims=["data"])
    await bound(hand, "data-web-0")
    plan = await hand.plan("expand", "web", "data=2Gi")
    assert not plan["possible"]
    assert plan["why"].startswith("storage class standard does not allow expansion")


async def test_an_autoscaler_and_a_quorum_are_warned_of(hand: Hand) -> None:
    await settled(hand, 3, image="registry/etcd:3.6")
    await hand.namespace.api.create(
        {
            "apiVersion": "autoscaling/v2",
            "kind": "HorizontalPodAutoscaler",
            "metadata": {"name": "web"},
            "spec": {
                "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "web"},
                "minReplicas": 1,
                "maxReplicas": 5,
                "metrics": [
                    {
                        "type": "Resource",
                        "resource": {
                            "name": "cpu",
                            "target": {"type": "Utilization", "averageUtilization": 80},
                        },
                    }
                ],
            },
        },
        namespace=hand.namespace.name,
    )
    plan = await hand.plan("scale", "web", "1")
    dangers = {each["code"] for each in plan["warnings"] if each["dangerous"]}
    assert dangers == {"quorum", "hpa-owner"}
    assert (await hand.run("scale", "web", "1", "--yes")).code == 1
    assert (await hand.run("scale", "web", "1", "--yes-really", "web")).code == 0


async def test_what_does_not_exist_is_wrong_usage(hand: Hand) -> None:
    await settled(hand, 1)
    for action in ("scale nope 1", "delete pod/nope", "delete claim/nope", "scale web"):
        ended = await hand.run("plan", *action.split())
        assert ended.code == 2, ended
    ended = await hand.run("plan", "scale", "no-such-namespace/web", "1")
    assert ended.code == 2, ended
    assert "no-such-namespace" in ended.err


def _asks_for_2(claim: Any) -> bool:
    return bool(claim["spec"]["resources"]["requests"]["storage"] == "2Gi")


async def _claim_status(hand: Hand, name: str, status: Any) -> None:
    await hand.namespace.kubectl(
        "patch",
        "pvc",
        name,
        "--subresource=status",
        "--type=merge",
        f"--patch={json.dumps({'status': status})}",
    )


def _ready(count: int) -> Any:
    return lambda found: found["status"].get("readyReplicas", 0) == count

"""Each scenario shows what its description says."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from ststui.demo import SCENARIOS, kinds
from ststui.demo.api.pod_columns import pod_status
from ststui.demo.controllers.loop import wake
from ststui.demo.fields import at, condition, is_ready, labels_of, name_of, namespace_of
from tests.demo.words import claims, pods

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ststui.demo.fields import Json
    from ststui.demo.running import Demo

    Start = Callable[..., Coroutine[Any, Any, Demo]]

pytestmark = pytest.mark.demo


def held(demo: Demo, kind: kinds.Kind, name: str, namespace: str = "production") -> Json:
    found = demo.store.get(kind, namespace, name)
    assert found is not None
    return found


def reasons(demo: Demo, kind: str, name: str) -> set[str]:
    """The reasons of all events about an object."""
    return {
        event["reason"]
        for event in demo.store.each(kinds.EVENTS)
        if (event["involvedObject"]["kind"], event["involvedObject"]["name"]) == (kind, name)
    }


@pytest.mark.parametrize("name", sorted(set(SCENARIOS) - {"large"}))
async def test_every_scenario_runs_for_ten_minutes(name: str, start_demo: Start) -> None:
    demo = await start_demo(name)
    await demo.step(600)
    assert demo.store.count(kinds.NODES) >= 3


def test_importing_the_demo_leaves_aiohttp_out() -> None:
    code = "import ststui.demo, sys; assert 'aiohttp' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)


async def test_guide_comes_up_in_order(start_demo: Start) -> None:
    demo = await start_demo("guide")
    seen: list[tuple[str, ...]] = []
    for _ in range(60):
        await demo.step(1)
        now = tuple(name for name, word in pods(demo).items() if word == "Running")
        if not seen or seen[-1] != now:
            seen.append(now)
    assert seen == [
        (),
        ("database-0",),
        ("database-0", "database-1"),
        ("database-0", "database-1", "database-2"),
    ]
    assert claims(demo) == ["data-database-0", "data-database-1", "data-database-2"]


async def test_guide_waits_in_its_init_container_for_the_first_name(start_demo: Start) -> None:
    demo = await start_demo("guide")
    await demo.step(60)
    demo.registry.delete(kinds.SERVICES, "production", "database")
    await demo.step(5)
    demo.registry.delete(kinds.PODS, "production", "database-2")
    await demo.step(30)
    assert pods(demo)["database-2"] == "Init:0/1"


async def test_scale_up(start_demo: Start) -> None:
    demo = await start_demo("scale-up")
    assert list(pods(demo)) == ["ring-0", "ring-1", "ring-2"]
    await demo.step(20)
    assert list(pods(demo)) == ["ring-0", "ring-1", "ring-2", "ring-3"]
    await demo.step(100)
    assert list(pods(demo).values()) == ["Running"] * 6


async def test_canary(start_demo: Start) -> None:
    demo = await start_demo("canary")
    images = [
        pod["spec"]["containers"][0]["image"] for pod in demo.store.each(kinds.PODS, "production")
    ]
    assert images == ["valkey:8.0"] * 4 + ["valkey:8.1"]
    status = held(demo, kinds.STATEFUL_SETS, "api-cache")["status"]
    assert (status["updatedReplicas"], status["currentReplicas"]) == (1, 4)


async def test_deadlock(start_demo: Start) -> None:
    demo = await start_demo("deadlock")
    stuck = held(demo, kinds.PODS, "ledger-2")
    template = at(held(demo, kinds.STATEFUL_SETS, "ledger"), "spec", "template", "spec")
    assert template["containers"][0]["image"] == "postgres:16.4"
    assert stuck["spec"]["containers"][0]["image"] == "postgres:17-broken"
    assert pods(demo)["orders-2"] in ("ImagePullBackOff", "ErrImagePull")


async def test_pending(start_demo: Start) -> None:
    demo = await start_demo("pending")

    def why(pod: str) -> str:
        text: str = condition(held(demo, kinds.PODS, pod), "PodScheduled")["message"]
        return text

    unbound = "0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims. not found"
    assert why("no-class-0") == unbound
    assert "ProvisioningFailed" in reasons(demo, "PersistentVolumeClaim", "data-no-class-0")
    assert why("provisioner-0") == unbound
    claim = "data-provisioner-0"
    assert "ExternalProvisioning" in reasons(demo, "PersistentVolumeClaim", claim)
    assert why("cpu-0") == (
        "0/3 nodes are available: 1 node(s) were unschedulable, 2 Insufficient cpu. no new "
        "claims to deallocate, preemption: "
        "0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    )
    assert why("zone-0") == (
        "0/3 nodes are available: 1 node(s) were unschedulable, 2 node(s) didn't match "
        "PersistentVolume's node affinity. no new claims to deallocate, preemption: "
        "0/3 nodes are available: 3 Preemption is not helpful for scheduling."
    )
    assert "FailedCreate" in reasons(demo, "StatefulSet", "quota")


def start_node(demo: Demo, name: str) -> None:
    """Let a dead node come back; its kubelet ends what was deleted meanwhile."""
    cluster = demo.cluster
    cluster.dead_nodes.discard(name)
    wake(cluster, cluster._controllers["node-lifecycle-controller"], ("", name))
    for pod in list(demo.store.each(kinds.PODS)):
        if pod["spec"].get("nodeName") == name:
            wake(cluster, cluster._controllers["kubelet"], (namespace_of(pod), name_of(pod)))


async def test_dead_node(start_demo: Start) -> None:
    demo = await start_demo("dead-node")
    pod = held(demo, kinds.PODS, "kafka-1")
    node = held(demo, kinds.NODES, pod["spec"]["nodeName"], "")
    assert condition(node, "Ready")["status"] == "Unknown"
    assert "deletionTimestamp" in pod["metadata"]
    assert condition(pod, "DisruptionTarget")["reason"] == "DeletionByTaintManager"
    await demo.step(3600)
    assert pods(demo)["kafka-1"] == "Terminating"
    start_node(demo, name_of(node))
    await demo.step(60)
    assert pods(demo)["kafka-1"] == "Running"
    assert "taints" not in held(demo, kinds.NODES, name_of(node), "")["spec"]


async def test_finalizer(start_demo: Start) -> None:
    demo = await start_demo("finalizer")
    pod = held(demo, kinds.PODS, "gateway-1")
    assert "terminated" in pod["status"]["containerStatuses"][0]["state"]
    await demo.step(600)

    def release(new: Json) -> Json:
        del new["metadata"]["finalizers"]
        return new

    demo.registry.edit(kinds.PODS, "production", "gateway-1", release)
    await demo.step(60)
    assert pods(demo)["gateway-1"] == "Running"


async def test_dns(start_demo: Start) -> None:
    demo = await start_demo("dns")
    slices = {
        labels_of(item)["kubernetes.io/service-name"]: item["endpoints"]
        for item in demo.store.each(kinds.SLICES, "production")
    }
    assert demo.store.get(kinds.SERVICES, "production", "no-service") is None
    assert held(demo, kinds.SERVICES, "not-headless")["spec"]["clusterIP"] != "None"
    assert slices["no-match"] == []
    assert len(slices["no-hostname"]) == 2
    assert all("hostname" not in item for item in slices["no-hostname"])
    pod = held(demo, kinds.PODS, "no-hostname-0")
    assert pod["spec"]["subdomain"] == "no-hostname-old"
    owner = pod["metadata"]["ownerReferences"][0]
    assert owner["uid"] == held(demo, kinds.STATEFUL_SETS, "no-hostname")["metadata"]["uid"]
    assert [item["hostname"] for item in slices["stale"]] == ["stale-0", "stale-1"]


async def test_crash(start_demo: Start) -> None:
    demo = await start_demo("crash")
    words = {name: word for name, word in pods(demo).items() if name.endswith("-0")}
    assert words.pop("hungry-0") in ("Running", "OOMKilled", "CrashLoopBackOff")
    assert words == {
        "config-0": "CrashLoopBackOff",
        "image-0": "ImagePullBackOff",
        "init-0": "Init:CrashLoopBackOff",
        "settings-0": "CreateContainerConfigError",
    }
    last = held(demo, kinds.PODS, "hungry-0")["status"]["containerStatuses"][0]["lastState"]
    assert (last["terminated"]["reason"], last["terminated"]["exitCode"]) == ("OOMKilled", 137)
    assert "BackOff" in reasons(demo, "Pod", "config-0")


async def test_flapping(start_demo: Start) -> None:
    demo = await start_demo("flapping")
    seen = set()
    for _ in range(60):
        await demo.step(1)
        seen.add(is_ready(held(demo, kinds.PODS, "search-1")))
    assert seen == {True, False}
    assert "Unhealthy" in reasons(demo, "Pod", "search-1")


async def test_retained(start_demo: Start) -> None:
    demo = await start_demo("retained")
    assert list(pods(demo)) == ["events-0", "events-1"]
    assert claims(demo) == [
        "data-asleep-0",
        "data-asleep-1",
        *(f"data-events-{ordinal}" for ordinal in range(5)),
        "data-legacy-0",
        "data-legacy-1",
    ]


async def test_quorum(start_demo: Start) -> None:
    demo = await start_demo("quorum")
    status = held(demo, kinds.BUDGETS, "etcd")["status"]
    assert (status["currentHealthy"], status["desiredHealthy"]) == (2, 2)
    assert status["disruptionsAllowed"] == 0


async def test_owned(start_demo: Start) -> None:
    demo = await start_demo("owned")
    await demo.step(60)
    scaled = held(demo, kinds.STATEFUL_SETS, "workers")
    assert scaled["spec"]["replicas"] == 4
    writers = [item["manager"] for item in scaled["metadata"]["managedFields"]]
    assert "kube-controller-manager" in writers
    roles = [
        labels_of(pod).get("spilo-role")
        for pod in demo.store.each(kinds.PODS, "production")
        if name_of(pod).startswith("acid")
    ]
    assert roles == ["master", "replica", "replica"]


async def test_thousand_can_be_scaled_and_healed(start_demo: Start) -> None:
    demo = await start_demo("thousand")
    assert demo.store.count(kinds.PODS, "production") == 1000
    demo.registry.delete(kinds.PODS, "production", "shards-7")
    await demo.step(60)
    assert held(demo, kinds.STATEFUL_SETS, "shards")["status"]["readyReplicas"] == 900
    assert pod_status(held(demo, kinds.PODS, "shards-7")) == "Running"


async def test_large_is_at_rest(start_demo: Start) -> None:
    demo = await start_demo("large")
    before = demo.store.revision
    await demo.step(5)
    assert demo.store.count(kinds.PODS) == 10_002
    ready = [
        item["status"]["readyReplicas"] for item in demo.store.each(kinds.STATEFUL_SETS, "team-00")
    ]
    assert ready == [10] * 50
    assert demo.store.revision - before < 100


async def test_incident_happens_in_order(start_demo: Start) -> None:
    demo = await start_demo("incident")
    assert set(pods(demo, "shop").values()) == {"Running"}
    await demo.step(70)
    assert pods(demo, "shop")["cart-2"] in ("CrashLoopBackOff", "Error")
    await demo.step(200)
    node = held(demo, kinds.PODS, "kafka-2", "shop")["spec"]["nodeName"]
    assert condition(held(demo, kinds.NODES, node, ""), "Ready")["status"] == "Unknown"
    await demo.step(330)
    assert held(demo, kinds.STATEFUL_SETS, "database")["spec"]["replicas"] == 5

"""What the controllers do besides StatefulSets: nodes, volumes, garbage, namespaces, logs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from ststui.demo import kinds
from ststui.demo.behaviour import Behaviour
from ststui.demo.fields import at, name_of
from ststui.demo.scenarios import manifests
from tests.demo.words import CLAIMS, NS, PODS, SETS, claims, pods, web

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.running import Demo
    from tests.demo.conftest import Api

pytestmark = pytest.mark.demo


def events(demo: Demo, name: str) -> list[tuple[str, str]]:
    """Reason and message of the events about an object of a name."""
    return [
        (event["reason"], event["message"])
        for event in demo.store.each(kinds.EVENTS)
        if event["involvedObject"]["name"] == name
    ]


async def ready_web(api: Api, demo: Demo, *, replicas: int = 2) -> None:
    await api("POST", SETS, web(replicas=replicas))
    await demo.step(60)
    assert list(pods(demo).values()) == ["Running"] * replicas


async def test_a_claim_in_use_stays_until_its_pod_is_gone(api: Api, demo: Demo) -> None:
    await ready_web(api, demo, replicas=1)
    _, before = await api("GET", f"{CLAIMS}/data-web-0")
    _, answer = await api("DELETE", f"{CLAIMS}/data-web-0")
    assert answer["metadata"]["finalizers"] == ["kubernetes.io/pvc-protection"]
    await demo.step(60)
    assert claims(demo) == ["data-web-0"]
    await api("DELETE", f"{PODS}/web-0")
    await demo.step(120)
    _, after = await api("GET", f"{CLAIMS}/data-web-0")
    assert after["metadata"]["uid"] != before["metadata"]["uid"]
    assert pods(demo) == {"web-0": "Running"}
    assert demo.store.get(kinds.VOLUMES, "", before["spec"]["volumeName"]) is None


async def test_a_lost_volume(api: Api, demo: Demo) -> None:
    await ready_web(api, demo, replicas=1)
    _, claim = await api("GET", f"{CLAIMS}/data-web-0")
    demo.store.remove(kinds.VOLUMES, "", claim["spec"]["volumeName"])
    await demo.step(5)
    _, claim = await api("GET", f"{CLAIMS}/data-web-0")
    assert claim["status"]["phase"] == "Lost"
    assert ("ClaimLost" in dict(events(demo, "data-web-0"))) is True


async def test_claims_grow_and_do_not_shrink(api: Api, demo: Demo) -> None:
    await ready_web(api, demo, replicas=1)

    async def resize(size: str) -> int:
        spec = {"resources": {"requests": {"storage": size}}}
        return (await api("PATCH", f"{CLAIMS}/data-web-0", {"spec": spec}, patch="merge"))[0]

    assert await resize("20Gi") == 200
    await demo.step(5)
    _, claim = await api("GET", f"{CLAIMS}/data-web-0")
    assert claim["status"]["capacity"] == {"storage": "20Gi"}
    assert await resize("5Gi") == 422


async def test_volumes_are_attached_where_their_pods_are(api: Api, demo: Demo) -> None:
    await ready_web(api, demo, replicas=2)
    attached = {
        item["spec"]["source"]["persistentVolumeName"]: item["spec"]["nodeName"]
        for item in demo.store.each(kinds.ATTACHMENTS)
    }
    wanted = {}
    for pod in demo.store.each(kinds.PODS, NS):
        claim = demo.store.get(kinds.CLAIMS, NS, f"data-{name_of(pod)}")
        wanted[at(claim, "spec", "volumeName")] = pod["spec"]["nodeName"]
    assert attached == wanted
    await api("PATCH", f"{SETS}/web", {"spec": {"replicas": 0}}, patch="merge")
    await demo.step(60)
    assert demo.store.count(kinds.ATTACHMENTS) == 0


async def test_foreground_deletion_waits_for_the_pods(api: Api, demo: Demo) -> None:
    await ready_web(api, demo)
    _, answer = await api("DELETE", f"{SETS}/web", {"propagationPolicy": "Foreground"})
    assert answer["metadata"]["finalizers"] == ["foregroundDeletion"]
    assert set(pods(demo).values()) == {"Terminating"}
    assert (await api("GET", f"{SETS}/web"))[0] == 200
    await demo.step(30)
    assert pods(demo) == {}
    assert (await api("GET", f"{SETS}/web"))[0] == 404


async def test_a_deleted_namespace_is_emptied(api: Api, demo: Demo) -> None:
    await ready_web(api, demo)
    await api("DELETE", f"/api/v1/namespaces/{NS}")
    status, answer = await api("POST", SETS, {**web(), "metadata": {"name": "late"}})
    assert status == 403
    assert "because it is being terminated" in answer["message"]
    await demo.step(60)
    assert (await api("GET", f"/api/v1/namespaces/{NS}"))[0] == 404
    assert demo.store.count(kinds.PODS, NS) == demo.store.count(kinds.CLAIMS, NS) == 0


async def test_grace_and_kill(api: Api, demo: Demo) -> None:
    stubborn = Behaviour(stop_seconds=float("inf"))
    demo.cluster.behaviours.set_image("nginx:1.29", stubborn)
    await ready_web(api, demo, replicas=1)
    _, answer = await api("DELETE", f"{PODS}/web-0", {"gracePeriodSeconds": 20})
    uid = answer["metadata"]["uid"]
    assert answer["metadata"]["deletionGracePeriodSeconds"] == 20
    await demo.step(19)
    assert pods(demo) == {"web-0": "Terminating"}
    await demo.step(30)
    _, pod = await api("GET", f"{PODS}/web-0")
    assert pod["metadata"]["uid"] != uid
    await api("DELETE", f"{PODS}/web-0", {"gracePeriodSeconds": 0})
    _, again = await api("GET", f"{PODS}/web-0")
    assert again["metadata"].get("uid") != pod["metadata"]["uid"]


async def test_a_failing_liveness_probe_restarts(api: Api, demo: Demo) -> None:
    demo.cluster.behaviours.set_image("nginx:1.29", Behaviour(liveness_seconds=30.0))
    manifest = web(replicas=1)
    container = manifest["spec"]["template"]["spec"]["containers"][0]
    container["livenessProbe"] = {"tcpSocket": {"port": 80}}
    await api("POST", SETS, manifest)
    await demo.step(120)
    _, pod = await api("GET", f"{PODS}/web-0")
    assert pod["status"]["containerStatuses"][0]["restartCount"] >= 1
    assert dict(events(demo, "web-0"))["Killing"] == (
        "Container main failed liveness probe, will be restarted"
    )


async def test_a_volume_that_cannot_be_mounted(api: Api, demo: Demo) -> None:
    text = 'Multi-Attach error for volume "pvc-1" Volume is already exclusively attached'
    demo.cluster.behaviours.set_trouble(NS, "web-0", ("FailedAttachVolume", text))
    await api("POST", SETS, web(replicas=1))
    await demo.step(60)
    assert pods(demo) == {"web-0": "ContainerCreating"}
    assert ("FailedAttachVolume", text) in events(demo, "web-0")
    demo.cluster.behaviours.set_trouble(NS, "web-0", None)
    await demo.step(60)
    assert pods(demo) == {"web-0": "Running"}


async def test_statistics_of_a_node(api: Api, demo: Demo) -> None:
    await ready_web(api, demo, replicas=1)
    demo.cluster.disk_use[NS, "data-web-0"] = 0.9
    _, pod = await api("GET", f"{PODS}/web-0")
    node = pod["spec"]["nodeName"]
    status, summary = await api("GET", f"/api/v1/nodes/{node}/proxy/stats/summary")
    assert status == 200
    volumes = [item for each in summary["pods"] for item in each["volume"]]
    assert [item["pvcRef"]["name"] for item in volumes] == ["data-web-0"]
    assert volumes[0]["usedBytes"] / volumes[0]["capacityBytes"] == pytest.approx(0.9)
    demo.cluster.stop_node(node)
    status, answer = await api("GET", f"/api/v1/nodes/{node}/proxy/stats/summary")
    assert (status, answer["reason"]) == (500, "InternalError")


async def test_logs_of_a_crash(api: Api, demo: Demo) -> None:
    fails = Behaviour(exit_code=3, exit_seconds=2.0, log=("cannot open database",))
    demo.cluster.behaviours.set_image("nginx:1.29", fails)
    await api("POST", SETS, web(replicas=1))
    await demo.step(40)
    async with aiohttp.ClientSession() as session:
        url = f"{demo.url}{PODS}/web-0/log"
        async with session.get(url, params={"previous": "true"}) as response:
            text = await response.text()
        assert text.splitlines()[1:] == ["cannot open database", "exiting with code 3"]
        async with session.get(url, params={"container": "nope"}) as response:
            assert response.status == 400


async def test_a_followed_log_ends_with_its_container(api: Api, demo: Demo) -> None:
    await ready_web(api, demo, replicas=1)
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{demo.url}{PODS}/web-0/log", params={"follow": "true"}) as response,
    ):
        await demo.step(30)
        await api("DELETE", f"{PODS}/web-0", {"gracePeriodSeconds": 0})
        text = await response.text()
    assert "ready to accept connections" in text


async def test_who_wrote_what(api: Api, demo: Demo) -> None:
    await api("POST", SETS, web(), fieldManager="ststui")
    scale = {"spec": {"replicas": 5}}
    await api("PATCH", f"{SETS}/web/scale", scale, patch="merge", fieldManager="someone")
    _, found = await api("GET", f"{SETS}/web")
    writers = [
        (item["manager"], item.get("subresource", ""))
        for item in found["metadata"]["managedFields"]
    ]
    assert writers == [("ststui", ""), ("someone", "scale")]
    assert found["metadata"]["managedFields"][1]["fieldsV1"] == {"f:spec": {"f:replicas": {}}}


async def test_refusals_of_creation_are_told_in_events(api: Api, demo: Demo) -> None:
    quota: Json = {"metadata": {"name": "q"}, "spec": {"hard": {"pods": "1"}}}
    await api("POST", f"/api/v1/namespaces/{NS}/resourcequotas", quota)
    await api("POST", SETS, web(replicas=2))
    await demo.step(60)
    text = (
        'Create Pod web-1 in StatefulSet web failed error: pods "web-1" is forbidden: exceeded '
        "quota: q, requested: pods=1, used: pods=1, limited: pods=1"
    )
    assert ("FailedCreate", text) in events(demo, "web")
    await api("DELETE", f"/api/v1/namespaces/{NS}/resourcequotas/q")
    await demo.step(600)
    assert list(pods(demo)) == ["web-0", "web-1"]


async def test_a_foreign_pod_on_a_name_stops_the_set_silently(api: Api, demo: Demo) -> None:
    container = manifests.container("other", "other:1")
    foreign = {"metadata": {"name": "web-1"}, "spec": {"containers": [container]}}
    await api("POST", PODS, foreign)
    await api("POST", SETS, web(replicas=3))
    await demo.step(120)
    assert list(pods(demo)) == ["web-0", "web-1"]
    assert not [text for reason, text in events(demo, "web") if reason == "FailedCreate"]


async def test_malformed_objects_are_refused(api: Api) -> None:
    bodies: tuple[Any, ...] = (
        [],
        "text",
        {"spec": None},
        {"metadata": {"name": "x"}, "spec": {"template": 7}},
    )
    for body in bodies:
        status, _ = await api("POST", SETS, body)
        assert status in (400, 422)

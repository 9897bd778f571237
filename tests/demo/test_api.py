"""The API over HTTP: verbs, conflicts, patches, lists and refusals."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import aiohttp
import pytest

from tests.demo.conftest import START
from tests.demo.words import NS, PODS, SETS, claims, pods, web

if TYPE_CHECKING:
    from ststui.demo.running import Demo
    from tests.demo.conftest import Api

pytestmark = pytest.mark.demo


async def test_another_path_prefix_gets_nothing(demo: Demo) -> None:
    root = demo.url.rpartition("/")[0]
    async with aiohttp.ClientSession() as session:
        for path in ("/version", "/wrong/version"):
            async with session.get(root + path) as response:
                assert response.status == 404


async def test_the_date_is_the_demos(demo: Demo) -> None:
    await demo.step(3600)
    async with aiohttp.ClientSession() as session, session.get(demo.url + "/version") as response:
        date = parsedate_to_datetime(response.headers["Date"])
    assert (date - START).total_seconds() == 3600


async def test_a_set_gets_the_servers_defaults(api: Api) -> None:
    status, made = await api("POST", SETS, web())
    assert status == 201
    spec = made["spec"]
    assert spec["podManagementPolicy"] == "OrderedReady"
    assert spec["updateStrategy"] == {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}}
    assert spec["revisionHistoryLimit"] == 10
    assert spec["persistentVolumeClaimRetentionPolicy"] == {
        "whenDeleted": "Retain",
        "whenScaled": "Retain",
    }
    assert spec["template"]["spec"]["terminationGracePeriodSeconds"] == 30
    assert spec["template"]["spec"]["containers"][0]["imagePullPolicy"] == "IfNotPresent"
    assert made["metadata"]["generation"] == 1


async def test_an_update_with_an_old_version_conflicts(api: Api) -> None:
    _, made = await api("POST", SETS, web())
    await api("PATCH", f"{SETS}/web", {"spec": {"replicas": 2}}, patch="merge")
    status, answer = await api("PUT", f"{SETS}/web", made)
    assert (status, answer["reason"]) == (409, "Conflict")
    assert "the object has been modified" in answer["message"]


async def test_a_json_patch_whose_test_fails_changes_nothing(api: Api) -> None:
    await api("POST", SETS, web(replicas=3))
    operations = [
        {"op": "test", "path": "/spec/replicas", "value": 5},
        {"op": "replace", "path": "/spec/replicas", "value": 7},
    ]
    status, answer = await api("PATCH", f"{SETS}/web", operations, patch="json")
    assert (status, answer["reason"]) == (422, "Invalid")
    _, now = await api("GET", f"{SETS}/web")
    assert now["spec"]["replicas"] == 3


async def test_a_strategic_patch_merges_containers_by_name(api: Api) -> None:
    await api("POST", SETS, web())
    patch = {"spec": {"template": {"spec": {"containers": [{"name": "main", "image": "b:2"}]}}}}
    _, changed = await api("PATCH", f"{SETS}/web", patch, patch="strategic-merge")
    containers = changed["spec"]["template"]["spec"]["containers"]
    assert [(item["name"], item["image"]) for item in containers] == [("main", "b:2")]
    assert containers[0]["terminationMessagePolicy"] == "File"


async def test_replace_in_a_strategic_patch_replaces_the_template(api: Api) -> None:
    await api("POST", SETS, web())
    template = {
        "$patch": "replace",
        "metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "other", "image": "c:3"}]},
    }
    patch = {"spec": {"template": template}}
    _, changed = await api("PATCH", f"{SETS}/web", patch, patch="strategic-merge")
    assert [item["name"] for item in changed["spec"]["template"]["spec"]["containers"]] == ["other"]


async def test_frozen_fields_and_negative_replicas_are_refused(api: Api) -> None:
    await api("POST", SETS, web())
    for spec in ({"serviceName": "other"}, {"podManagementPolicy": "Parallel"}):
        status, answer = await api("PATCH", f"{SETS}/web", {"spec": spec}, patch="merge")
        assert status == 422
        assert "updates to statefulset spec for fields other than 'replicas'" in answer["message"]
    status, answer = await api("PATCH", f"{SETS}/web", {"spec": {"replicas": -1}}, patch="merge")
    assert status == 422
    assert answer["message"] == (
        'StatefulSet.apps "web" is invalid: spec.replicas: Invalid value: -1: '
        "must be greater than or equal to 0"
    )


async def test_scaling_by_the_subresource(api: Api, demo: Demo) -> None:
    await api("POST", SETS, web(replicas=1))
    await demo.step(60)
    scale = {"spec": {"replicas": 3}}
    status, answer = await api("PATCH", f"{SETS}/web/scale", scale, patch="merge")
    assert (status, answer["kind"], answer["spec"]["replicas"]) == (200, "Scale", 3)
    await demo.step(60)
    assert list(pods(demo)) == ["web-0", "web-1", "web-2"]


async def test_a_dry_run_stores_nothing(api: Api, demo: Demo) -> None:
    status, answer = await api("POST", SETS, web(), dryRun="All")
    assert (status, answer["spec"]["replicas"]) == (201, 3)
    await demo.step(60)
    assert pods(demo) == {}
    assert (await api("GET", f"{SETS}/web"))[0] == 404


async def test_deletion_preconditions(api: Api, demo: Demo) -> None:
    await api("POST", SETS, web(replicas=1))
    await demo.step(60)
    status, answer = await api("DELETE", f"{PODS}/web-0", {"preconditions": {"uid": "another"}})
    assert (status, answer["reason"]) == (409, "Conflict")
    assert "The object might have been deleted and then recreated" in answer["message"]
    assert pods(demo) == {"web-0": "Running"}


async def test_pages_show_one_moment(api: Api, demo: Demo) -> None:
    await api("POST", SETS, web(replicas=4))
    await demo.step(120)
    _, first = await api("GET", PODS, limit="3")
    assert first["metadata"]["remainingItemCount"] == 1
    await api("DELETE", f"{PODS}/web-3", {"gracePeriodSeconds": 0})
    _, second = await api("GET", PODS, limit="3", **{"continue": first["metadata"]["continue"]})
    assert [item["metadata"]["name"] for item in second["items"]] == ["web-3"]
    assert second["metadata"]["resourceVersion"] == first["metadata"]["resourceVersion"]
    demo.compact()
    token = first["metadata"]["continue"]
    status, answer = await api("GET", PODS, limit="3", **{"continue": token})
    assert (status, answer["reason"]) == (410, "Expired")


async def test_selectors(api: Api, demo: Demo) -> None:
    await api("POST", SETS, web(replicas=2))
    await demo.step(60)

    async def names(**query: str) -> list[str]:
        _, answer = await api("GET", PODS, **query)
        return [item["metadata"]["name"] for item in answer["items"]]

    assert await names(labelSelector="app=web") == ["web-0", "web-1"]
    assert await names(labelSelector="app in (a,b)") == []
    assert await names(labelSelector="statefulset.kubernetes.io/pod-name") == ["web-0", "web-1"]
    assert await names(labelSelector="!app") == []
    assert await names(labelSelector="app!=web") == []
    assert await names(fieldSelector="metadata.name=web-1") == ["web-1"]
    assert await names(fieldSelector="status.phase!=Running") == []
    assert (await api("GET", PODS, labelSelector="a==="))[0] == 400


async def test_unknown_objects_and_paths(api: Api) -> None:
    status, answer = await api("GET", f"{SETS}/nope")
    assert (status, answer["message"]) == (404, 'statefulsets.apps "nope" not found')
    assert (await api("GET", "/apis/nope.example/v1/things"))[0] == 404
    status, answer = await api("POST", "/apis/apps/v1/namespaces/gone/statefulsets", web())
    assert status in (400, 404)


async def test_deleting_a_set_keeps_claims_and_orphaning_keeps_pods(api: Api, demo: Demo) -> None:
    await api("POST", SETS, web(replicas=2))
    await demo.step(60)
    await api("DELETE", f"{SETS}/web", {"propagationPolicy": "Orphan"})
    await demo.step(60)
    assert (await api("GET", f"{SETS}/web"))[0] == 404
    assert pods(demo) == {"web-0": "Running", "web-1": "Running"}
    await api("POST", SETS, web(replicas=2))
    await demo.step(5)
    await api("DELETE", f"{SETS}/web", {"propagationPolicy": "Background"})
    await demo.step(60)
    assert pods(demo) == {}
    assert claims(demo) == ["data-web-0", "data-web-1"]


async def test_eviction_asks_the_budget(api: Api, demo: Demo) -> None:
    await api("POST", SETS, web(replicas=2))
    budget = {
        "metadata": {"name": "web"},
        "spec": {"maxUnavailable": 0, "selector": {"matchLabels": {"app": "web"}}},
    }
    await api("POST", f"/apis/policy/v1/namespaces/{NS}/poddisruptionbudgets", budget)
    await demo.step(60)
    eviction = {"metadata": {"name": "web-0", "namespace": NS}}
    status, answer = await api("POST", f"{PODS}/web-0/eviction", eviction)
    assert status == 429
    assert answer["message"] == (
        "Cannot evict pod as it would violate the pod's disruption budget."
    )
    path = f"/apis/policy/v1/namespaces/{NS}/poddisruptionbudgets/web"
    await api("PATCH", path, {"spec": {"maxUnavailable": 1}}, patch="merge")
    status, _ = await api("POST", f"{PODS}/web-0/eviction", eviction, dryRun="All")
    assert status == 201
    assert pods(demo)["web-0"] == "Running"
    status, _ = await api("POST", f"{PODS}/web-0/eviction", eviction)
    assert (status, pods(demo)["web-0"]) == (201, "Terminating")
    status, _ = await api("POST", f"{PODS}/web-1/eviction", {"metadata": {"name": "web-1"}})
    assert status == 429

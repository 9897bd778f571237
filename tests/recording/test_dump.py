"""Dumps in place of a cluster: `--from`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ststui.model.readable import Readable, Unreadable
from ststui.recording.around import around_in
from ststui.recording.dump import read_dump
from tests.cli.program import ststui

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo

SET: dict[str, Any] = {
    "apiVersion": "apps/v1",
    "kind": "StatefulSet",
    "metadata": {
        "name": "db",
        "namespace": "shop",
        "uid": "u-1",
        "generation": 1,
        "creationTimestamp": "2026-03-01T10:00:00Z",
    },
    "spec": {"replicas": 2, "serviceName": "db", "template": {"spec": {}}},
    "status": {"observedGeneration": 1, "replicas": 1, "readyReplicas": 1},
}
POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {
        "name": "db-0",
        "namespace": "shop",
        "uid": "p-0",
        "creationTimestamp": "2026-03-01T10:00:05Z",
        "labels": {
            "statefulset.kubernetes.io/pod-name": "db-0",
            "apps.kubernetes.io/pod-index": "0",
        },
        "ownerReferences": [
            {"kind": "StatefulSet", "name": "db", "uid": "u-1", "controller": True}
        ],
    },
    "status": {
        "phase": "Running",
        "conditions": [
            {"type": "Ready", "status": "True", "lastTransitionTime": "2026-03-01T10:01:00Z"}
        ],
    },
}


def listed(kind: str, *items: Any) -> dict[str, Any]:
    return {"apiVersion": "v1", "kind": kind, "items": list(items)}


async def tree(path: Path, *flags: str) -> Any:
    ended = await ststui("tree", "--from", str(path), "-o", "json", *flags)
    assert ended.code == 0, ended.err
    return ended.document


async def test_a_list_in_json(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text(json.dumps(listed("List", SET, POD)))
    document = await tree(path)
    (db,) = document["sets"]
    assert [each["state"] for each in db["ordinals"]] == ["running", "missing"]
    assert document["now"] == "2026-03-01T10:01:00Z"
    assert db["ageSeconds"] == 60
    assert document["namespace"] is None
    unread = {each["resource"] for each in document["unreadable"]}
    assert {"persistentvolumeclaims", "services"} <= unread
    assert db["ordinals"][0]["claims"] is None


async def test_an_empty_typed_list_says_that_its_kind_was_read(tmp_path: Path) -> None:
    (tmp_path / "sets.json").write_text(json.dumps(listed("StatefulSetList", SET)))
    (tmp_path / "pods.json").write_text(json.dumps(listed("PodList")))
    document = await tree(tmp_path)
    (db,) = document["sets"]
    assert [each["state"] for each in db["ordinals"]] == ["missing", "missing"]
    (tmp_path / "pods.json").unlink()
    document = await tree(tmp_path)
    assert [each["state"] for each in document["sets"][0]["ordinals"]] == ["unknown", "unknown"]


async def test_yaml_with_several_documents_and_a_time_given(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(f"---\n{json.dumps(SET)}\n---\n{json.dumps(POD)}\n")
    document = await tree(path, "--at", "2026-03-01T11:00:00.5Z")
    assert document["sets"][0]["ageSeconds"] == 3600


async def test_next_on_a_dump(tmp_path: Path) -> None:
    path = tmp_path / "all.yaml"
    path.write_text(json.dumps(listed("List", SET, POD)))
    flags = ("next", "--from", str(path), "--kubernetes-version", "1.30.4", "-o", "json")
    ended = await ststui(*flags)
    assert ended.code == 0, ended.err
    (db,) = ended.document["sets"]
    assert (db["step"]["verb"], db["step"]["pod"]) == ("create", "db-1")
    assert ended.document["kubernetesVersion"] == "1.30.4"
    assert ended.document["assumed"] == {
        "version": "v1.30.4",
        "maxUnavailable": False,
        "recreate": False,
    }


@pytest.mark.parametrize(
    ("version", "taken", "counts"),
    [
        ("", "v1.37.2 (the newest known; the server's is not known)", "counts"),
        ("v1.36.3-gke.100", "v1.36.3", "does not count"),
        ("1.38", "v1.38.0 (taken to be as v1.37.2, the newest known)", "counts"),
        ("1.27.4", "v1.27.4 (taken to be as v1.28.0, the oldest known)", "does not count"),
    ],
)
async def test_next_says_what_it_took_for_granted(
    tmp_path: Path, version: str, taken: str, counts: str
) -> None:
    (tmp_path / "sets.json").write_text(json.dumps(listed("StatefulSetList", SET)))
    (tmp_path / "pods.yaml").write_text(json.dumps(listed("PodList", POD)))
    flags = ("--kubernetes-version", version) if version else ()
    ended = await ststui("next", "--from", str(tmp_path), *flags)
    assert ended.code == 0, ended.err
    assert ended.out == (
        "shop/db: creates db-1\n"
        f"As the controller of Kubernetes {taken} with its default gates: "
        f"maxUnavailable {counts}.\n"
    )


@pytest.mark.parametrize(
    ("content", "code", "said"),
    [
        ("kind: [", 3, "not YAML"),
        ("{", 3, "not JSON"),
        ("", 3, "no Kubernetes object"),
        (json.dumps(listed("PodList")), 3, "no StatefulSets"),
    ],
)
async def test_what_is_no_dump(tmp_path: Path, content: str, code: int, said: str) -> None:
    path = tmp_path / "dump.yaml"
    path.write_text(content)
    ended = await ststui("tree", "--from", str(path))
    assert ended.code == code
    assert said in ended.err
    assert ended.err.count("\n") == 1


async def test_wrong_usage_of_a_dump(tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    path.write_text(json.dumps(listed("List", SET)))
    for flags, said in (
        (("--from", str(tmp_path / "none")), "does not exist"),
        (("--from", str(path), "--at", "yesterday"), "not a time"),
        (("--from", str(path), "--kubernetes-version", "new"), "not a version"),
        (("--from", str(path), "-n", "nope"), "there is shop"),
        (("cart", "--from", str(path)), "there is"),
    ):
        ended = await ststui("tree", *flags)
        assert ended.code == 2, ended.err
        assert said in ended.err


async def test_a_file_that_is_cut_off_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "sets.json").write_text(json.dumps(listed("StatefulSetList", SET)))
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "pods.json").write_text('{"kind": "PodList", "items": [')
    found = await tree(tmp_path)
    assert [each["name"] for each in found["sets"]] == ["db"]
    said = {each["resource"]: each["why"] for each in found["unreadable"]}
    assert "is not JSON" in said["more/pods.json"]
    assert said["pods"] == "not in the dump"


async def test_an_object_that_is_there_twice_counts_once(tmp_path: Path) -> None:
    quota = {"kind": "ResourceQuota", "metadata": {"name": "team", "namespace": "shop"}}
    (tmp_path / "sets.json").write_text(json.dumps(listed("StatefulSetList", SET)))
    (tmp_path / "quota.json").write_text(json.dumps(quota))
    (tmp_path / "quotas.json").write_text(json.dumps(listed("ResourceQuotaList", quota)))
    dump = read_dump(tmp_path)
    assert [each.metadata.name for each in dump.beside["resourcequotas"]] == ["team"]


async def test_a_quota_that_is_not_understood_is_not_taken_for_none(tmp_path: Path) -> None:
    spaces = ("shop", "bank")
    odd = [
        {"kind": "ResourceQuota", "metadata": {"name": "team", "namespace": "bank"}, "spec": 7},
        {"kind": "ResourceQuota", "metadata": {"name": "fine", "namespace": "shop"}},
    ]
    sets = [{**SET, "metadata": {**SET["metadata"], "namespace": each}} for each in spaces]
    (tmp_path / "sets.json").write_text(json.dumps(listed("StatefulSetList", *sets)))
    (tmp_path / "quotas.json").write_text(json.dumps(listed("ResourceQuotaList", *odd)))
    around = around_in(read_dump(tmp_path))
    shop, bank = (around.surroundings(each).quotas for each in spaces)
    assert isinstance(shop, Readable)
    assert [each.metadata.name for each in shop.value] == ["fine"]
    assert isinstance(bank, Unreadable)
    assert "resourcequotas/team is not understood" in bank.why


async def test_a_node_that_is_not_understood_is_not_taken_for_gone(tmp_path: Path) -> None:
    nodes = [{"kind": "Node", "metadata": {"name": "a"}, "spec": 7}]
    (tmp_path / "sets.json").write_text(json.dumps(listed("StatefulSetList", SET)))
    (tmp_path / "nodes.json").write_text(json.dumps(listed("NodeList", *nodes)))
    found = around_in(read_dump(tmp_path)).surroundings("shop").nodes
    assert isinstance(found, Unreadable)
    assert "nodes/a is not understood" in found.why

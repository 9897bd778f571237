"""``ststui diagnose`` and ``explain``: on the demo cluster and on a dump."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ststui.diagnosis import built_in
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
    "spec": {
        "replicas": 1,
        "serviceName": "db",
        "template": {"spec": {}},
        "volumeClaimTemplates": [{"metadata": {"name": "data"}}],
    },
    "status": {"observedGeneration": 1, "replicas": 1},
}
POD: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "Pod",
    "metadata": {
        "name": "db-0",
        "namespace": "shop",
        "uid": "p-0",
        "creationTimestamp": "2026-03-01T10:00:05Z",
        "labels": {"statefulset.kubernetes.io/pod-name": "db-0"},
        "ownerReferences": [
            {"kind": "StatefulSet", "name": "db", "uid": "u-1", "controller": True}
        ],
    },
    "status": {
        "phase": "Pending",
        "conditions": [
            {
                "type": "PodScheduled",
                "status": "False",
                "reason": "Unschedulable",
                "message": "0/3 nodes are available: pod has unbound immediate"
                " PersistentVolumeClaims. not found",
                "lastTransitionTime": "2026-03-01T10:00:06Z",
            }
        ],
    },
}
CLAIM: dict[str, Any] = {
    "apiVersion": "v1",
    "kind": "PersistentVolumeClaim",
    "metadata": {
        "name": "data-db-0",
        "namespace": "shop",
        "uid": "c-0",
        "creationTimestamp": "2026-03-01T10:00:05Z",
    },
    "spec": {"storageClassName": "fast-ssd"},
    "status": {"phase": "Pending"},
}
CLASSES: dict[str, Any] = {
    "apiVersion": "storage.k8s.io/v1",
    "kind": "StorageClassList",
    "items": [],
}
NOW = "2026-03-01T10:10:00Z"


def dump(folder: Path, *documents: dict[str, Any]) -> str:
    for number, each in enumerate(documents):
        (folder / f"{number}.json").write_text(json.dumps(each))
    return str(folder)


async def diagnosed(*arguments: str) -> tuple[int, dict[str, Any]]:
    found = await ststui("diagnose", "-o", "json", *arguments)
    return found.code, json.loads(found.out)


async def test_the_cause_takes_in_its_symptoms(tmp_path: Path) -> None:
    path = dump(tmp_path, SET, POD, CLAIM, CLASSES)
    code, found = await diagnosed("--from", path, "--at", NOW)
    assert code == 1
    first = found["findings"][0]
    assert first["rule"] == "pvc-class-missing"
    assert first["subject"] == {
        "kind": "PersistentVolumeClaim",
        "namespace": "shop",
        "name": "data-db-0",
    }
    assert first["set"] == "db"
    assert "sched-unbound-immediate-pvc" in first["explains"]
    assert first["evidence"][0]["text"] == "phase Pending"
    assert "kubectl delete sts db -n shop --cascade=orphan" in [
        each["command"] for each in first["fix"]
    ]
    assert found["advice"] is None


async def test_what_a_dump_does_not_hold_is_not_checked(tmp_path: Path) -> None:
    path = dump(tmp_path, SET, POD, CLAIM)
    code, found = await diagnosed("--from", path, "--at", NOW)
    assert code == 1
    assert {"rule": "pvc-class-missing", "why": "not in the dump"} in found["notChecked"]
    assert "sched-unbound-immediate-pvc" in [each["rule"] for each in found["findings"]]


async def test_a_set_that_cannot_be_understood_is_not_taken_for_absent(tmp_path: Path) -> None:
    huge = {**SET, "spec": {**SET["spec"], "replicas": 2_000_000_000}}
    path = dump(tmp_path, huge, POD, CLAIM, CLASSES)
    ended = await ststui("diagnose", "--from", path, "--at", NOW)
    assert "not read" in ended.err
    assert "statefulsets in shop (db: " in ended.err
    document = (await ststui("diagnose", "-o", "json", "--from", path, "--at", NOW)).document
    (odd,) = [each for each in document["unreadable"] if each["resource"] == "statefulsets"]
    assert odd["namespace"] == "shop"
    assert odd["why"].startswith("db: ")


async def test_fail_on_decides_the_exit_code(tmp_path: Path) -> None:
    path = dump(tmp_path, SET, POD, CLAIM, CLASSES)
    code, found = await diagnosed("--from", path, "--at", NOW, "--fail-on", "critical")
    assert code == 0
    assert found["findings"]


async def test_one_pod_alone(tmp_path: Path) -> None:
    path = dump(tmp_path, SET, POD, CLAIM, CLASSES)
    code, found = await diagnosed("--from", path, "--at", NOW, "pod/db-0")
    assert code == 1
    assert found["findings"][0]["rule"] == "pvc-class-missing"
    missing = await ststui("diagnose", "--from", path, "pod/web-0")
    assert missing.code == 2
    assert "web-0" in missing.err


def bare(name: str, owner: dict[str, Any] | None = None) -> dict[str, Any]:
    """A pod that no set owns, in the same trouble."""
    metadata = {**POD["metadata"], "name": name, "uid": f"p-{name}", "labels": {}}
    return {**POD, "metadata": {**metadata, "ownerReferences": [owner] if owner else []}}


@pytest.mark.parametrize("name", ["db-7", "bare"])
async def test_a_pod_that_no_set_owns_is_judged_by_itself(name: str, tmp_path: Path) -> None:
    path = dump(tmp_path, SET, POD, CLAIM, bare(name))
    ended = await ststui("diagnose", f"pod/{name}", "--from", path, "--at", NOW)
    assert ended.code == 1, ended.err
    words = " ".join(ended.out.split())
    assert f"{name} exists, and no StatefulSet owns it: nobody does" in words
    assert f"{name} is Pending" in words
    assert "1 pod of no set: 1 high; not checked (below): 4 rules" in words
    assert "sts" not in "".join(line for line in ended.out.splitlines() if "$ kubectl" in line)
    _, found = await diagnosed("--from", path, "--at", NOW, f"pod/{name}")
    assert [(e["set"], e["subject"]["name"]) for e in found["findings"]] == [(None, name)]


async def test_a_pod_of_another_owner_is_not_said_to_be_absent(tmp_path: Path) -> None:
    owner = {"kind": "ReplicaSet", "name": "front", "uid": "r-1", "controller": True}
    path = dump(tmp_path, SET, POD, CLAIM, bare("front-x", owner))
    ended = await ststui("diagnose", "pod/front-x", "pod/db-0", "--from", path, "--at", NOW)
    words = " ".join(ended.out.split())
    assert "no StatefulSet owns it: ReplicaSet front does" in words
    assert "1 set and 1 pod of no set" in words


async def test_what_is_found_of_other_ordinals_is_named(tmp_path: Path) -> None:
    well = bare("db-1", POD["metadata"]["ownerReferences"][0])
    well["status"] = {
        "phase": "Running",
        "conditions": [{"type": "Ready", "status": "True"}],
    }
    two = {**SET, "spec": {**SET["spec"], "replicas": 2}}
    path = dump(tmp_path, two, POD, CLAIM, CLASSES, well)
    _, found = await diagnosed("--from", path, "--at", NOW, "pod/db-1")
    named = {each["rule"]: each["ordinal"] for each in found["elsewhere"]}
    assert named["pvc-class-missing"] == 0
    text = (await ststui("diagnose", "pod/db-1", "--from", path, "--at", NOW)).out
    assert "Of other ordinals" in text
    assert "data-db-0 is Pending" in text


async def test_explain_knows_every_rule() -> None:
    listed = await ststui("explain")
    names = {line.split()[0] for line in listed.out.splitlines() if line.startswith("  ")}
    assert names == set(built_in().by_id)
    one = json.loads((await ststui("explain", "oomkilled", "-o", "json")).out)
    assert one["rule"] == "oomkilled"
    assert one["needs"] == ["pods"]
    unknown = await ststui("explain", "oomkiled")
    assert unknown.code == 2
    assert "oomkilled" in unknown.err


@pytest.mark.parametrize("pod", ["db-1", "db-00", "db-x", "other-0"])
async def test_a_pod_that_no_set_has_or_wants_is_wrong_usage(pod: str, tmp_path: Path) -> None:
    path = dump(tmp_path, SET, POD, CLAIM)
    ended = await ststui("diagnose", f"pod/{pod}", "--from", path, "--at", NOW)
    assert ended.code == 2
    assert f'"{pod}" does not exist' in ended.err
    assert "db-0" in ended.err

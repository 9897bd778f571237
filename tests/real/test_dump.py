"""A dump made by kubectl says the same as the cluster it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.cli.program import ststui
from tests.real.diagnosed import wait_for_rules
from tests.testbed.api import wait_for
from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

KINDS = "statefulsets,pods,pvc,services,endpointslices,controllerrevisions,events"


@pytest.mark.parametrize("form", ["yaml", "json"])
async def test_next_and_tree_on_a_dump(namespace: Namespace, tmp_path: Path, form: str) -> None:
    await namespace.apply(headless_service("db"), statefulset("db", replicas=3, claims=["data"]))
    await namespace.wait_ready("db-0", "db-1", "db-2")
    await namespace.annotate_pod("db-0", unready="true")
    await namespace.wait_for(
        "StatefulSet",
        "db",
        lambda found: found["status"].get("readyReplicas") == 2,
        what="with db-0 not Ready",
    )
    await namespace.scale("db", 5)
    live = ("-n", namespace.name, "-o", "json")

    async def waits() -> bool:
        said = await ststui("next", *live, kubeconfig=namespace.cluster.kubeconfig)
        step = said.document["sets"][0]["step"]
        return bool(step["verb"] == "wait" and step["waitsFor"]["name"] == "db-0")

    await wait_for(waits, what="the wait for db-0")
    path = tmp_path / f"dump.{form}"
    path.write_text(await namespace.kubectl("get", KINDS, "-o", form))
    steps = (await ststui("next", *live, kubeconfig=namespace.cluster.kubeconfig)).document
    dumped = (await ststui("next", "--from", str(path), "-o", "json")).document
    assert dumped["sets"][0]["step"] == steps["sets"][0]["step"]
    tree = (await ststui("tree", *live, kubeconfig=namespace.cluster.kubeconfig)).document
    other = (await ststui("tree", "--from", str(path), "-o", "json")).document
    changing = {"ageSeconds", "context", "lastEndedSeconds"}

    def still(value: object) -> object:
        if isinstance(value, dict):
            return {k: still(v) for k, v in value.items() if k not in changing}
        return [still(each) for each in value] if isinstance(value, list) else value

    for mine, theirs in zip(other["sets"], tree["sets"], strict=True):
        assert still(mine) == still(theirs)


Finding = tuple[str, str, str, int | None, str]
WHOLE = f"{KINDS},storageclasses,nodes,pv,pdb,hpa,resourcequotas"


async def findings(*arguments: str, kubeconfig: Path | None = None) -> tuple[Any, set[Finding]]:
    ended = await ststui("diagnose", *arguments, "-o", "json", kubeconfig=kubeconfig)
    assert ended.code in {0, 1}, ended.err
    return ended.document, {
        (each["rule"], each["severity"], each["set"], each["ordinal"], each["title"])
        for each in ended.document["findings"]
    }


async def write_list(namespace: Namespace, folder: Path) -> Path:
    """What people send: one file of kubectl get."""
    path = folder / "all.yaml"
    path.write_text(await namespace.kubectl("get", WHOLE, "-o", "yaml"))
    return path


async def write_cluster_info(namespace: Namespace, folder: Path) -> Path:
    """kubectl cluster-info dump leaves out sets and claims: they are put beside it."""
    await namespace.kubectl(
        *("cluster-info", "dump", "--namespaces", namespace.name),
        *("--output-directory", str(folder)),
    )
    ended = await ststui("diagnose", "--from", str(folder))
    assert ended.code == 3
    assert "a cluster-info dump leaves them out" in ended.err
    more = "statefulsets,pvc,controllerrevisions,endpointslices,storageclasses"
    (folder / "sets.yaml").write_text(await namespace.kubectl("get", more, "-o", "yaml"))
    return folder


async def write_must_gather(namespace: Namespace, folder: Path) -> Path:
    """A folder per namespace and group; objects by themselves, in lists, and files of others."""
    root = folder / "quay-io-must-gather"
    inside = root / "namespaces" / namespace.name
    places = {
        "apps/statefulsets": "statefulsets",
        "apps/controllerrevisions": "controllerrevisions",
        "core/pods": "pods",
        "core/persistentvolumeclaims": "pvc",
        "core/services": "services",
        "core/events": "events",
        "discovery.k8s.io/endpointslices": "endpointslices",
    }
    for place, kind in places.items():
        path = inside / f"{place}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(await namespace.kubectl("get", kind, "-o", "yaml"))
    outside = root / "cluster-scoped-resources"
    for place, kind in (("core/nodes", "nodes"), ("storage.k8s.io/storageclasses", "sc")):
        (outside / place).mkdir(parents=True)
        for name in (await namespace.kubectl("get", kind, "-o", "name")).split():
            text = await namespace.kubectl("get", name, "-o", "yaml")
            (outside / place / f"{name.rpartition('/')[2]}.yaml").write_text(text)
    for pod in (await namespace.kubectl("get", "pods", "-o", "name")).split():
        name = pod.rpartition("/")[2]
        path = inside / "pods" / name / f"{name}.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(await namespace.kubectl("get", pod, "-o", "yaml"))
        (path.parent / "current.log").write_text("a: b: c\n")
    (root / "timestamp").write_text("2026-03-01 10:00:00 +0000 UTC\n")
    (root / "cut-off.json").write_text('{"kind": "PodList", "items": [')
    return folder


@pytest.mark.parametrize("write", [write_list, write_cluster_info, write_must_gather])
async def test_diagnose_says_of_a_dump_what_it_says_of_its_cluster(
    namespace: Namespace,
    tmp_path: Path,
    write: Callable[[Namespace, Path], Awaitable[Path]],
) -> None:
    await namespace.apply(
        headless_service("typo"),
        statefulset("typo", claims=["data"], storage_class="fast-ssd"),
        statefulset("lost"),
        headless_service("well"),
        statefulset("well", replicas=2, claims=["data"]),
    )
    await wait_for_rules(namespace, {"typo": "pvc-class-missing", "lost": "svc-missing"})
    await namespace.wait_for(
        "StatefulSet", "well", lambda it: it["status"].get("readyReplicas") == 2, what="is well"
    )
    path = await write(namespace, tmp_path)
    live, said = await findings("-n", namespace.name, kubeconfig=namespace.cluster.kubeconfig)
    # A dump does not know when it was made, only the newest moment that stands in it.
    dump, dumped = await findings("--from", str(path), "--at", live["now"])
    assert {each[0] for each in dumped} >= {"pvc-class-missing", "svc-missing"}
    unchecked = {each["rule"] for each in (*live["notChecked"], *dump["notChecked"])}
    assert {each for each in dumped if each[0] not in unchecked} == {
        each for each in said if each[0] not in unchecked
    }
    # No kubeconfig's context is named: the dump may be of any cluster.
    assert "--context" not in str(dump)
    context = live["context"]
    commands = [fix["command"] for each in live["findings"] for fix in each["fix"]]
    for command in filter(None, commands):
        assert f"kubectl --context {context} " in command or command.startswith("ststui ")

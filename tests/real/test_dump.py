"""A dump made by kubectl says the same as the cluster it was made from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.cli.program import ststui
from tests.testbed.api import wait_for
from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
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

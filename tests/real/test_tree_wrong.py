"""`ststui tree` asked for what does not exist: one line, what there is, and the exit code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from tests.cli.program import ststui
from tests.testbed.manifests import statefulset
from tests.testbed.ports import free_ports

if TYPE_CHECKING:
    from tests.cli.program import Ended
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real


def said(ended: Ended, code: int) -> str:
    assert (ended.code, ended.out) == (code, "")
    (line,) = ended.err.splitlines()
    assert line.startswith("ststui: ")
    return line


async def test_a_set_that_does_not_exist_names_those_that_do(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=0), statefulset("db", replicas=0))
    kubeconfig = namespace.cluster.kubeconfig
    line = said(await ststui("tree", "-n", namespace.name, "wbe", kubeconfig=kubeconfig), 2)
    assert '"wbe" does not exist' in line
    assert "there is db, web" in line


async def test_sets_are_shown_in_the_order_of_their_names(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=0), statefulset("db", replicas=0))
    kubeconfig = namespace.cluster.kubeconfig
    place = ("-n", namespace.name, "-o", "json")
    chosen = await ststui("tree", *place, "sts/web", kubeconfig=kubeconfig)
    assert [each["name"] for each in chosen.document["sets"]] == ["web"]
    both = await ststui(
        "tree", "-o", "json", f"{namespace.name}/web", f"{namespace.name}/db", kubeconfig=kubeconfig
    )
    assert [each["name"] for each in both.document["sets"]] == ["web", "db"]


async def test_a_selector_is_that_of_the_sets_own_labels(namespace: Namespace) -> None:
    marked = statefulset("web", replicas=0)
    marked["metadata"]["labels"] = {"tier": "data"}
    await namespace.apply(marked, statefulset("db", replicas=0))
    ended = await ststui(
        *("tree", "-n", namespace.name, "-o", "json", "-l", "tier in (data, log)"),
        kubeconfig=namespace.cluster.kubeconfig,
    )
    kubectl = await namespace.kubectl("get", "sts", "-l", "tier in (data, log)", "-o", "name")
    assert kubectl.split() == ["statefulset.apps/web"]
    assert [each["name"] for each in ended.document["sets"]] == ["web"]


async def test_a_namespace_that_does_not_exist(namespace: Namespace) -> None:
    kubeconfig = namespace.cluster.kubeconfig
    line = said(await ststui("tree", "-n", "nowhere", kubeconfig=kubeconfig), 2)
    assert 'namespace "nowhere" does not exist' in line
    assert "kube-system" in line


async def test_a_context_that_does_not_exist(namespace: Namespace) -> None:
    kubeconfig = namespace.cluster.kubeconfig
    line = said(await ststui("tree", "--context", "nowhere", kubeconfig=kubeconfig), 2)
    assert 'context "nowhere" does not exist' in line
    assert "there is" in line


async def test_a_server_that_is_not_there(namespace: Namespace) -> None:
    (port,) = free_ports(1)
    server = f"https://127.0.0.1:{port}"
    line = said(
        await ststui("tree", "--server", server, kubeconfig=namespace.cluster.kubeconfig), 3
    )
    assert f"127.0.0.1:{port}" in line


async def test_flags_count_before_and_after_the_command(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=0))
    kubeconfig = namespace.cluster.kubeconfig
    before = await ststui("-n", namespace.name, "tree", "-o", "json", kubeconfig=kubeconfig)
    after = await ststui("tree", "-n", namespace.name, "-o", "json", kubeconfig=kubeconfig)
    assert before.document["sets"][0]["name"] == after.document["sets"][0]["name"] == "web"


async def test_yaml_says_the_same(namespace: Namespace) -> None:
    await namespace.apply(statefulset("web", replicas=0))
    place = ("tree", "-n", namespace.name, "-o")
    kubeconfig = namespace.cluster.kubeconfig
    as_json = (await ststui(*place, "json", kubeconfig=kubeconfig)).document
    as_yaml = yaml.safe_load((await ststui(*place, "yaml", kubeconfig=kubeconfig)).out)
    changing = {"now", "sets"}
    assert {k: as_yaml[k] for k in as_json.keys() - changing} == {
        k: as_json[k] for k in as_json.keys() - changing
    }
    assert as_yaml["sets"][0]["uid"] == as_json["sets"][0]["uid"]
    assert as_yaml["sets"][0].keys() == as_json["sets"][0].keys()

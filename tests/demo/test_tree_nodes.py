"""`ststui tree` marks nodes that are not well, as the screen does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.demo import kinds
from tests.cli.program import ststui, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine
    from typing import Any

    from ststui.demo.fields import Json
    from ststui.demo.running import Demo
    from tests.cli.program import Ended

pytestmark = pytest.mark.demo


def line_of(found: Ended, pod: str) -> str:
    return next(line for line in found.out.splitlines() if f"  {pod} " in line)


def node_of(demo: Demo, pod: str) -> str:
    name: str = demo.cluster.registry.get(kinds.PODS, "production", pod)["spec"]["nodeName"]
    return name


def cordoned(node: Json) -> Json:
    return {**node, "spec": {**node.get("spec", {}), "unschedulable": True}}


def held(pod: Json) -> Json:
    """A pod that nothing takes away, not even the loss of its node."""
    return {**pod, "metadata": {**pod["metadata"], "finalizers": ["example.com/hold"]}}


def short_of(pressure: str, status: str) -> Callable[[Json], Json]:
    """A node whose kubelet says whether it runs short."""

    def edit(node: Json) -> Json:
        said = {"type": pressure, "status": status}
        held = [e for e in node["status"]["conditions"] if e["type"] != pressure]
        return {**node, "status": {**node["status"], "conditions": [*held, said]}}

    return edit


async def test_a_node_under_pressure(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("dead-node")
    first, last = node_of(demo, "kafka-0"), node_of(demo, "kafka-2")

    async def marks(one: tuple[str, str], other: tuple[str, str]) -> tuple[bool, bool]:
        demo.cluster.registry.edit(kinds.NODES, "", first, short_of(*one))
        demo.cluster.registry.edit(kinds.NODES, "", last, short_of(*other))
        found = await tree(demo.kubeconfig_path)
        return (
            f" {first} ▲ " in line_of(found, "kafka-0"),
            f" {last} ▲ " in line_of(found, "kafka-2"),
        )

    assert await marks(("MemoryPressure", "True"), ("DiskPressure", "True")) == (True, True)
    assert await marks(("MemoryPressure", "False"), ("DiskPressure", "Unknown")) == (False, False)
    assert await marks(("PIDPressure", "True"), ("PIDPressure", "False")) == (True, False)


@pytest.mark.parametrize("form", ["text", "wide"])
async def test_a_node_that_is_down_and_one_that_is_cordoned(
    form: str, start_demo: Callable[..., Coroutine[Any, Any, Demo]]
) -> None:
    demo = await start_demo("dead-node")
    closed = node_of(demo, "kafka-0")
    demo.cluster.registry.edit(kinds.NODES, "", closed, cordoned)
    found = await tree(demo.kubeconfig_path, "-o", form)
    assert f" {node_of(demo, 'kafka-1')} ✗ " in line_of(found, "kafka-1")
    assert f" {closed} ▲ " in line_of(found, "kafka-0")
    well = node_of(demo, "kafka-2")
    assert f" {well} " in line_of(found, "kafka-2")
    assert "✗" not in line_of(found, "kafka-2").partition(well)[2]
    assert found.err == ""


@pytest.mark.parametrize("form", ["text", "wide"])
async def test_a_node_that_is_gone(
    form: str, start_demo: Callable[..., Coroutine[Any, Any, Demo]]
) -> None:
    demo = await start_demo("dead-node")
    lost = node_of(demo, "kafka-1")
    demo.cluster.registry.edit(kinds.PODS, "production", "kafka-1", held)
    demo.cluster.registry.delete(kinds.NODES, "", lost)
    found = await tree(demo.kubeconfig_path, "-o", form)
    assert f" {lost} ✗ " in line_of(found, "kafka-1")
    assert found.err == ""


async def test_where_nodes_may_not_be_read_that_is_said(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("dead-node")
    for verb in ("get", "list", "watch"):
        demo.cluster.rights.deny(verb, "nodes")
    found = await tree(demo.kubeconfig_path)
    assert f" {node_of(demo, 'kafka-1')} " in line_of(found, "kafka-1")
    assert found.err.rstrip().endswith("not read: nodes for how they are (no permission: get)")
    # A document names nodes and does not judge them, but its sentence tells of the node of a pod
    # that ends.
    assert (await tree(demo.kubeconfig_path, "-o", "json")).err == found.err


async def test_a_step_names_the_node_that_cannot_say_that_a_pod_has_ended(
    start_demo: Callable[..., Coroutine[Any, Any, Demo]],
) -> None:
    demo = await start_demo("dead-node")
    silent = f"its node {node_of(demo, 'kafka-1')} is not Ready"
    for form in ("json", "text"):
        found = await tree(demo.kubeconfig_path, "-o", form)
        assert silent in " ".join(found.out.split())
    document = (await tree(demo.kubeconfig_path, "-o", "json")).document
    (kafka,) = (each for each in document["sets"] if each["name"] == "kafka")
    assert (kafka["state"], kafka["blockedBy"]) == ("blocked", "kafka-1")
    told = await ststui("next", "-A", kubeconfig=demo.kubeconfig_path)
    assert silent in told.out
    demo.cluster.rights.deny("*", "nodes")
    unseen = await ststui("next", "-A", kubeconfig=demo.kubeconfig_path)
    assert "waits for kafka-1 to terminate" in unseen.out
    assert "not Ready" not in unseen.out
    assert "not read: nodes" in unseen.err

"""No node takes pods: a danger where pods are made, and nothing where none is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_scale
from ststui.model.node import Taint
from ststui.model.stateful_set import RollingUpdate
from tests.actions.ground import around, bound, grounds, node, volume
from tests.controller.scene import NEW, OLD, Scene

if TYPE_CHECKING:
    from ststui.actions import Plan
    from ststui.model import Node

pytestmark = pytest.mark.pure

CORDONED = around(
    nodes=(node("a", cordoned=True, zone="a"), node("b", cordoned=True, zone="b")),
    volumes=(volume("pv-2", zone="a"),),
)
NONE = ["no node takes pods now"]


def told(plan: Plan) -> list[str]:
    return [each.text for each in plan.warnings if each.code == "cannot-come-back"]


@pytest.mark.parametrize(("replicas", "texts"), [(2, []), (0, []), (4, NONE)])
def test_scaling(replicas: int, texts: list[str]) -> None:
    ground = grounds(Scene().ready(0, 1, 2), surroundings=CORDONED)
    assert told(plan_scale(ground, replicas=replicas)) == texts


@pytest.mark.parametrize(
    ("scene", "texts"),
    [
        (Scene(), NONE),
        (Scene(strategy="OnDelete", rolling=None), []),
        (Scene(rolling=RollingUpdate(partition=3)), []),
        (Scene(rolling=RollingUpdate(partition=2)), NONE),
    ],
)
def test_a_restart(scene: Scene, texts: list[str]) -> None:
    ground = grounds(scene.ready(0, 1, 2), surroundings=CORDONED)
    assert told(plan_restart(ground)) == texts


@pytest.mark.parametrize(
    ("ordinal", "texts"),
    [(1, NONE), (2, [])],  # web-2 is not wanted any more
)
def test_a_pod_that_is_deleted(ordinal: int, texts: list[str]) -> None:
    scene = bound(Scene(replicas=2, templates=("data",)).ready(0, 1, 2), data_web_2="pv-2")
    pod = scene.pods[f"web-{ordinal}"]
    assert told(plan_pod_deletion(grounds(scene, pod=pod, surroundings=CORDONED))) == texts


def test_what_goes_beside_it_is_no_pod_that_comes_back() -> None:
    # web-0 holds the scale-down of web-2 up.
    scene = Scene(replicas=2, templates=("data",)).ready(1, 2).pod(0, ready=False)
    scene = bound(scene, data_web_2="pv-2")
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-0"], surroundings=CORDONED))
    assert (plan.consequences.replaces, plan.consequences.deletes) == (("web-0",), ("web-2",))
    assert told(plan) == NONE


def test_a_pod_that_is_replaced_beside_it_comes_back() -> None:
    scene = Scene(update=NEW, templates=("data",)).ready(1, 2, revision=OLD)
    scene = bound(scene.pod(0, ready=False, revision=OLD), data_web_2="pv-2")
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-0"], surroundings=CORDONED))
    assert "web-2" in plan.consequences.replaces
    assert "web-2 can only run where volume pv-2 is: a is cordoned" in told(plan)


def labelled(name: str, *, ready: bool = True, cordoned: bool = False, **labels: str) -> Node:
    """A node with these labels."""
    found = node(name, ready=ready, cordoned=cordoned)
    metadata = msgspec.structs.replace(found.metadata, labels=labels)
    return msgspec.structs.replace(found, metadata=metadata)


def tainted(name: str, key: str) -> Node:
    """A node with a taint of its own."""
    found = node(name)
    spec = msgspec.structs.replace(found.spec, taints=(Taint(key=key, effect="NoSchedule"),))
    return msgspec.structs.replace(found, spec=spec)


FITS = "no node that fits the pod template takes pods now: "


@pytest.mark.parametrize(
    ("nodes", "texts"),
    [
        ((labelled("a", disk="nvme"), labelled("b")), []),
        ((labelled("a", disk="nvme", cordoned=True), labelled("b")), [f"{FITS}a is cordoned"]),
        ((labelled("a", disk="nvme", ready=False), labelled("b")), [f"{FITS}a is not Ready"]),
        (
            (labelled("b"), labelled("c", disk="hdd")),
            ["no node fits the pod template, by its selector, affinity and tolerations"],
        ),
        ((labelled("a", disk="nvme", cordoned=True), labelled("b", cordoned=True)), NONE),
    ],
)
def test_nodes_that_are_not_those_of_the_template_help_nobody(
    nodes: tuple[Node, ...], texts: list[str]
) -> None:
    found = grounds(Scene().ready(0, 1, 2), surroundings=around(nodes=nodes))
    own = found.known.set
    pod = msgspec.structs.replace(own.spec.template.spec, node_selector={"disk": "nvme"})
    template = msgspec.structs.replace(own.spec.template, spec=pod)
    own = msgspec.structs.replace(own, spec=msgspec.structs.replace(own.spec, template=template))
    found = replace(found, family=replace(found.known, set=own))
    assert told(plan_restart(found)) == texts
    assert told(plan_scale(found, replicas=4)) == texts


def test_a_taint_that_the_template_does_not_bear_keeps_its_pods_off() -> None:
    nodes = (tainted("a", "dedicated"), node("b", cordoned=True))
    found = grounds(Scene().ready(0, 1, 2), surroundings=around(nodes=nodes))
    assert told(plan_restart(found)) == [f"{FITS}b is cordoned"]

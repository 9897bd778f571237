"""Nothing that a terminal obeys comes from a cluster into the text of a plan."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import (
    plan_claim_deletion,
    plan_cleanup,
    plan_expansion,
    plan_image,
    plan_partition,
    plan_pod_deletion,
    plan_restart,
    plan_rollback,
    plan_scale,
    plan_set_deletion,
)
from ststui.cli.plan_text import plan_text
from ststui.model import Readable
from ststui.ui.plans.saying import plan_lines
from tests.actions.ground import around, autoscaler, bound, budget, grounds, node, volume
from tests.actions.hostile import HOSTILE, hostile
from tests.controller.scene import NEW, Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions import Grounds, Plan

pytestmark = pytest.mark.pure


def whole(scene: Scene, *, policy: str) -> Grounds:
    """A scene with everything around it that a plan speaks of, all of it hostile."""
    volumes = {name: f"pv-{name}" for name in scene.claims}
    scene = bound(scene, **{name.replace("-", "_"): pv for name, pv in volumes.items()})
    found = grounds(scene)
    surroundings = replace(
        around(
            nodes=(node("node-a", ready=False, cordoned=True),),
            volumes=tuple(volume(each, policy=policy) for each in volumes.values()),
        ),
        pods=Readable(tuple(scene.pods.values())),
        neighbours=Readable((found.known.set,)),
    )
    family = replace(
        found.known,
        budgets=Readable((budget("guard", allowed=0),)),
        autoscalers=Readable((autoscaler("web", least=1, most=3, wants=2),)),
    )
    made: Grounds = hostile(replace(found, family=family, surroundings=surroundings))
    return made


def plans(ground: Grounds, replicas: int) -> Iterator[tuple[Grounds, Plan]]:
    """Every action there is."""
    yield ground, plan_scale(ground, replicas=replicas)
    yield ground, plan_partition(ground, partition=replicas)
    yield ground, plan_restart(ground)
    yield ground, plan_rollback(ground)
    yield ground, plan_image(ground, container=hostile("main"), image="app:2")
    yield ground, plan_image(ground, container=HOSTILE, image=HOSTILE)
    yield ground, plan_set_deletion(ground)
    yield ground, plan_set_deletion(ground, cascade="orphan")
    yield ground, plan_cleanup(ground)
    yield ground, plan_expansion(ground, template=hostile("data"), size="9Gi")
    for claims in ground.known.claims_by_ordinal.values():
        for claim in claims:
            of_claim = replace(ground, claim=claim)
            yield of_claim, plan_claim_deletion(of_claim)
    for pod in ground.known.pods_by_ordinal.values():
        placed = msgspec.structs.replace(pod.spec, node_name=hostile("node-a"))
        of_pod = replace(ground, pod=msgspec.structs.replace(pod, spec=placed))
        yield of_pod, plan_pod_deletion(of_pod)
        yield of_pod, plan_pod_deletion(of_pod, how="force")
        yield of_pod, plan_pod_deletion(of_pod, how="evict")


BUSY = (
    Scene(replicas=2, templates=("data",), update=NEW)
    .ready(0, 1)
    .pod(2, ends_in=20)
    .claim("data-web-5")
)


@pytest.mark.parametrize("policy", ["Retain", "Delete", HOSTILE])
@pytest.mark.parametrize(
    "scene",
    [BUSY, replace(BUSY, parallel=True), replace(BUSY, replicas=0), BUSY.pod(1, ready=False)],
)
def test_no_control_character_of_a_cluster_stands_in_the_text_of_a_plan(
    scene: Scene, policy: str
) -> None:
    for ground, plan in plans(whole(scene, policy=policy), 3):
        for line in plan_text(plan, requests=True).removesuffix("\n").split("\n"):
            assert line.isprintable(), line
        for cells in plan_lines(ground, plan):
            assert all(cell.text.isprintable() for cell in cells), cells

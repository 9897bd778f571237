"""A pod does not get a revision on which another fails without a word."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from ststui.actions import plan_scale
from ststui.model.pod import ContainerState, ContainerStatus, Waiting
from tests.actions.ground import dangers, grounds
from tests.controller.scene import NEW, OLD, Scene

pytestmark = pytest.mark.pure


def failing(scene: Scene, name: str, reason: str) -> Scene:
    """The scene with a pod whose container waits for a reason."""
    pod = scene.pods[name]
    waits = ContainerStatus(name="main", state=ContainerState(waiting=Waiting(reason=reason)))
    status = msgspec.structs.replace(pod.status, container_statuses=(waits,))
    changed = msgspec.structs.replace(pod, status=status)
    return replace(scene, pods={**scene.pods, name: changed})


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("ImagePullBackOff", {"cannot-come-back"}),
        ("CrashLoopBackOff", {"cannot-come-back"}),
        ("ContainerCreating", set()),
    ],
)
def test_the_last_good_pod_of_a_stuck_rollout(reason: str, told: set[str]) -> None:
    scene = Scene(replicas=3, update=NEW).pod(0, revision=OLD).pod(1, revision=OLD)
    scene = failing(scene.pod(2, revision=NEW, ready=False), "web-2", reason)
    plan = plan_scale(grounds(scene), replicas=1)
    assert plan.consequences.replaces == ("web-0",)
    assert dangers(plan) == told


def test_a_revision_that_runs_somewhere_is_not_bad() -> None:
    scene = Scene(replicas=4, update=NEW).pod(0, revision=OLD).pod(1, revision=OLD)
    scene = scene.pod(2, revision=NEW, ready=False).pod(3, revision=NEW)
    scene = failing(scene, "web-2", "CrashLoopBackOff")
    assert not dangers(plan_scale(grounds(scene), replicas=1))

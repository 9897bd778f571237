"""A pod does not get a revision on which another fails without a word."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import plan_image, plan_pod_deletion, plan_restart, plan_rollback, plan_scale
from ststui.model import Readable
from ststui.model.pod import ContainerState, ContainerStatus, Waiting
from tests.actions.ground import dangers, grounds
from tests.controller.scene import NEW, OLD, Scene

if TYPE_CHECKING:
    from ststui.actions.pod_deletion import How

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


def test_a_restart_of_a_template_that_does_not_start() -> None:
    scene = Scene(replicas=3, parallel=True, update=NEW).pod(0, revision=OLD)
    scene = scene.pod(1, revision=OLD).pod(2, revision=NEW, ready=False)
    broken = grounds(failing(scene, "web-2", "ImagePullBackOff"))
    plan = plan_restart(broken)
    (told,) = (each.text for each in plan.warnings if each.code == "cannot-come-back")
    assert told == "web-1, web-0 get the template of new, on which web-2 does not start"
    assert plan.dangerous
    # Another image may be the cure.
    assert "cannot-come-back" not in dangers(plan_image(broken, container="main", image="app:2"))


TEMPLATES = {
    name: {"spec": {"containers": [{"name": "main", "image": image}]}}
    for name, image in ((OLD, "app:1"), (NEW, "app:2"))
}


def stopped(revision: str, *, update: str) -> Scene:
    """A set whose highest pod does not start on a revision, the others being on the other."""
    other = OLD if revision == NEW else NEW
    scene = Scene(replicas=3, update=update).pod(0, revision=other).pod(1, revision=other)
    return failing(scene.pod(2, revision=revision, ready=False), "web-2", "CrashLoopBackOff")


def test_a_rollback_to_a_revision_that_does_not_start_needs_the_name() -> None:
    # The template was mended since, which did not reach the broken pod.
    plan = plan_rollback(grounds(stopped(OLD, update=NEW), templates=Readable(TEMPLATES)))
    assert plan.title == "roll web back to revision 1 (web-old)"
    assert dangers(plan) == {"cannot-come-back"}
    assert plan.warnings[0].text == "web-2 does not start on web-old, to which this goes back"
    away = plan_rollback(grounds(stopped(NEW, update=NEW), templates=Readable(TEMPLATES)))
    assert not away.dangerous


def test_a_broken_pod_that_comes_back_the_same_says_so() -> None:
    def told(scene: Scene) -> list[str]:
        plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-2"]))
        return [each.text for each in plan.warnings if each.code == "not-ready-already"]

    (text,) = told(stopped(NEW, update=NEW))
    assert text.startswith("web-2 does not start on new and comes back on it: whether it becomes")
    assert told(stopped(OLD, update=NEW)) == []


@pytest.mark.parametrize("how", ["delete", "evict", "now", "force"])
def test_a_pod_that_runs_is_not_given_up_for_a_revision_that_does_not_start(how: How) -> None:
    scene = Scene(replicas=3, update=NEW, strategy="OnDelete")
    scene = scene.pod(0, revision=OLD).pod(1, revision=OLD).pod(2, revision=NEW, ready=False)
    scene = failing(scene, "web-2", "CrashLoopBackOff")
    plan = plan_pod_deletion(grounds(scene, pod=scene.pods["web-1"]), how=how)
    (text,) = [each.text for each in plan.warnings if each.code == "cannot-come-back"]
    assert text == "web-1 gets revision new, on which web-2 does not start"
    assert "cannot-come-back" in dangers(plan)


def test_the_pod_that_does_not_start_may_be_deleted() -> None:
    scene = stopped(NEW, update=NEW)
    assert not dangers(plan_pod_deletion(grounds(scene, pod=scene.pods["web-2"])))

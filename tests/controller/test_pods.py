"""Pods made, awaited, ended and taken away: each case was looked up in the source (v1.36.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.controller import WaitsFor, next_step
from ststui.model.metadata import OwnerReference
from tests.controller.saying import UPDATING, V136, said
from tests.controller.scene import NEW, NOW, OLD, Scene

pytestmark = pytest.mark.pure

FOREIGN = OwnerReference(kind="ReplicaSet", name="other", uid="other", controller=True)

CASES = {
    "all is well": (Scene().ready(0, 1, 2), "none"),
    "asleep": (Scene(replicas=0), "none"),
    "replicas absent means one": (Scene(replicas=None), f"create web-0 on {OLD}"),
    "the first pod": (Scene(), f"create web-0 on {OLD}"),
    "a hole is filled before the end": (Scene(replicas=4).ready(0, 2), f"create web-1 on {OLD}"),
    "head of line": (
        Scene().pod(0, ready=False),
        "wait web-0 until Pod web-0 ready",
    ),
    "a pod without a Ready condition of phase Pending": (
        Scene().pod(0, phase="Pending"),
        "wait web-0 until Pod web-0 ready",
    ),
    "a terminating pod of the range": (
        Scene().ready(0).pod(1, ends_in=12).ready(2),
        "wait web-1 until Pod web-1 gone in 12",
    ),
    "a terminating pod that is overdue": (
        Scene().ready(0).pod(1, ends_in=-30),
        "wait web-1 until Pod web-1 gone in -30",
    ),
    "minReadySeconds": (
        Scene(min_ready_seconds=30).pod(0, since=10),
        "wait web-0 until Pod web-0 available in 20",
    ),
    "minReadySeconds are over at the very second": (
        Scene(min_ready_seconds=30).pod(0, since=30),
        f"create web-1 on {OLD}",
    ),
    "a failed pod": (
        Scene().ready(0).pod(1, phase="Failed"),
        f"delete web-1 (failed) on {OLD}",
    ),
    "a pod that succeeded": (
        Scene().ready(0).pod(1, phase="Succeeded"),
        f"delete web-1 (failed) on {OLD}",
    ),
    "a failed pod that is going": (
        Scene().pod(0, phase="Failed", ends_in=3),
        "wait web-0 (failed) until Pod web-0 gone in 3",
    ),
    "start ordinals": (Scene(start=10).ready(10), f"create web-11 on {OLD}"),
    "below start is condemned": (
        Scene(start=1, replicas=2).ready(0, 1, 2),
        "delete web-0 (scaleDown)",
    ),
    "scale down from the top": (Scene(replicas=1).ready(0, 1, 2), "delete web-2 (scaleDown)"),
    "scale down waits for the range": (
        Scene(replicas=2).ready(0, 2, 3).pod(1, ready=False),
        "wait web-1 until Pod web-1 ready",
    ),
    "scale down waits for the lowest condemned pod that is not available": (
        Scene(replicas=1).ready(0, 3).pod(1, ready=False).pod(2, ready=False),
        "delete web-3 (scaleDown)",
    ),
    "and does not delete another one that is not": (
        Scene(replicas=1).ready(0).pod(1, ready=False).pod(2, ready=False),
        "wait web-2 until Pod web-1 ready; wait web-2 until Pod web-2 ready",
    ),
    "the lowest one is gone already": (
        Scene(replicas=1).ready(0).pod(2, ready=False),
        "delete web-2 (scaleDown)",
    ),
    "the lowest one itself may be deleted": (
        Scene(replicas=1).ready(0).pod(1, ready=False),
        "delete web-1 (scaleDown)",
    ),
    "a condemned pod that is going": (
        Scene(replicas=1).ready(0, 1).pod(2, ends_in=5),
        "wait web-2 until Pod web-2 gone in 5",
    ),
    "Parallel makes all at once": (
        Scene(parallel=True).ready(1),
        f"create web-0 on {OLD}; create web-2 on {OLD}",
    ),
    "Parallel scales down all at once, and makes what is missing": (
        Scene(parallel=True, replicas=2).ready(1, 2, 3),
        f"create web-0 on {OLD}; delete web-3 (scaleDown); delete web-2 (scaleDown)",
    ),
    "Parallel has nothing to wait for when all are of the revision": (
        Scene(parallel=True).ready(0, 1).pod(2, ready=False),
        "none",
    ),
    "a set being deleted": (Scene(deleting=True).ready(0), "none (deleting)"),
    "the last change was not seen yet": (
        Scene(generation=2).ready(0, 1, 2),
        "wait until StatefulSet web observed",
    ),
    "a change not seen yet whose effect is known": (
        Scene(generation=2, replicas=2).ready(0, 1, 2),
        "delete web-2 (scaleDown)",
    ),
    "a name held by someone else": (
        Scene().ready(0).pod(1, owner=FOREIGN),
        "blocked web-1 (nameTaken) until Pod web-1 gone",
    ),
    "a name held by a pod of nobody that does not match": (
        Scene().ready(0).pod(1, owner=None, labels={"app": "else"}),
        "blocked web-1 (nameTaken) until Pod web-1 gone",
    ),
    "a pod of nobody that matches is adopted": (
        Scene(replicas=1).pod(0, owner=None),
        "update web-0 (adopt)",
    ),
    "an owned pod that does not match any more is released": (
        Scene(replicas=1).pod(0, labels={"app": "else"}),
        "update web-0 (release)",
    ),
    "the label of a pod is put right": (
        Scene(replicas=1).pod(0, labels={"statefulset.kubernetes.io/pod-name": "x"}),
        "update web-0 (identity)",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_pods(case: str) -> None:
    scene, expected = CASES[case]
    assert said(scene) == expected


def test_unreadable_pods_say_nothing() -> None:
    scene = replace(Scene(), pods_readable=False)
    assert next_step(scene.family(), now=NOW, server_version=V136) is None


def test_without_revisions_the_status_has_to_do() -> None:
    scene = replace(UPDATING, revisions_readable=False).ready(0, 1, 2)
    assert said(scene) == f"delete web-2 (outdated) on {NEW}"


def test_a_pod_whose_number_is_no_ordinal_is_left_alone() -> None:
    # strconv.ParseInt(…, 10, 32) fails: ordinal -1, which updateReplicas ignores.
    scene = Scene(replicas=2).ready(0, 1).ready(2**31)
    assert [each.metadata.name for each in scene.family().pods.value] == [  # type: ignore[union-attr]
        "web-0",
        "web-1",
        "web-2147483648",
    ]
    assert said(scene) == said(Scene(replicas=2).ready(0, 1))


@pytest.mark.parametrize(("replicas", "toward"), [(3, "rest"), (2, "replicas")])
def test_a_parallel_set_is_not_at_rest_while_a_pod_ends(replicas: int, toward: str) -> None:
    scene = Scene(parallel=True, replicas=replicas).ready(0, 1).pod(2, ends_in=30)
    step = next_step(scene.family(), now=NOW)
    assert step is not None
    assert (step.verb, step.pod, step.toward) == ("wait", "web-2", toward)
    assert step.waits_for == WaitsFor("Pod", "web-2", "gone", 30)


def test_of_the_pods_of_a_parallel_set_that_end_one_that_is_wanted_is_waited_for_first() -> None:
    scene = Scene(parallel=True, replicas=2, start=1).pod(0, ends_in=30).ready(1).pod(2, ends_in=9)
    step = next_step(scene.family(), now=NOW)
    assert step is not None
    assert step.pod == "web-2"

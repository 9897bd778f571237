"""The forecast, the loss of a pod, and the revisions that are forgotten, case by case."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.controller import IfItDied, WaitsFor, forecast, if_it_died
from ststui.controller.revisions import truncated
from ststui.model.metadata import Metadata
from ststui.model.readable import Readable
from ststui.model.revision import ControllerRevision
from ststui.model.stateful_set import ClaimRetention, RollingUpdate
from tests.controller.scene import NEW, NOW, OLD, SET, Scene, pod_reference

pytestmark = pytest.mark.pure

V136 = "v1.36.3"


def foreseen(scene: Scene) -> list[str]:
    """Steps that concern pods, and the verb of the rest."""
    seen = forecast(scene.family(), now=NOW, server_version=V136)
    assert seen is not None
    steps = [f"{each.verb} {each.pod}" for each in seen.steps if each.verb != "update"]
    return [*steps, seen.rest.verb]


def test_a_rolling_update_goes_down_one_by_one() -> None:
    assert foreseen(Scene(update=NEW, replicas=2).ready(0, 1)) == [
        "delete web-1",
        "create web-1",
        "delete web-0",
        "create web-0",
        "none",
    ]


def test_it_stops_at_a_pod_that_is_not_ready() -> None:
    scene = Scene(update=NEW, replicas=2).ready(0).pod(1, ready=False)
    assert foreseen(scene) == ["wait"]


def test_a_terminating_pod_comes_back() -> None:
    assert foreseen(Scene(replicas=2).ready(0).pod(1, ends_in=10)) == ["create web-1", "none"]


def test_scaling_and_updating_at_once() -> None:
    assert foreseen(Scene(update=NEW, replicas=2).ready(0, 1, 2)) == [
        "delete web-2",
        "delete web-1",
        "create web-1",
        "delete web-0",
        "create web-0",
        "none",
    ]


def test_to_zero_under_a_partition_promotes_the_update_revision() -> None:
    scene = Scene(update=NEW, replicas=0, rolling=RollingUpdate(partition=1)).ready(0)
    down = forecast(scene.family(), now=NOW, server_version=V136)
    assert down is not None
    again = replace(scene, replicas=1, current=NEW).without(0)
    up = forecast(again.family(), now=NOW, server_version=V136)
    assert up is not None
    assert [(each.verb, each.revision) for each in up.steps] == [("create", NEW)]


def test_a_claim_goes_with_its_condemned_pod_and_is_made_anew() -> None:
    policy = ClaimRetention(when_deleted="Retain", when_scaled="Delete")
    scene = Scene(replicas=1, templates=("data",), retention=policy)
    # The former pod is gone, its claim not yet: first that has to go.
    scene = scene.claim("data-web-0", owners=(pod_reference(0, uid="former"),))
    seen = forecast(scene.family(), now=NOW, server_version=V136)
    assert seen is not None
    assert [(each.pod, each.claim) for each in seen.steps] == [("web-0", "data-web-0")]


LOSSES = {
    "at once": (Scene().ready(0, 1, 2), 1, IfItDied(1, "atOnce", OLD, None)),
    "below the partition on the old revision": (
        Scene(update=NEW, rolling=RollingUpdate(partition=2)).ready(0, 1).ready(2, revision=NEW),
        1,
        IfItDied(1, "atOnce", OLD, None),
    ),
    "above it on the new one": (
        Scene(update=NEW, rolling=RollingUpdate(partition=2)).ready(0, 1).ready(2, revision=NEW),
        2,
        IfItDied(2, "atOnce", NEW, None),
    ),
    "behind a pod that is not Ready": (
        Scene().ready(0, 2).pod(1, ready=False),
        2,
        IfItDied(2, "stuck", OLD, WaitsFor("Pod", "web-1", "ready")),
    ),
    "but not in a Parallel set": (
        Scene(parallel=True).ready(0, 2).pod(1, ready=False),
        2,
        IfItDied(2, "atOnce", OLD, None),
    ),
    "behind one that is going": (
        Scene().ready(0, 2).pod(1, ends_in=7),
        2,
        IfItDied(2, "later", OLD, WaitsFor("Pod", "web-1", "gone", 7)),
    ),
    "behind one that is made first": (
        Scene().ready(0, 2),
        2,
        IfItDied(2, "later", OLD, WaitsFor("Pod", "web-1", "ready")),
    ),
    "behind one that is made first, and one that is not Ready": (
        Scene(replicas=4).ready(0, 3).pod(2, ready=False),
        3,
        IfItDied(3, "stuck", OLD, WaitsFor("Pod", "web-2", "ready")),
    ),
    "outside the range": (Scene(replicas=2).ready(0, 1, 2), 2, IfItDied(2, "never", None, None)),
    "of a set being deleted": (Scene(deleting=True).ready(0), 0, IfItDied(0, "never", None, None)),
    "with a claim that is going": (
        Scene(replicas=1, templates=("data",)).pod(0).claim("data-web-0", terminating=True),
        0,
        IfItDied(0, "later", OLD, WaitsFor("PersistentVolumeClaim", "data-web-0", "gone")),
    ),
    # The status may be written while the pod terminates, or only after it is gone.
    "without a rollingUpdate block the highest of the current revision, as the status is written": (
        Scene(update=NEW, rolling=None, current_replicas=3).ready(0, 1, 2),
        2,
        IfItDied(2, "atOnce", None, None),
    ),
    "and a lower one comes back on the current revision all the same": (
        Scene(update=NEW, rolling=None, current_replicas=3).ready(0, 1, 2),
        1,
        IfItDied(1, "atOnce", OLD, None),
    ),
    "and one of the update revision on that": (
        Scene(update=NEW, rolling=None, current_replicas=2).ready(0, 1).ready(2, revision=NEW),
        2,
        IfItDied(2, "atOnce", NEW, None),
    ),
    "while one is lost already, on either": (
        Scene(update=NEW, rolling=None, current_replicas=3).ready(0, 1, 2).pod(1, ends_in=9),
        1,
        IfItDied(1, "atOnce", OLD, None),
    ),
    "where the revision of the last change is not known": (
        Scene(generation=2).ready(0, 1, 2),
        1,
        IfItDied(1, "atOnce", None, None),
    ),
}


@pytest.mark.parametrize("case", LOSSES)
def test_losses(case: str) -> None:
    scene, ordinal, expected = LOSSES[case]
    assert if_it_died(scene.family(), ordinal, now=NOW, server_version=V136) == expected


def test_history_keeps_what_lives() -> None:
    scene = Scene(current="web-2", update="web-5", replicas=1).pod(0, revision="web-3")
    made = tuple(
        ControllerRevision(
            metadata=Metadata(name=f"web-{number}", owner_references=(SET,)), revision=number
        )
        for number in range(1, 6)
    )
    family = replace(scene.family(), revisions=Readable(made))
    for limit, gone in ((10, ()), (1, ("web-1",)), (0, ("web-1", "web-4")), (-1, ())):
        spec = family.set.spec.__class__(
            replicas=1, selector=family.set.spec.selector, revision_history_limit=limit
        )
        limited = replace(
            family,
            set=family.set.__class__(
                metadata=family.set.metadata, spec=spec, status=family.set.status
            ),
        )
        assert truncated(limited) == gone

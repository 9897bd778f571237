"""The state of a set, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.controller.undone import Lookout
from ststui.model.metadata import Condition, Metadata
from ststui.model.node import Node, NodeStatus
from ststui.model.readable import LOADING, NOT_READ, Readable, Unreadable
from ststui.model.stateful_set import RollingUpdate, StatefulSetStatus
from ststui.report import report_set
from ststui.ui.widgets.tree.rows.badness import faulty
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.ui.widgets.tree.rows.status import set_status
from tests.controller.scene import NEW, NOW, OLD, Scene

if TYPE_CHECKING:
    from ststui.model import Family

pytestmark = pytest.mark.pure

HALF = RollingUpdate(partition=2)


@pytest.mark.parametrize(
    ("scene", "state"),
    [
        (Scene().ready(0, 1, 2), "stable"),
        (Scene(start=5).ready(5, 6, 7), "stable"),
        (Scene(replicas=0), "asleep"),
        (Scene(replicas=0, templates=("data",)).claim("data-web-0"), "asleep"),
        (Scene().ready(0), "scaling"),
        (Scene(replicas=1).ready(0, 1), "scaling"),
        (Scene(replicas=0).ready(0), "scaling"),
        (Scene(start=1).ready(0, 1, 2, 3), "scaling"),
        (Scene(parallel=True).ready(0, 1).pod(2, ready=False, since=1), "degraded"),
        (Scene().ready(0, 2), "degraded"),
        (Scene(update=NEW).ready(0, 1).ready(2, revision=NEW), "updating"),
        (Scene(update=NEW).ready(0, 1).pod(2, ready=False, since=1, revision=NEW), "updating"),
        (Scene(update=NEW).ready(0, 1), "updating"),
        (Scene(replicas=4, update=NEW).ready(0, 1), "scaling"),
        (Scene(update=NEW, rolling=HALF).ready(0, 1).ready(2, revision=NEW), "held"),
        (Scene(update=NEW, rolling=HALF, start=5).ready(5, 6).ready(7, revision=NEW), "held"),
        (Scene(update=NEW, rolling=HALF, start=5).ready(5, 6, 7), "updating"),
        (Scene(rolling=HALF).ready(0, 1, 2), "stable"),
        (Scene(strategy="OnDelete", rolling=None, update=NEW).ready(0, 1, 2), "waitsForDelete"),
        (Scene(deleting=True).ready(0, 1, 2), "deleting"),
        (Scene(generation=2, observed=1).ready(0, 1, 2), "notObserved"),
        (Scene().ready(0).pod(1, ready=False, since=301), "blocked"),
        (Scene(replicas=2).ready(0, 1).pod(0, name="web-00"), "unknown"),
    ],
)
def test_states_by_what_the_pods_tell(scene: Scene, state: str) -> None:
    assert report_set(scene.family(), now=NOW).state == state


def test_a_blocked_set_names_whom_it_waits_for() -> None:
    report = report_set(Scene().ready(0).pod(1, ready=False, since=301).family(), now=NOW)
    assert report.blocked_by == "web-1"


def test_a_wait_counts_from_when_the_pod_became_unready() -> None:
    family = Scene().ready(0).pod(1, ready=False, since=10).family()
    assert report_set(family, now=NOW).state == "scaling"
    assert report_set(family, now=NOW + timedelta(seconds=300)).state == "blocked"


def test_a_claim_that_does_not_go_blocks_after_five_minutes() -> None:
    family = Scene(templates=("data",)).claim("data-web-0", terminating=True).family()
    assert report_set(family, now=NOW + timedelta(seconds=300)).state == "scaling"
    late = report_set(family, now=NOW + timedelta(seconds=301))
    assert (late.state, late.blocked_by) == ("blocked", "data-web-0")


def test_a_pod_that_finalizers_hold_blocks_once_its_grace_is_over() -> None:
    scene = Scene().ready(0, 2).pod(1, ends_in=5)
    pod = scene.pods["web-1"]
    metadata = msgspec.structs.replace(pod.metadata, finalizers=("x.io/hold",))
    held = msgspec.structs.replace(pod, metadata=metadata)
    family = replace(scene, pods={**scene.pods, "web-1": held}).family()
    assert report_set(family, now=NOW).state == "degraded"
    late = report_set(family, now=NOW + timedelta(seconds=6))
    assert (late.state, late.blocked_by) == ("blocked", "web-1")


def counted(scene: Scene, *, replicas: int, ready: int) -> Family:
    """A family with what the controller counted last."""
    family = scene.family()
    status = msgspec.structs.replace(family.set.status, replicas=replicas, ready_replicas=ready)
    return replace(family, set=msgspec.structs.replace(family.set, status=status))


def test_a_pod_that_the_controller_still_counts_is_lost_not_yet_to_come() -> None:
    report = report_set(counted(Scene(replicas=2).ready(0), replicas=2, ready=2), now=NOW)
    assert (report.state, report.ready_replicas, report.available_replicas) == ("degraded", 1, 1)
    grows = report_set(counted(Scene(replicas=2).ready(0), replicas=1, ready=1), now=NOW)
    assert grows.state == "degraded"  # and nobody goes on with it for an hour
    assert grows.undone is not None


def test_available_are_those_that_were_ready_for_long_enough() -> None:
    scene = Scene(replicas=2, min_ready_seconds=60).pod(0, since=70).pod(1, since=50)
    report = report_set(scene.family(), now=NOW)
    assert (report.ready_replicas, report.available_replicas) == (2, 1)


@pytest.mark.parametrize(("since", "state"), [(15, "scaling"), (119, "scaling"), (120, "degraded")])
def test_what_nobody_goes_on_with_is_no_scaling(since: float, state: str) -> None:
    family = counted(Scene(replicas=2).ready(0), replicas=1, ready=1)
    lookout = Lookout(unchanged_since=NOW - timedelta(seconds=since))
    assert report_set(family, now=NOW, lookout=lookout).state == state


def by_status(scene: Scene, **status: int | str) -> Family:
    """A family whose pods were not read, with a status."""
    family = scene.family()
    known = StatefulSetStatus(observed_generation=1, **status)  # type: ignore[arg-type]
    changed = msgspec.structs.replace(family.set, status=known)
    return replace(family, set=changed, pods=NOT_READ)


@pytest.mark.parametrize(
    ("scene", "status", "state"),
    [
        (Scene(), {"replicas": 3, "ready_replicas": 3}, "stable"),
        (Scene(), {"replicas": 2, "ready_replicas": 2}, "scaling"),
        (Scene(), {"replicas": 3, "ready_replicas": 2}, "degraded"),
        (Scene(replicas=0), {}, "asleep"),
        (
            Scene(),
            {
                "replicas": 3,
                "ready_replicas": 3,
                "updated_replicas": 1,
                "current_revision": OLD,
                "update_revision": NEW,
            },
            "updating",
        ),
        (
            Scene(rolling=HALF),
            {
                "replicas": 3,
                "ready_replicas": 3,
                "updated_replicas": 1,
                "current_revision": OLD,
                "update_revision": NEW,
            },
            "held",
        ),
        (
            Scene(strategy="OnDelete", rolling=None),
            {
                "replicas": 3,
                "ready_replicas": 3,
                "current_revision": OLD,
                "update_revision": NEW,
            },
            "waitsForDelete",
        ),
    ],
)
def test_states_by_the_status_when_pods_are_not_known(
    scene: Scene, status: dict[str, int | str], state: str
) -> None:
    report = report_set(by_status(scene, **status), now=NOW)
    assert (report.state, report.sentence) == (state, None)
    assert {each.state for each in report.ordinals} <= {"unknown"}


def with_node(scene: Scene, *, ready: bool) -> Family:
    """A family whose pods are on node-a, which was read."""
    held = Condition(type="Ready", status="True" if ready else "Unknown")
    node = Node(metadata=Metadata(name="node-a"), status=NodeStatus(conditions=(held,)))
    return replace(scene.family(), nodes=Readable({"node-a": node}))


def test_a_silent_node_blocks_at_once_and_is_named() -> None:
    scene = Scene().ready(0, 2).pod(1, ends_in=20, node="node-a")
    report = report_set(with_node(scene, ready=False), now=NOW)
    assert (report.state, report.blocked_by) == ("blocked", "web-1")
    assert report.sentence == (
        "waits for web-1 to terminate (20s left; its node node-a is not Ready)"
    )
    well = report_set(with_node(scene, ready=True), now=NOW)
    assert (well.state, well.sentence) == ("degraded", "waits for web-1 to terminate (20s left)")


@pytest.mark.parametrize("replicas", [3, 0])
def test_nothing_is_stable_whose_pods_may_not_be_read(replicas: int) -> None:
    status = {"replicas": replicas, "ready_replicas": replicas}
    denied = Unreadable(why="no permission: list pods")
    family = replace(by_status(Scene(replicas=replicas), **status), pods=denied)
    report = report_set(family, now=NOW)
    assert (report.state, report.sentence) == ("unknown", None)
    assert set_status(report) == Cell("Unknown: pods not read", "look")
    loading = replace(family, pods=Unreadable(why=LOADING))
    assert report_set(loading, now=NOW).state == ("stable" if replicas else "asleep")
    deleted = replace(Scene(deleting=True).family(), pods=denied)
    assert report_set(deleted, now=NOW).state == "deleting"


MINUTE = 60


@pytest.mark.parametrize(
    ("scene", "state"),
    [
        (Scene(min_ready_seconds=MINUTE).ready(0, 1).pod(2, since=10), "degraded"),
        (Scene(min_ready_seconds=MINUTE, parallel=True).ready(0, 1).pod(2, since=10), "degraded"),
        (Scene(min_ready_seconds=MINUTE).ready(0, 1).pod(2, since=61), "stable"),
        (
            Scene(min_ready_seconds=MINUTE, update=NEW, rolling=HALF)
            .ready(0, 1)
            .pod(2, since=10, revision=NEW),
            "updating",
        ),
        (
            Scene(min_ready_seconds=MINUTE, update=NEW, rolling=HALF)
            .ready(0, 1)
            .pod(2, since=61, revision=NEW),
            "held",
        ),
    ],
)
def test_a_set_is_at_rest_only_when_its_pods_are_available(scene: Scene, state: str) -> None:
    report = report_set(scene.family(), now=NOW)
    assert report.state == state
    waits = state in {"degraded", "updating"} and not scene.parallel
    assert (report.next_verb == "wait") == waits


def test_what_only_becomes_available_is_nothing_to_worry_about() -> None:
    scene = Scene(min_ready_seconds=MINUTE).ready(0, 1).pod(2, since=10)
    report = report_set(scene.family(), now=NOW)
    assert set_status(report) == Cell("Ready, 1 of 3 not available yet", "moving")
    assert not faulty(report)
    assert report.sentence == "waits for web-2 to stay Ready 50s longer"

"""Plans of sets some of whose pods are being deleted already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import QuorumHints, plan_partition, plan_scale
from ststui.model.stateful_set import ClaimRetention, RollingUpdate
from tests.actions.ground import around, bound, codes, dangers, grounds, volume
from tests.controller.scene import NEW, OLD, Scene, pod_reference

if TYPE_CHECKING:
    from ststui.actions import Plan

pytestmark = pytest.mark.pure

TAKES_CLAIMS = ClaimRetention(when_scaled="Delete", when_deleted="Retain")

ANEW = "made anew once it is gone"
DATA = "with the data that is there"
EMPTY = "before, and what is made instead is empty"
SLEEPS = "the controller may sleep then, and a change of the set wakes it"


def endings(plan: Plan) -> list[str]:
    return [each.text for each in plan.warnings if "being deleted" in each.text]


def scaled_down(*, parallel: bool, retention: ClaimRetention | None = None) -> Scene:
    """From three to one a moment ago: 1 and 2 still end, with their claims."""
    scene = Scene(replicas=1, parallel=parallel, templates=("data",), retention=retention)
    owned = retention is not None
    for each in (1, 2):
        owners = (pod_reference(each),) if owned else ()
        scene = scene.pod(each, ends_in=20).claim(f"data-web-{each}", owners=owners)
    return scene.ready(0)


@pytest.mark.parametrize("parallel", [False, True])
def test_who_ends_outside_the_range_comes_back_with_the_data_of_then(*, parallel: bool) -> None:
    plan = plan_scale(grounds(scaled_down(parallel=parallel)), replicas=3)
    assert plan.consequences.creates == ("web-1", "web-2")
    assert plan.consequences.claims_reattached == ("data-web-1", "data-web-2")
    assert "claims-reattached" in codes(plan)
    assert endings(plan) == [
        f"web-1, web-2 are being deleted: each is {ANEW}, on data-web-1, data-web-2 {DATA}"
    ]


@pytest.mark.parametrize("parallel", [False, True])
def test_old_members_that_end_yet_come_back_to_a_set_that_votes_only_with_the_name(
    *, parallel: bool
) -> None:
    votes = QuorumHints(sets=("shop/web",))
    plan = plan_scale(grounds(scaled_down(parallel=parallel), quorum=votes), replicas=3)
    assert dangers(plan) == {"claims-reattached"}


@pytest.mark.parametrize("parallel", [False, True])
def test_who_ends_in_the_range_is_named_with_its_claim_and_takes_none_from_earlier(
    *, parallel: bool
) -> None:
    scene = Scene(replicas=3, parallel=parallel, templates=("data",)).ready(0, 1)
    plan = plan_scale(grounds(scene.pod(2, ends_in=20).claim("data-web-2")), replicas=4)
    assert set(plan.consequences.creates) == {"web-2", "web-3"}
    assert plan.consequences.claims_reattached == ()
    assert endings(plan) == [f"web-2 is being deleted: it is {ANEW}, on data-web-2 {DATA}"]


@pytest.mark.parametrize("parallel", [False, True])
def test_a_claim_that_is_being_deleted_too_comes_back_empty(*, parallel: bool) -> None:
    scene = Scene(replicas=3, parallel=parallel, templates=("data", "log")).ready(0, 1)
    scene = scene.pod(2, ends_in=20).claim("data-web-2", terminating=True).claim("log-web-2")
    assert endings(plan_scale(grounds(scene), replicas=4)) == [
        f"web-2 is being deleted: it is {ANEW}, on log-web-2 {DATA}; data-web-2 goes {EMPTY}"
    ]


def test_claims_that_go_with_their_pods_before_an_ordered_set_takes_them_back_are_lost() -> None:
    """An OrderedReady set waits for the end of a pod before it looks at whose its claims are."""
    scene = bound(scaled_down(parallel=False, retention=TAKES_CLAIMS), data_web_1="pv-1")
    surroundings = around(volumes=(volume("pv-1", policy="Delete"),))
    plan = plan_scale(grounds(scene, surroundings=surroundings), replicas=3)
    assert plan.consequences.claims_reattached == ()
    assert [(e.name, e.data_lost) for e in plan.consequences.claims_deleted] == [
        ("data-web-1", True),
        ("data-web-2", False),
    ]
    assert "data-lost" in dangers(plan)
    assert endings(plan)[0].endswith(f"data-web-1, data-web-2 go {EMPTY}; {SLEEPS}")


def test_a_parallel_set_takes_them_back_in_time() -> None:
    plan = plan_scale(grounds(scaled_down(parallel=True, retention=TAKES_CLAIMS)), replicas=3)
    assert plan.consequences.claims_reattached == ("data-web-1", "data-web-2")
    assert plan.consequences.claims_deleted == ()


@pytest.mark.parametrize("parallel", [False, True])
@pytest.mark.parametrize("replicas", [3, 2])
def test_who_ends_and_is_not_wanted_any_more_does_not_come_back(
    replicas: int, *, parallel: bool
) -> None:
    """Whether the scale-down takes it out of the range, or the one before did."""
    scene = Scene(replicas=replicas, parallel=parallel, templates=("data",)).ready(0, 1)
    scene = scene.pod(2, ends_in=20).claim("data-web-2")
    plan = plan_scale(grounds(scene), replicas=replicas - 1)
    assert endings(plan) == ["web-2 is being deleted already and does not come back"]


def test_a_rollout_names_them_too() -> None:
    scene = Scene(
        replicas=3, templates=("data",), update=NEW, rolling=RollingUpdate(partition=3)
    ).ready(0, 1)
    scene = scene.pod(2, ends_in=20).claim("data-web-2")
    assert endings(plan_partition(grounds(scene), partition=2)) == [
        f"web-2 is being deleted: it is {ANEW}, on data-web-2 {DATA}"
    ]


HELD = "stays until who set its finalizers (example.com/hold) takes them off"


def held(scene: Scene, name: str) -> Scene:
    """The scene with a pod that a finalizer holds."""
    pod = scene.pods[name]
    metadata = msgspec.structs.replace(pod.metadata, finalizers=("example.com/hold",))
    return replace(
        scene, pods={**scene.pods, name: msgspec.structs.replace(pod, metadata=metadata)}
    )


def test_what_holds_a_pod_and_what_becomes_of_it_is_one_note() -> None:
    scene = Scene(replicas=3, templates=("data",)).ready(0)
    for each in (1, 2):
        scene = scene.pod(each, ends_in=20).claim(f"data-web-{each}")
    assert endings(plan_scale(grounds(held(scene, "web-2")), replicas=4)) == [
        f"web-1 is being deleted: it is {ANEW}, on data-web-1 {DATA}",
        (
            f"web-2 is being deleted and {HELD}, for which the rest may wait: it is {ANEW}, on "
            f"data-web-2 {DATA}"
        ),
    ]
    assert endings(plan_scale(grounds(held(scene, "web-2")), replicas=2)) == [
        f"web-1 is being deleted: it is {ANEW}, on data-web-1 {DATA}",
        f"web-2 is being deleted and {HELD}; it does not come back",
    ]


def test_those_that_are_held_and_not_wanted_are_told_in_order() -> None:
    scene, ends = Scene(replicas=12).ready(*range(12)), (3, 8, 9, 11)
    for each in ends:
        scene = held(scene.pod(each, ends_in=20), f"web-{each}")
    told = endings(plan_scale(grounds(scene), replicas=1))
    assert [each.split()[0] for each in told] == [f"web-{each}" for each in ends]


@pytest.mark.parametrize(
    ("ordinal", "parallel", "replicas", "update", "waits"),
    [
        (4, False, 2, None, True),  # web-3 and web-2 are deleted after it
        (2, False, 2, None, False),  # it is the last one to go
        (1, False, 2, None, True),  # the range comes first
        (1, False, 6, None, True),  # web-5 is made after it
        (4, True, 2, None, False),
        (1, True, 6, None, False),
        (4, True, 6, NEW, True),  # a rollout goes down and waits for it first
        (0, True, 6, NEW, False),  # it is the last one on its way
        (0, False, 6, NEW, True),
    ],
)
def test_what_waits_for_one_that_is_held(
    ordinal: int, replicas: int, update: str | None, *, parallel: bool, waits: bool
) -> None:
    scene = Scene(replicas=5, parallel=parallel, update=update or OLD).ready(0, 1, 2, 3, 4)
    scene = held(scene.pod(ordinal, ends_in=-60), f"web-{ordinal}")
    told = endings(plan_scale(grounds(scene), replicas=replicas))
    assert len(told) == 1
    assert ("the rest may wait" in told[0]) == waits

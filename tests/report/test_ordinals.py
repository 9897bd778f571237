"""Which ordinals there are, where each stands, and their claims."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Example
from ststui.model.metadata import OwnerReference
from ststui.report import report_ordinals, report_set
from tests.controller.scene import NOW, Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.report.ordinal import OrdinalReport

pytestmark = pytest.mark.pure


def ordinals(scene: Scene) -> tuple[OrdinalReport, ...]:
    return report_ordinals(scene.family(), now=NOW)


def places(scene: Scene) -> list[tuple[int, str, str]]:
    return [(each.ordinal, each.place, each.state) for each in ordinals(scene)]


def test_every_wanted_ordinal_is_there_with_or_without_a_pod() -> None:
    assert places(Scene().ready(0, 2)) == [
        (0, "inRange", "running"),
        (1, "inRange", "missing"),
        (2, "inRange", "running"),
    ]


def test_ordinals_begin_at_start() -> None:
    assert places(Scene(replicas=2, start=5).ready(5)) == [
        (5, "inRange", "running"),
        (6, "inRange", "missing"),
    ]


def test_pods_outside_the_range_are_condemned_on_both_sides() -> None:
    found = places(Scene(replicas=1, start=1).ready(0, 1, 2))
    assert [(ordinal, place) for ordinal, place, _ in found] == [
        (0, "condemned"),
        (1, "inRange"),
        (2, "condemned"),
    ]


def test_claims_outside_the_range_without_a_pod_are_ghosts() -> None:
    scene = Scene(replicas=1, templates=("data",)).ready(0).claim("data-web-3").claim("data-web-12")
    assert places(scene) == [
        (0, "inRange", "running"),
        (3, "ghost", "claimOnly"),
        (12, "ghost", "claimOnly"),
    ]


def test_claims_of_an_asleep_set_are_ghosts() -> None:
    scene = Scene(replicas=0, templates=("data",)).claim("data-web-0")
    assert places(scene) == [(0, "ghost", "claimOnly")]


def test_a_condemned_pod_with_a_claim_is_no_ghost() -> None:
    scene = Scene(replicas=1, templates=("data",)).ready(0, 1)
    assert [each.place for each in ordinals(scene)] == ["inRange", "condemned"]


def test_a_wanted_ordinal_says_which_claims_are_missing() -> None:
    scene = Scene(replicas=1, templates=("data", "log")).claim("log-web-0")
    (first,) = ordinals(scene)
    assert first.claims is not None
    assert {(each.name, each.state) for each in first.claims} == {
        ("data-web-0", "missing"),
        ("log-web-0", "pending"),
    }


def test_a_claim_whose_template_was_removed_is_still_shown() -> None:
    (first,) = ordinals(Scene(replicas=1, templates=("data",)).ready(0).claim("old-web-0"))
    assert first.claims is not None
    assert [each.template for each in first.claims] == ["data", "old"]


def test_terminating_claims_say_so() -> None:
    scene = Scene(replicas=0, templates=("data",)).claim("data-web-0", terminating=True)
    (ghost,) = ordinals(scene)
    assert ghost.claims is not None
    assert [each.state for each in ghost.claims] == ["terminating"]


OTHER = OwnerReference(kind="ReplicaSet", name="api", uid="other", controller=True)


@pytest.mark.parametrize(
    ("owner", "reason"),
    [(None, "pod web-0 belongs to nobody"), (OTHER, "pod web-0 belongs to ReplicaSet api")],
)
def test_a_foreign_pod_takes_the_name(owner: OwnerReference | None, reason: str) -> None:
    scene = Scene(replicas=1).pod(0, owner=owner, labels={"app": "other"})
    (first,) = ordinals(scene)
    assert (first.state, first.reason, first.pod, first.ready) == ("nameTaken", reason, None, False)


def test_what_could_not_be_read_is_unknown_and_null() -> None:
    scene = Scene(replicas=1, templates=("data",), pods_readable=False, claims_readable=False)
    (first,) = ordinals(scene.ready(0))
    assert (first.state, first.pod, first.claims) == ("unknown", None, None)


@pytest.mark.parametrize(("ends_in", "seconds"), [(20, 20), (-90, -90)])
def test_a_terminating_pod_counts_down_and_past(ends_in: float, seconds: int) -> None:
    (first,) = ordinals(Scene(replicas=1).pod(0, ends_in=ends_in))
    assert (first.state, first.deletes_in_seconds) == ("terminating", seconds)


def test_natural_order_goes_by_number() -> None:
    scene = Scene(replicas=13).ready(*range(13))
    assert [each.ordinal for each in ordinals(scene)] == list(range(13))


QUOTA = (
    'pods "web-1" is forbidden: exceeded quota: team, requested: pods=1, used: pods=1,'
    " limited: pods=1"
)


def why(web: Example) -> list[tuple[str, str | None]]:
    """State and reason of all ordinals."""
    seen = web.seen()
    report = report_set(seen.family, now=seen.now)
    return [(each.state, each.reason) for each in report.ordinals]


def one_of_three(web: Example) -> Example:
    return web.pod(2).gone().pod(1).gone()


@pytest.mark.parametrize(
    ("make", "first"),
    [
        (lambda web: web.refused(1, QUOTA), "cannot be created: quota team has no room"),
        (
            lambda web: web.refused(1, 'admission webhook "a.example" denied the request: no'),
            "cannot be created",
        ),
        (
            lambda web: web.claim(1).terminating(-400).meta(finalizers=("example.com/hold",)),
            "waits for claim data-web-1 to be gone",
        ),
    ],
)
def test_a_missing_pod_tells_why_it_is_not_made(
    make: Callable[[Example], object], first: str
) -> None:
    web = one_of_three(Example())
    make(web)
    assert why(web)[1:] == [("missing", first), ("missing", "comes after web-1")]


def test_those_behind_a_pod_that_is_not_ready_come_after_it() -> None:
    web = one_of_three(Example()).pod(0).running(for_=900)
    assert why(web)[1:] == [("missing", "comes after web-0")] * 2


def test_in_parallel_none_comes_after_another() -> None:
    web = one_of_three(Example()).sts().spec(pod_management_policy="Parallel")
    assert why(web.refused(1, QUOTA))[1:] == [
        ("missing", "cannot be created: quota team has no room"),
        ("missing", None),
    ]


def test_what_is_made_at_once_needs_no_reason() -> None:
    assert why(one_of_three(Example()))[1:] == [("missing", None)] * 2

"""What every healthy set goes through, however long its pods were Ready before: no alarm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import Book, Example, at_least, built_in, diagnose
from ststui.diagnosis.moments import ago
from ststui.model.metadata import ManagedFields
from ststui.model.stateful_set import Ordinals, UpdateStrategy

if TYPE_CHECKING:
    from collections.abc import Callable

pytestmark = pytest.mark.pure

MONTH = 30 * 86_400.0
VERSIONS = ("v1.33.1", "v1.36.3", "v1.37.2")


def old(web: Example, *, parallel: bool, version: str) -> Example:
    """Three pods that have been Ready for a month; somebody changed the set a moment ago."""
    for ordinal in range(3):
        web.pod(ordinal).running(ready=True, for_=MONTH).age(MONTH)
    web.sts().age(MONTH).kubernetes(version)
    web.meta(managed_fields=(ManagedFields(manager="kubectl", time=ago(5)),))
    return web.spec(pod_management_policy="Parallel" if parallel else "OrderedReady")


def updating(web: Example) -> Example:
    """The first two pods are of the former revision."""
    web.updating()
    return web.of_revision(0).of_revision(1)


def rest(web: Example) -> None:
    """Nothing happens."""


def a_pod_ends(web: Example) -> None:
    web.pod(1).terminating(25)


def the_first_ends_and_another_is_to_go(web: Example) -> None:
    web.pod(3).running(ready=True, for_=MONTH).age(MONTH)
    web.pod(0).terminating(25)


def a_pod_outside_the_range_ends(web: Example) -> None:
    web.pod(3).running(ready=True, for_=MONTH).age(MONTH).terminating(25)


def an_update_deletes_a_pod(web: Example) -> None:
    updating(web).pod(2).of_revision(2).terminating(25)


def an_update_makes_a_pod(web: Example) -> None:
    updating(web).pod(2).running(for_=4).age(6)


def an_update_waits_for_min_ready_seconds(web: Example) -> None:
    web.sts().spec(min_ready_seconds=3600)
    updating(web).pod(2).running(ready=True, for_=900).age(930)


def a_pod_waits_for_min_ready_seconds(web: Example) -> None:
    web.sts().spec(min_ready_seconds=3600).pod(0).running(ready=True, for_=900).age(930)


def a_pod_was_made_a_moment_ago(web: Example) -> None:
    web.pod(1).running(for_=4).age(6)


def a_pod_is_being_started(web: Example) -> None:
    web.pod(1).waiting("ContainerCreating", for_=4).age(6)


def all_pods_end(web: Example) -> None:
    for ordinal in range(3):
        web.pod(ordinal).terminating(25)


def recreated(web: Example) -> None:
    """All old pods end at once, as is asked for."""
    web.sts().spec(update_strategy=UpdateStrategy(type="Recreate"))
    web.updating()
    for ordinal in range(3):
        web.of_revision(ordinal).terminating(25)


def the_first_ordinal_moved_back(web: Example) -> None:
    web.sts().spec(ordinals=Ordinals(start=0), replicas=2).pod(2).terminating(25)


MOMENTS: tuple[Callable[[Example], None], ...] = (
    rest,
    a_pod_ends,
    the_first_ends_and_another_is_to_go,
    a_pod_outside_the_range_ends,
    an_update_deletes_a_pod,
    an_update_makes_a_pod,
    an_update_waits_for_min_ready_seconds,
    a_pod_waits_for_min_ready_seconds,
    a_pod_was_made_a_moment_ago,
    a_pod_is_being_started,
    all_pods_end,
    recreated,
    the_first_ordinal_moved_back,
)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("parallel", [False, True], ids=["ordered", "parallel"])
@pytest.mark.parametrize("moment", MOMENTS, ids=[each.__name__ for each in MOMENTS])
def test_no_alarm(moment: Callable[[Example], None], *, parallel: bool, version: str) -> None:
    web = old(Example(), parallel=parallel, version=version)
    moment(web)
    found = diagnose(web.seen(), built_in()).findings
    assert [e.title for e in found if at_least(e.severity, "medium")] == []


LATE: tuple[Callable[[Example], object], ...] = (
    lambda web: web.pod(1).terminating(-400),
    lambda web: web.pod(1).running(for_=400).age(500),
)


@pytest.mark.parametrize("late", LATE)
def test_a_pod_that_is_late_is_told_of(late: Callable[[Example], object]) -> None:
    web = old(Example(), parallel=False, version="v1.36.3")
    late(web)
    found = diagnose(web.seen(), Book((built_in().by_id["sts-head-of-line"],))).findings
    assert [each.subject.name for each in found] == ["web-1"]

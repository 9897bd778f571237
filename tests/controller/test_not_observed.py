"""A change of the spec that no sync has seen: which revision do pods get?

getStatefulSetRevisions (stateful_set_control.go, v1.36.3 and v1.37.2) makes the revision of a new
template, or renumbers an older one, before the same sync makes or deletes a pod.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.controller import forecast, next_step
from ststui.controller.revisions import Revisions, observed, revisions_of
from ststui.model.stateful_set import RollingUpdate
from tests.controller.saying import V136, V137, said
from tests.controller.scene import NEW, NOW, OLD, Scene

pytestmark = pytest.mark.pure

CHANGED = Scene(generation=2, observed=1)
UPDATING = replace(CHANGED, update=NEW)
UNSEEN = "wait until StatefulSet web observed"

CASES = {
    "the change may be of the template: a new pod's revision is not known": (
        CHANGED.ready(0, 1),
        "create web-2",
    ),
    "a newer revision than the status tells of can only be of the one change": (
        replace(UPDATING, status_update=OLD).ready(0, 1),
        f"create web-2 on {NEW}",
    ),
    "of two changes it may be of the first": (
        replace(UPDATING, status_update=OLD, generation=3).ready(0, 1),
        "create web-2",
    ),
    "nothing is known to be outdated": (replace(UPDATING, generation=3).ready(0, 1, 2), UNSEEN),
    "below the partition pods come back on the current revision whatever changed": (
        replace(CHANGED, rolling=RollingUpdate(partition=3)).ready(0, 1),
        f"create web-2 on {OLD}",
    ),
    "an ended pod is replaced on a revision that is not known": (
        CHANGED.ready(0, 2).pod(1, phase="Failed"),
        "delete web-1 (failed)",
    ),
    "a pod outside the range goes": (
        replace(CHANGED, replicas=2).ready(0, 1, 2),
        "delete web-2 (scaleDown)",
    ),
    "a new set has no revision yet": (
        Scene(generation=1, observed=0, status_update="", current=""),
        "create web-0",
    ),
    "revisions that were left behind may be of another template": (
        Scene(generation=1, observed=0, status_update=""),
        "create web-0",
    ),
    "where revisions cannot be read the status of before does not tell either": (
        replace(CHANGED, revisions_readable=False).ready(0, 1),
        "create web-2",
    ),
}


@pytest.mark.parametrize("version", [V136, V137])
@pytest.mark.parametrize("case", CASES)
def test_not_observed(case: str, version: str) -> None:
    scene, expected = CASES[case]
    assert said(scene, version=version) == expected


def test_with_recreate_all_pods_may_go_or_none() -> None:
    scene = replace(CHANGED, strategy="Recreate", rolling=None).ready(0, 1)
    assert said(scene, version=V137) == UNSEEN


def test_a_forecast_ends_where_it_is_not_known_what_changed() -> None:
    seen = forecast(CHANGED.ready(0, 1).family(), now=NOW, server_version=V136)
    assert seen is not None
    assert [(each.verb, each.pod, each.revision) for each in seen.steps] == [
        ("create", "web-2", None)
    ]
    assert seen.rest.waits_for is not None
    assert seen.rest.waits_for.what == "observed"


def test_nothing_is_held_or_rolled_out_before_the_revision_is_known() -> None:
    step = next_step(CHANGED.ready(0, 1, 2).family(), now=NOW, server_version=V136)
    assert step is not None
    assert step.toward == "rest"


def test_a_set_that_is_deleted_loses_its_revisions_in_any_order() -> None:
    # Orphaned by the garbage collector one by one: the newest of those left was none for long.
    family = replace(UPDATING, update=OLD, status_update=NEW, deleting=True).ready(0).family()
    assert revisions_of(family).update is None


def test_once_observed_the_newest_revision_is_of_the_template() -> None:
    family = replace(UPDATING, status_update=OLD, generation=7).ready(0, 1).family()
    assert revisions_of(family) == Revisions(OLD, None)
    assert revisions_of(observed(family)) == Revisions(OLD, NEW)

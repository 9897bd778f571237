"""Plans of a set whose pods the API server refuses, as the controller's last try tells."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import (
    plan_image,
    plan_pod_deletion,
    plan_restart,
    plan_scale,
    plan_set_deletion,
)
from ststui.model.event import Event
from ststui.model.metadata import Metadata
from ststui.model.quota import QuotaStatus, ResourceQuota
from ststui.model.readable import Readable
from tests.actions.ground import around, grounds
from tests.controller.scene import NEW, NOW, Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan
    from ststui.model.surroundings import Surroundings

pytestmark = pytest.mark.pure

WORDS = "pods is forbidden: ValidatingAdmissionPolicy 'no' denied request: not now"
TOLD = f"web-2 was refused 60s ago: {WORDS}"
STOPS = f"the controller cannot create web-2: policy no refuses it ({TOLD}); it does no more "
QUOTA = "exceeded quota: small, requested: pods=1, used: pods=2, limited: pods=2"


def refused(name: str, words: str = WORDS, *, verb: str = "create", seconds: int = 60) -> Event:
    return Event(
        metadata=Metadata(name="e"),
        type="Warning",
        reason=f"Failed{verb.title()}",
        message=f"{verb} Pod {name} in StatefulSet web failed error: {words}",
        last_timestamp=NOW - timedelta(seconds=seconds),
    )


def happened(name: str, *, verb: str = "create", seconds: int) -> Event:
    return Event(
        metadata=Metadata(name="e"),
        reason=f"Successful{verb.title()}",
        message=f"{verb} Pod {name} in StatefulSet web successful",
        last_timestamp=NOW - timedelta(seconds=seconds),
    )


def ground(scene: Scene, *events: Event, **more: Any) -> Grounds:
    return grounds(replace(scene, events=Readable({"set": events})), **more)


def told(plan: Plan) -> list[tuple[bool, str]]:
    return [(e.dangerous, e.text) for e in plan.warnings if "refused" in e.text]


SHORT = Scene(replicas=3).ready(0, 1)


def test_a_set_that_waits_for_a_refused_pod_replaces_and_makes_none() -> None:
    for plan in (
        plan_restart(ground(SHORT, refused("web-2"))),
        plan_scale(ground(SHORT, refused("web-2")), replicas=4),
    ):
        assert (plan.consequences.creates, plan.consequences.replaces) == ((), ())
        assert told(plan) == [(False, f"{STOPS}before that")]
        later = [e.text for e in plan.warnings if e.text.startswith("as soon as web-2 is accepted")]
        assert len(later) == 1
        assert "creates web-2 itself" in later[0]


def test_a_pod_that_runs_may_be_lost() -> None:
    plan = plan_pod_deletion(ground(SHORT, refused("web-2"), pod=SHORT.pods["web-0"]))
    assert plan.consequences.replaces == ("web-0",)
    assert told(plan) == [(True, f"web-0 may not be made again: {TOLD}")]


def test_so_may_those_that_a_rollout_replaces_once_the_refused_one_is_not_wanted() -> None:
    scene = Scene(replicas=3, update=NEW).ready(0, 1)
    plan = plan_scale(ground(scene, refused("web-2")), replicas=2)
    assert plan.consequences.replaces == ("web-1", "web-0")
    assert told(plan) == [(True, f"web-1, web-0 may not be made again: {TOLD}")]


def test_another_template_may_be_taken() -> None:
    plan = plan_image(ground(SHORT, refused("web-2")), container="main", image="app:2")
    assert plan.consequences.replaces == ("web-1", "web-0")
    unsure = "; whether it takes the new template is not known"
    assert told(plan) == [(True, f"web-1, web-0 may not be made again: {TOLD}{unsure}")]


def test_a_refused_deletion_ends_a_scale_down() -> None:
    scene = Scene(replicas=3).ready(0, 1, 2)
    plan = plan_scale(ground(scene, refused("web-2", "pods stay", verb="delete")), replicas=1)
    assert plan.consequences.deletes == ()
    why = "(web-2 was refused 60s ago: pods stay); it does no more before that"
    assert told(plan) == [
        (False, f"the controller cannot delete web-2: the API server refuses it {why}")
    ]


@pytest.mark.parametrize(
    "event",
    [
        refused("web-1"),  # it was made since
        refused("web-2", seconds=1300),  # too long ago
        refused("web-2", "persistentvolumeclaims is being deleted"),
    ],
)
def test_what_does_not_stand_any_more_is_not_told(event: Event) -> None:
    plan = plan_pod_deletion(ground(SHORT, event, pod=SHORT.pods["web-0"]))
    assert told(plan) == []


WHOLE = Scene(replicas=3).ready(0, 1, 2)


def test_a_pod_that_was_made_after_all_was_not_refused_for_good() -> None:
    refusal, made = refused("web-4", seconds=600), happened("web-4", seconds=590)
    gone = happened("web-4", verb="delete", seconds=300)
    assert told(plan_restart(ground(WHOLE, refusal, made, gone))) == []
    # Also while it is wanted, and missing once more.
    five = replace(WHOLE, replicas=5).ready(3)
    assert told(plan_restart(ground(five, refusal, made))) == []


@pytest.mark.parametrize(
    ("later", "stands"),
    [
        ((), True),
        ((happened("web-2", seconds=60),), False),
        ((happened("web-4", verb="delete", seconds=60),), False),
        ((happened("web-2", verb="delete", seconds=60),), True),
    ],
)
def test_a_pod_that_is_not_wanted_tells_of_others_until_one_is_made(
    later: tuple[Event, ...], *, stands: bool
) -> None:
    plan = plan_restart(ground(WHOLE, refused("web-4", seconds=600), *later))
    assert bool(told(plan)) == stands


@pytest.mark.parametrize(("seconds", "stands"), [(60, False), (700, True)])
def test_a_younger_pod_tells_it_where_no_event_of_it_is_read(seconds: int, *, stands: bool) -> None:
    pod = WHOLE.pods["web-2"]
    born = NOW - timedelta(seconds=seconds)
    metadata = msgspec.structs.replace(pod.metadata, creation_timestamp=born)
    made = msgspec.structs.replace(pod, metadata=metadata)
    scene = replace(WHOLE, pods={**WHOLE.pods, "web-2": made})
    plan = plan_restart(ground(scene, refused("web-4", seconds=600)))
    assert bool(told(plan)) == stands


def test_a_pod_that_is_wanted_and_missing_is_refused_whatever_else_is_made() -> None:
    scene = Scene(replicas=3, parallel=True).ready(0, 1)
    found = ground(scene, refused("web-2", seconds=600), happened("web-1", seconds=60))
    plan = plan_pod_deletion(replace(found, pod=scene.pods["web-0"]))
    ((dangerous, text),) = told(plan)
    assert dangerous
    assert text.startswith("web-0 may not be made again: web-2 was refused 10m ago")


def test_a_quota_that_could_be_read_tells_itself() -> None:
    known = replace(around(), quotas=Readable(()))
    full = refused("web-2", QUOTA)
    assert told(plan_restart(ground(SHORT, full, surroundings=known))) == []
    assert plan_restart(ground(SHORT, full, surroundings=known)).consequences.replaces
    ((dangerous, text),) = told(plan_restart(ground(SHORT, full)))
    assert not dangerous
    assert text.startswith("the controller cannot create web-2: quota small has no room (web-2 was")


def quota(pods: int, *, used: int) -> Surroundings:
    """Surroundings with quota small."""
    status = QuotaStatus(hard={"pods": str(pods)}, used={"pods": str(used)})
    found = ResourceQuota(metadata=Metadata(name="small"), status=status)
    return replace(around(), quotas=Readable((found,)))


def test_a_quota_that_is_still_full_stops_an_ordered_set_where_it_is() -> None:
    """Seen on 1.36.3: a restart replaced nothing, for the refused pod is made first."""
    full = refused("web-2", QUOTA)
    still = ground(SHORT, full, surroundings=quota(2, used=2))
    for plan in (plan_restart(still), plan_scale(still, replicas=4)):
        assert (plan.consequences.creates, plan.consequences.replaces) == ((), ())
        ((_, text),) = told(plan)
        assert text.startswith("the controller cannot create web-2: quota small has no room")
    larger = ground(SHORT, full, surroundings=quota(4, used=2))
    assert plan_restart(larger).consequences.replaces
    assert told(plan_restart(larger)) == []


def test_a_place_that_a_pod_leaves_right_now_is_not_full_any_more() -> None:
    scene = SHORT.pod(1, ends_in=20)
    ending = ground(scene, refused("web-2", QUOTA), surroundings=quota(2, used=2))
    assert plan_scale(ending, replicas=4).consequences.creates


def test_a_quota_that_could_not_be_read_is_not_known_to_have_room_for_the_pods_to_come() -> None:
    full = refused("web-2", QUOTA)
    plan = plan_scale(ground(SHORT, full), replicas=4)
    assert plan.consequences.creates == ()
    rights = [each.text for each in plan.warnings if each.code == "rights"]
    assert any("quotas could not be read" in e and "room for 2 more pods" in e for e in rights)
    # Whoever could read them would not know more: the policy goes first.
    policy = plan_scale(ground(SHORT, refused("web-2")), replicas=4)
    assert not any("quotas could not be read" in each.text for each in policy.warnings)


def test_a_plan_that_needs_no_pod_says_nothing() -> None:
    assert told(plan_set_deletion(ground(SHORT, refused("web-2")))) == []
    assert told(plan_scale(ground(SHORT, refused("web-2")), replicas=2)) == []

"""A forecast that leaps foresees what one sync after another leads to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ststui.controller import IfItDied, WaitsFor, forecast, if_it_died
from ststui.controller.claim import Claim
from ststui.controller.forecast import foresee
from ststui.controller.next_step import sync_once
from ststui.controller.outcome import after_sync, after_time
from ststui.controller.situation import situation
from ststui.controller.step import REST, Step
from ststui.controller.stride import stride
from ststui.model.readable import Unreadable
from ststui.model.stateful_set import ClaimRetention, RollingUpdate
from tests.controller.odd import VERSIONS, any_family
from tests.controller.scene import DEFAULTED, NEW, NOW, OLD, SET, Scene, pod_reference

if TYPE_CHECKING:
    from ststui.controller.situation import Situation
    from ststui.model.family import Family

pytestmark = [pytest.mark.pure, pytest.mark.timeout(300)]

V136 = "v1.36.3"
POLICY = st.sampled_from(["Retain", "Delete"])


def one_by_one(family: Family, version: str) -> tuple[tuple[Step, ...], Step, Situation] | None:
    """Each sync by itself, and the time after it; None for a set that never rests."""
    seen = situation(family, now=NOW, server_version=version)
    steps: list[Step] = []
    for _ in range(1_000):
        sync = sync_once(seen)
        made = {step.pod for step in sync.steps if step.verb == "create" and step.pod}
        if any(step.verb == "delete" and step.pod in made for step in sync.steps):
            return tuple(steps), sync.result(), seen
        following = after_time(after_sync(seen, sync.steps))
        if following == seen:
            return tuple(steps), sync.pause or REST, seen
        steps.extend(sync.steps)
        seen = following
    return None


@st.composite
def likely_scene(draw: st.DrawFn) -> Scene:
    """A set as they are: mostly Ready, on two revisions, scaled or rolled out."""
    partition = draw(st.integers(0, 4))
    most = draw(st.sampled_from([None, 1, 2, 3, "50%"]))
    rolling = draw(
        st.sampled_from([DEFAULTED, RollingUpdate(partition=partition, max_unavailable=most), None])
    )
    kept = draw(st.one_of(st.none(), st.builds(ClaimRetention, POLICY, POLICY)))
    scene = Scene(
        replicas=draw(st.integers(0, 8)),
        parallel=draw(st.booleans()),
        strategy=draw(st.sampled_from(["RollingUpdate", "RollingUpdate", "OnDelete", "Recreate"])),
        rolling=rolling,
        start=draw(st.sampled_from([None, 2])),
        templates=draw(st.sampled_from([(), ("data",), ("data", "log")])),
        retention=kept,
        current=OLD,
        update=draw(st.sampled_from([OLD, NEW])),
        current_replicas=draw(st.integers(0, 8)),
        claims_readable=draw(st.sampled_from([True, True, True, False])),
    )
    for ordinal in draw(st.sets(st.integers(0, 10), max_size=9)):
        scene = scene.pod(
            ordinal,
            ready=draw(st.integers(0, 9)) > 0,
            revision=draw(st.sampled_from([OLD, OLD, NEW])),
            ends_in=draw(st.sampled_from([None, None, None, None, None, 5])),
        )
    for ordinal in draw(st.sets(st.integers(0, 10), max_size=9)):
        for template in scene.templates:
            owners = draw(
                st.sampled_from(
                    [(), (), (SET,), (pod_reference(ordinal),), (pod_reference(ordinal, uid="x"),)]
                )
            )
            ending = draw(st.integers(0, 9)) == 0
            scene = scene.claim(f"{template}-web-{ordinal}", owners=owners, terminating=ending)
    return scene


@settings(max_examples=600, deadline=None)
@given(scene=likely_scene(), version=VERSIONS)
def test_the_steps_are_those_of_one_sync_after_another(scene: Scene, version: str) -> None:
    family = scene.family()
    seen = forecast(family, now=NOW, server_version=version)
    assert seen is not None
    wanted = one_by_one(family, version)
    assume(wanted is not None)
    assert (seen.steps, seen.rest, seen.end) == wanted


@settings(max_examples=300, deadline=None)
@given(family=any_family(), version=VERSIONS)
def test_odd_objects_too(family: Family, version: str) -> None:
    if isinstance(family.pods, Unreadable):
        return
    # Two pods of one ordinal are among them, of which `forecast` says nothing.
    seen = foresee(situation(family, now=NOW, server_version=version))
    wanted = one_by_one(family, version)
    assume(wanted is not None)
    assert (seen.steps, seen.rest, seen.end) == wanted


@pytest.mark.parametrize("parallel", [False, True])
def test_the_largest_set_is_foreseen_whole(*, parallel: bool) -> None:
    scene = Scene(replicas=10_000, templates=("data", "log"), parallel=parallel).ready(0, 1, 2)
    seen = forecast(scene.family(), now=NOW, server_version=V136)
    assert seen is not None
    made = [each.pod for each in seen.steps if each.verb == "create" and each.pod]
    assert made == [f"web-{ordinal}" for ordinal in range(3, 10_000)]
    assert seen.rest == REST
    assert len(seen.end.members) == 10_000
    assert len(seen.end.claims or ()) == 20_000


class Counted(dict[str, Claim]):
    """Claims that count how often somebody looks through all of them."""

    looked = 0

    def values(self) -> Any:
        self.looked += 1
        return super().values()


@pytest.mark.parametrize("replicas", [20, 400])
def test_all_claims_are_looked_through_once_whatever_the_number_of_pods(replicas: int) -> None:
    # Once for each pod was seconds for the largest set.
    scene = Scene(replicas=replicas, templates=("data",)).ready(*range(replicas - 5))
    seen = situation(scene.family(), now=NOW, server_version=V136)
    claims = Counted(seen.claims or {})
    assert len(stride(replace(seen, claims=claims))) == 5
    assert claims.looked <= 3


@settings(max_examples=300, deadline=None)
@given(scene=likely_scene(), version=VERSIONS, ordinal=st.integers(0, 9))
def test_a_loss_is_what_one_sync_after_another_leads_to(
    scene: Scene, version: str, ordinal: int
) -> None:
    # Without its block the revision may be said to be unknown: that is another question.
    assume(scene.rolling is not None or scene.strategy != "RollingUpdate")
    lost = if_it_died(scene.family(), ordinal, now=NOW, server_version=version)
    assert lost is not None
    wanted = one_by_one(scene.without(ordinal).family(), version)
    assume(wanted is not None)
    assert wanted is not None
    made = [each for each in wanted[0] if each.verb == "create" and each.pod == f"web-{ordinal}"]
    inside = ordinal in scene.stateful_set().ordinals
    assert (lost.again in {"atOnce", "later"}) == (bool(made) and inside)
    assert (lost.again == "stuck") == (not made and inside)
    if made and inside:
        assert lost.revision == made[0].revision


def test_a_loss_in_the_largest_set_is_foreseen() -> None:
    family = Scene(replicas=10_000).ready(9_000).family()
    lost = if_it_died(family, 9_000, now=NOW, server_version=V136)
    assert lost == IfItDied(9_000, "later", OLD, WaitsFor("Pod", "web-0", "ready"))


def test_a_rollout_of_hundreds_is_foreseen_whole() -> None:
    scene = Scene(replicas=400, current=OLD, update=NEW).ready(*range(400), revision=OLD)
    seen = forecast(scene.family(), now=NOW, server_version=V136)
    assert seen is not None
    wanted = [(verb, f"web-{n}") for n in range(399, -1, -1) for verb in ("delete", "create")]
    assert [(each.verb, each.pod) for each in seen.steps] == wanted
    assert seen.end.revisions.current == NEW

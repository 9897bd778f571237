"""What holds for every set: hypothesis looks for one for which it does not."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ststui.controller import forecast
from tests.controller.clean import clean_scene
from tests.controller.odd import VERSIONS
from tests.controller.scene import NOW, Scene
from tests.controller.world import World, ordinal_of

pytestmark = [pytest.mark.pure, pytest.mark.timeout(300)]


@settings(max_examples=150, deadline=None)
@given(scene=clean_scene(), version=VERSIONS)
def test_it_comes_to_rest_at_the_spec(scene: Scene, version: str) -> None:
    assume(not may_go_round(scene))
    world = World(scene, version)
    last = world.run()
    assert last.verb == "none"
    end = world.scene
    assert {ordinal_of(name) for name in end.pods} == set(scene.stateful_set().ordinals)
    if scene.strategy != "OnDelete":
        boundary = (scene.start or 0) + ((scene.rolling.partition or 0) if scene.rolling else 0)
        for name, pod in end.pods.items():
            if ordinal_of(name) >= boundary:
                assert pod.revision == scene.update
    for template in scene.templates:
        for name in end.pods:
            if name not in scene.pods:
                assert f"{template}-{name}" in end.claims


def may_go_round(scene: Scene) -> bool:
    """A Parallel set without its block may make and delete a pod for ever (seen on 1.37.2)."""
    return scene.parallel and scene.strategy == "RollingUpdate" and scene.rolling is None


@settings(max_examples=150, deadline=None)
@given(scene=clean_scene(), version=VERSIONS)
def test_no_pod_is_deleted_for_an_update_below_the_partition(scene: Scene, version: str) -> None:
    world = World(scene, version)
    boundary = (scene.start or 0) + ((scene.rolling.partition or 0) if scene.rolling else 0)
    for _ in range(200):
        step = world.next()
        for each in (step, *step.allowed):
            if each.code == "outdated" and each.verb == "delete":
                assert ordinal_of(each.pod) >= boundary
            if each.acts:
                world.do(each)
        if not world.settle() and not step.acts:
            return


@settings(max_examples=300, deadline=None)
@given(scene=clean_scene(), version=VERSIONS, data=st.data())
def test_ordered_ready_has_no_more_pods_in_flight_than_may_be_unavailable(
    scene: Scene, version: str, data: st.DataObject
) -> None:
    """One at a time, but for an update whose maxUnavailable counts, and for Recreate."""
    scene = replace(scene, parallel=False)
    most = unavailable_at_most(scene, version)
    together = scene.strategy == "Recreate" and version == "v1.37.2"
    world = World(scene, version)
    for _ in range(200):
        step = world.next()
        pods = [
            each for each in (step, *step.allowed) if each.pod and each.verb in {"create", "delete"}
        ]
        replaced = [each for each in pods if each.code == "outdated"]
        assert len(pods) <= (most if replaced or together else 1)
        assert len(replaced) == len(pods) or len(pods) <= 1 or together
        assert not any(each.verb == "create" for each in pods) or len(pods) == 1
        if step.acts:
            for each in (step, *step.allowed):
                world.do(each)
            moving = [
                p for p in world.scene.pods.values() if p.terminating or not p.running_and_ready
            ]
            assert len(moving) <= most
            if data.draw(st.booleans()):
                continue
        if not world.settle() and not step.acts:
            return


def unavailable_at_most(scene: Scene, version: str) -> int:
    """As the values that scenes have were read by hand."""
    if scene.strategy == "Recreate" and version == "v1.37.2":
        return max(len(scene.pods), 1)
    if scene.rolling is None or version not in {"v1.35.1", "v1.37.2"}:
        return 1
    half = max((scene.replicas or 0) // 2, 1)
    return {None: 1, 1: 1, 2: 2, "50%": half}[scene.rolling.max_unavailable]


@settings(max_examples=150, deadline=None)
@given(scene=clean_scene(), data=st.data())
def test_recreate_makes_no_pod_before_all_outdated_ones_are_gone(
    scene: Scene, data: st.DataObject
) -> None:
    scene = replace(scene, strategy="Recreate", rolling=None)
    world = World(scene, "v1.37.2")
    for _ in range(200):
        step = world.next()
        makes = any(each.verb == "create" and each.pod for each in (step, *step.allowed))
        left = any(pod.revision != scene.update for pod in world.scene.pods.values())
        assert not (makes and left)
        for each in (step, *step.allowed):
            if each.acts:
                world.do(each)
        if step.acts and data.draw(st.booleans()):
            continue
        if not world.settle() and not step.acts:
            return


@settings(max_examples=150, deadline=None)
@given(scene=clean_scene(), version=VERSIONS)
def test_the_forecast_is_what_happens(scene: Scene, version: str) -> None:
    assume(not may_go_round(scene))
    scene = replace(scene, observed=scene.generation)
    foreseen = forecast(scene.family(), now=NOW, server_version=version)
    assert foreseen is not None
    world = World(scene, version)
    last = world.run()
    expected = [
        (step.verb, step.pod)
        for step in foreseen.steps
        if step.pod is not None and step.verb in {"create", "delete"}
    ]
    assert world.done == expected
    assert foreseen.rest.verb == last.verb == "none"

"""Laws of plans, for any set."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from ststui.actions import (
    plan_partition,
    plan_pod_deletion,
    plan_restart,
    plan_scale,
    plan_set_deletion,
)
from ststui.actions.plan import Code
from ststui.model.ordinal import split_ordinal
from ststui.model.stateful_set import ClaimRetention, RollingUpdate
from tests.actions.ground import grounds
from tests.controller.scene import NEW, OLD, Scene

pytestmark = pytest.mark.pure

retentions = some.builds(
    ClaimRetention,
    when_scaled=some.sampled_from(["Retain", "Delete"]),
    when_deleted=some.sampled_from(["Retain", "Delete"]),
)


@some.composite
def scenes(draw: some.DrawFn, *, healthy: bool = False) -> Scene:
    """A set of up to five, in the middle of anything unless healthy."""
    replicas = draw(some.integers(0, 5))
    start = draw(some.sampled_from([None, 0, 3]))
    first = start or 0
    scene = Scene(
        replicas=replicas,
        parallel=draw(some.booleans()),
        start=start,
        templates=draw(some.sampled_from([(), ("data",), ("data", "log")])),
        retention=draw(some.none() | retentions),
        update=draw(some.sampled_from([OLD, NEW])) if not healthy else OLD,
        rolling=RollingUpdate(partition=draw(some.integers(0, 6))),
    )
    there = range(first, first + replicas)
    if healthy:
        return scene.ready(*there)
    for ordinal in range(max(first - 1, 0), first + replicas + 2):
        if not draw(some.booleans()):
            continue
        scene = scene.pod(
            ordinal,
            ready=draw(some.booleans()),
            revision=draw(some.sampled_from([OLD, NEW])),
            ends_in=draw(some.sampled_from([None, None, None, 20])),
        )
        for template in scene.templates:
            scene = scene.claim(f"{template}-web-{ordinal}", terminating=draw(some.booleans()))
    return scene


@settings(deadline=None)
@given(scenes(healthy=True), some.integers(0, 7))
def test_a_healthy_set_scales_at_its_upper_end_and_nowhere_else(scene: Scene, wanted: int) -> None:
    first, now = scene.start or 0, scene.replicas or 0
    found = plan_scale(grounds(scene), replicas=wanted).consequences
    assert found.creates == tuple(f"web-{first + n}" for n in range(now, wanted))
    assert found.deletes == tuple(f"web-{first + n}" for n in range(now - 1, wanted - 1, -1))
    assert found.replaces == ()


@settings(deadline=None)
@given(scenes(healthy=True), some.integers(0, 7))
def test_claims_go_on_scale_down_only_with_when_scaled_delete(scene: Scene, wanted: int) -> None:
    found = plan_scale(grounds(scene), replicas=wanted).consequences
    gone = sum(len(scene.templates) for _ in found.deletes)
    deletes = scene.retention is not None and scene.retention.when_scaled == "Delete"
    assert len(found.claims_deleted) == (gone if deletes else 0)
    assert len(found.claims_kept) == (0 if deletes else gone)


@settings(deadline=None)
@given(scenes(), some.integers(0, 7), some.integers(0, 7))
def test_whatever_the_set_is_in_a_plan_is_sound(
    scene: Scene, replicas: int, partition: int
) -> None:
    ground = grounds(scene)
    plans = [
        plan_scale(ground, replicas=replicas),
        plan_partition(ground, partition=partition),
        plan_restart(ground),
        plan_set_deletion(ground),
        *(
            plan_pod_deletion(grounds(scene, pod=pod), how="delete")
            for pod in ground.known.pods_by_ordinal.values()
        ),
    ]
    there = {pod.metadata.name for pod in ground.known.pods_by_ordinal.values()}
    for plan in plans:
        found = plan.consequences
        assert all(each.code in get_args(Code) for each in plan.warnings)
        assert all(each.text.isprintable() for each in (*plan.warnings,))
        assert set(found.deletes) <= there
        assert set(found.replaces) <= there
        groups = (found.creates, found.deletes, found.replaces)
        names = [name for group in groups for name in group]
        assert len(names) == len(set(names))
        lost = {each.name for each in found.claims_deleted}
        assert not lost & set(found.claims_kept)
        if not plan.changes:
            assert names == []
            assert plan.warnings == ()
            assert plan.why
        else:
            assert plan.kubectl.startswith("kubectl ")
        assert all(split_ordinal(name) for name in names)


@settings(deadline=None)
@given(scenes(healthy=True), some.integers(0, 6), some.integers(0, 6))
def test_a_lower_partition_never_replaces_fewer(scene: Scene, one: int, other: int) -> None:
    low, high = sorted((one, other))
    held = replace(scene, update=NEW, rolling=RollingUpdate(partition=7))
    few = plan_partition(grounds(held), partition=high).consequences.replaces
    many = plan_partition(grounds(held), partition=low).consequences.replaces
    assert set(few) <= set(many)
    assert many[: len(few)] == few

"""A rollout whose goal somebody changes meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import plan_partition, plan_restart, plan_scale
from ststui.actions.after import as_written
from ststui.model.metadata import Annotations
from ststui.model.stateful_set import RollingUpdate
from ststui.ui.plans.course import Course, begin, look
from ststui.ui.plans.course_lines import course_lines
from tests.actions.ground import grounds
from tests.controller.scene import NEW, NOW, Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan

pytestmark = pytest.mark.pure

TWO = Scene(replicas=2, generation=1, observed=1).ready(0, 1)


def written(plan: Plan, before: Grounds) -> Course:
    """As the screen begins it after a write."""
    family = before.known
    return begin(
        family, plan.consequences, now=NOW, generation=2, goal=as_written(family.set, plan)
    )


def seen(scene: Scene, generation: int) -> Grounds:
    return grounds(replace(scene, generation=generation, observed=generation))


def text(course: Course) -> str:
    lines = course_lines(course, now=NOW + timedelta(seconds=1))
    return "\n".join("".join(cell.text for cell in line) for line in lines)


def test_a_set_back_right_after_the_write_is_told_with_the_value_that_was_wanted() -> None:
    """By an autoscaler or operator, before anything of the write was seen."""
    before = grounds(TWO)
    course = written(plan_scale(before, replicas=4), before)
    course = look(course, seen(TWO, generation=3))
    assert course.changed == ("replicas was 4 and is 2 by now",)
    assert course.awaited == ()
    assert course.end == "done"
    assert "changed meanwhile: replicas was 4 and is 2 by now; this is the forecast for that" in (
        text(course)
    )
    assert "all as foreseen" not in text(course)


def test_another_goal_on_the_way_is_told_and_followed() -> None:
    before = grounds(TWO)
    course = written(plan_scale(before, replicas=3), before)
    course = look(course, seen(replace(TWO, replicas=3), generation=2))
    assert course.changed == ()
    course = look(course, seen(replace(TWO, replicas=5), generation=3))
    assert course.changed == ("replicas was 3 and is 5 by now",)
    assert [each.pod for each in course.awaited] == ["web-2", "web-3", "web-4"]
    again = look(course, seen(replace(TWO, replicas=6), generation=4))
    assert again.changed == ("replicas was 3 and is 6 by now",)


def test_a_partition_that_is_moved_is_told() -> None:
    scene = Scene(replicas=2, update=NEW, rolling=RollingUpdate(partition=2)).ready(0, 1)
    before = grounds(scene)
    course = written(plan_partition(before, partition=1), before)
    moved = replace(scene, rolling=RollingUpdate(partition=0))
    course = look(course, seen(moved, generation=3))
    assert course.changed == ("the partition was 1 and is 0 by now",)
    assert [each.pod for each in course.awaited] == ["web-1", "web-0"]


def test_a_template_that_is_changed_is_told_also_by_who_only_looks_on() -> None:
    before = grounds(TWO)
    course = look(
        begin(before.known, plan_restart(before).consequences, now=NOW, generation=1), before
    )
    spec = before.known.set.spec
    metadata = msgspec.structs.replace(
        spec.template.metadata, annotations=Annotations(restarted_at="2026-03-01T12:00:00Z")
    )
    now = seen(TWO, generation=2)
    template = msgspec.structs.replace(spec.template, metadata=metadata)
    restarted = msgspec.structs.replace(
        now.known.set, spec=msgspec.structs.replace(spec, template=template)
    )
    course = look(course, replace(now, family=replace(now.known, set=restarted)))
    assert course.changed == ("it was restarted",)

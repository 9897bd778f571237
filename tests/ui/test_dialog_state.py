"""What a dialog knows, without a screen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.actions import Plan
from ststui.live.grounds import Target
from ststui.ui.plans.ask import Ask
from ststui.ui.plans.changed import changed_plan
from ststui.ui.plans.dialog import Dialog
from ststui.ui.plans.questions.scale import Scale
from tests.actions.ground import grounds
from tests.controller.scene import Scene

pytestmark = pytest.mark.pure


def test_a_change_is_told_also_after_the_plan_before_was_refused_when_tried_out() -> None:
    before, after = (grounds(Scene(replicas=each).ready(0, 1, 2)) for each in (3, 4))
    target = Target(namespace="shop", set="web", uid="set")
    question = Scale().press("9", "9", before)
    assert question is not None
    dialog = Dialog(
        Ask(
            title="Scale",
            kind="StatefulSet",
            context="test",
            target=target,
            question=lambda _: Scale(),
        )
    )
    dialog.know(before, "")
    dialog.question = question
    made, now = question.plan(before), question.plan(after)
    assert isinstance(made, Plan)
    dialog.planned(question, made)
    dialog.tried(replace(made, possible=False, why="a test failed"), trial="")
    told = changed_plan(dialog.shown_of(question), now)
    assert told == ("replicas was 3 and is 4 by now",)

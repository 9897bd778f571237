"""When a plan is tried out: once it stands, once each, and never behind a closed gate."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from ststui.actions import Plan, plan_scale
from ststui.settings.gate import Gate
from ststui.ui.plans.trying import MOST_TRIED, PAUSE, STANDS, Trying
from tests.actions.ground import grounds
from tests.controller.scene import Scene

pytestmark = pytest.mark.pure

OPEN = Gate()
PLAN = plan_scale(grounds(Scene(replicas=3).ready(0, 1, 2)), replicas=4)
REQUEST = PLAN.requests[0]


@dataclass
class Clock:
    """A clock that a test moves."""

    now: float = 1_000.0

    def __call__(self) -> float:
        return self.now


LONG, SHORT = 2 * STANDS, STANDS / 2


def standing(seconds: float = LONG) -> tuple[Trying, Clock]:
    """A plan that stands for so long."""
    clock = Clock()
    trying = Trying(clock=clock)
    trying.planned()
    clock.now += seconds
    return trying, clock


@pytest.mark.parametrize(
    ("plan", "gate", "stands", "due"),
    [
        (PLAN, OPEN, LONG, True),
        (PLAN, OPEN, SHORT, False),
        (PLAN, Gate("read-only"), LONG, False),
        (PLAN, Gate(typed=True), LONG, True),
        (replace(PLAN, possible=False), OPEN, LONG, False),
        (replace(PLAN, refused=True), OPEN, LONG, False),
        (replace(PLAN, requests=()), OPEN, LONG, False),
        (replace(PLAN, requests=(REQUEST,) * MOST_TRIED), OPEN, LONG, True),
        (replace(PLAN, requests=(REQUEST,) * (MOST_TRIED + 1)), OPEN, LONG, False),
    ],
)
def test_which_plan_is_due(plan: Plan, gate: Gate, stands: float, *, due: bool) -> None:
    trying, _ = standing(stands)
    assert trying.due(plan, gate) is due


def test_each_plan_is_tried_once() -> None:
    trying, _ = standing()
    trying.took(PLAN)
    assert not trying.due(PLAN, OPEN)
    assert trying.due(replace(PLAN), OPEN), "the same words again are another plan"


def test_another_plan_has_to_stand_first() -> None:
    trying, clock = standing()
    trying.took(PLAN)
    trying.planned()
    other = replace(PLAN, title="scale web from 3 to 5")
    assert not trying.due(other, OPEN)
    clock.now += LONG
    assert trying.due(other, OPEN)


def test_without_an_answer_it_is_tried_again_after_a_while() -> None:
    trying, clock = standing()
    trying.took(PLAN)
    trying.unanswered()
    clock.now += PAUSE - 0.1
    assert not trying.due(PLAN, OPEN)
    clock.now += 0.2
    assert trying.due(PLAN, OPEN)

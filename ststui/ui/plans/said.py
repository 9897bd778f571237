"""The lines of a plan, made once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.ui.plans.saying import plan_lines

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan
    from ststui.ui.plans.question import Line, Question


class Said(NamedTuple):
    """The lines of a plan."""

    plan: Plan
    trial: str
    lines: tuple[Line, ...]


def planned(question: Question, grounds: Grounds) -> tuple[Plan | str, Said | None]:
    """The plan of a question and its lines; text: what is to be chosen first."""
    made = question.plan(grounds)
    return made, None if isinstance(made, str) else say(grounds, made)


def say(grounds: Grounds, plan: Plan, *, trial: str = "") -> Said:
    """Put a plan into lines; of thousands of ordinals that takes a while, so beside the loop."""
    lines = tuple(plan_lines(grounds, plan, trial=trial))
    return Said(plan, trial, lines)

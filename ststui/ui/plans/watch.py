"""From `w`, or from a write, to the view of a rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.after import as_written
from ststui.live.index import Name
from ststui.ui.plans.course import begin
from ststui.ui.screens.rollout import RolloutScreen

if TYPE_CHECKING:
    from ststui.actions import Plan
    from ststui.model import Family
    from ststui.ui.doing import Chosen
    from ststui.ui.screens.main import MainScreen


def watch(screen: MainScreen, chosen: Chosen) -> None:
    """Watch the set of the row."""
    family = chosen.family
    if family is None:
        screen.notify("watch: only on a set", timeout=5)
        return
    _open(screen, chosen, family, None)


def watch_written(screen: MainScreen, chosen: Chosen, before: Family, plan: Plan) -> None:
    """Watch what a write leads to.

    Args:
        screen: the main screen.
        chosen: what the write was asked for.
        before: the set as the plan was made from.
        plan: what was written.
    """
    _open(screen, chosen, before, plan)


def _open(
    screen: MainScreen,
    chosen: Chosen,
    family: Family,
    plan: Plan | None,
) -> None:
    course = None
    if plan is not None:
        patched = plan.subject.kind == "StatefulSet" and plan.action != "delete"
        course = begin(
            family,
            plan.consequences,
            now=chosen.link.now(),
            generation=family.set.metadata.generation + patched,
            goal=as_written(family.set, plan),
        )
    screen.app.push_screen(
        RolloutScreen(
            chosen.link,
            Name(family.namespace, family.name),
            course=course,
            title=plan.title if plan is not None else "",
            ascii_only=screen.program.wanted.ascii_only,
        )
    )

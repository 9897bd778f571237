"""From `w`, or from a write, to the view of a rollout."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.actions import Plan
    from ststui.model import Family
    from ststui.ui.doing import Chosen
    from ststui.ui.screens.main import MainScreen


def watch(screen: MainScreen, chosen: Chosen) -> None:
    """Watch the set of the row."""


def watch_written(screen: MainScreen, chosen: Chosen, before: Family, plan: Plan) -> None:
    """Watch what a write leads to."""

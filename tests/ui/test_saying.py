"""What a dialog says of a plan."""

from __future__ import annotations

import pytest

from ststui.actions import plan_restart
from ststui.actions.need import PATCH_SET
from ststui.ui.plans.saying import plan_lines
from tests.actions.ground import grounds
from tests.controller.scene import Scene

pytestmark = pytest.mark.pure


def test_what_a_missing_right_forbids_is_shown_all_the_same() -> None:
    ground = grounds(Scene().ready(0, 1, 2), denied={PATCH_SET: "no permission"})
    plan = plan_restart(ground)
    assert not plan.possible
    lines = ["".join(cell.text for cell in line) for line in plan_lines(ground, plan)]
    assert any("not possible" in each for each in lines)
    assert "this is what it would do:" in lines
    for pod in ("web-2", "web-1", "web-0"):
        assert any(pod in each for each in lines)
    assert lines[-1].startswith("kubectl rollout restart")

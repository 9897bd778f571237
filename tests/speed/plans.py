"""CPU time of plans of large sets: ``python -m tests.speed.plans``. Printed, never asserted."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from ststui.actions import plan_restart, plan_scale
from ststui.ui.plans.saying import plan_lines
from tests.actions.ground import grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions import Grounds, Plan

CASES: tuple[tuple[int, str, Callable[[Grounds], Plan]], ...] = (
    (30, "scale to 3,000", lambda g: plan_scale(g, replicas=3_000)),
    (3, "scale to 10,000", lambda g: plan_scale(g, replicas=10_000)),
    (1_000, "scale to 3", lambda g: plan_scale(g, replicas=3)),
    (1_000, "restart", plan_restart),
)


def main() -> int:
    """Print the seconds of each plan and of the lines that a dialog shows of it."""
    for replicas, what, make in CASES:
        scene = Scene(replicas=replicas, templates=("data",)).ready(*range(replicas))
        known = grounds(scene)
        began = time.process_time()
        plan = make(known)
        planned = time.process_time()
        lines = sum(1 for _ in plan_lines(known, plan))
        said = time.process_time()
        print(
            f"{replicas:>5} pods, {what:<16} plan {planned - began:6.3f} s   "
            f"{lines} lines {said - planned:6.3f} s   goal 1 s together"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())

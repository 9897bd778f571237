"""A plan as text."""

from __future__ import annotations

import pytest

from ststui.actions import plan_scale
from ststui.cli.plan_text import plan_text
from tests.actions.ground import grounds
from tests.controller.scene import Scene

pytestmark = pytest.mark.pure

THREE = Scene(replicas=3, templates=("data",)).ready(0, 1, 2)


def test_a_plan_says_what_goes_what_stays_and_the_way_back() -> None:
    assert plan_text(plan_scale(grounds(THREE), replicas=2)) == (
        "scale web from 3 to 2  (shop/web, context test)\n"
        "  deletes     web-2\n"
        "  keeps       data-web-2\n"
        "  note        2 of 3 pods are left; before a pod goes: take its member out of the "
        "application; ststui cannot see membership or replication  [quorum]\n"
        "  way back    U on the screen scales back to 3; not restored: members that left the "
        "application, claims that were deleted, and what a pod had in memory or in volumes of its "
        "own\n"
        "  kubectl     kubectl scale statefulset/web --replicas=2 --current-replicas=3 "
        "--namespace shop --context test\n"
    )


def test_what_changes_nothing_is_one_line_and_why() -> None:
    assert plan_text(plan_scale(grounds(THREE), replicas=3)) == (
        "scale web from 3 to 3  (shop/web, context test)\n  nothing to do: web has 3 already\n"
    )


def test_seven_bits() -> None:
    assert plan_text(plan_scale(grounds(THREE), replicas=400), ascii_only=True).isascii()

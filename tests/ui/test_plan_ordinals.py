"""A plan drawn ordinal by ordinal: where the partition is then, and what `later` means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ststui.actions import Reversal, plan_partition, plan_reversal, plan_scale
from ststui.model.stateful_set import RollingUpdate
from ststui.ui.plans.saying import plan_lines
from tests.actions.ground import grounds
from tests.controller.scene import NEW, OLD, Scene

if TYPE_CHECKING:
    from ststui.actions import Grounds, Plan

pytestmark = pytest.mark.pure

SCENE = Scene(replicas=4, update=NEW, rolling=RollingUpdate(partition=2))
SCENE = SCENE.ready(0, 1, revision=OLD).ready(2, 3, revision=NEW)
LATER = "later, when the partition is lowered: "


def drawn(ground: Grounds, plan: Plan) -> list[str]:
    return ["".join(cell.text for cell in line) for line in plan_lines(ground, plan)]


def ruled(lines: list[str]) -> list[str]:
    return [each.strip("\u254c ") for each in lines if "\u254c partition" in each]


def test_going_back_draws_the_partition_that_is_written() -> None:
    found = grounds(SCENE)
    back = plan_reversal(found, Reversal("partition", 4, 2))
    assert back.requests[0].body[-1]["value"] == 4
    lines = drawn(found, back)
    assert ruled(lines) == ["partition 4"]
    assert [each.split()[1] for each in lines[:4]] == ["web-0", "web-1", "web-2", "web-3"]


@pytest.mark.parametrize("partition", [1, 3])
def test_another_partition_is_drawn_where_it_will_be(partition: int) -> None:
    found = grounds(SCENE)
    assert ruled(drawn(found, plan_partition(found, partition=partition))) == [
        f"partition {partition}"
    ]


def test_the_partition_of_now_is_drawn_where_it_stays() -> None:
    found = grounds(SCENE)
    for plan in (plan_partition(found, partition=2), plan_scale(found, replicas=5)):
        assert ruled(drawn(found, plan)) == ["partition 2"]


@pytest.mark.parametrize(("partition", "said"), [(4, True), (3, True), (1, False)])
def test_where_no_pod_is_replaced_later_is_explained(partition: int, *, said: bool) -> None:
    """Where some are, the picture tells it: they change first, and the rule is above them."""
    found = grounds(SCENE)
    lines = drawn(found, plan_partition(found, partition=partition))
    assert any(each.split()[-1:] == ["later"] for each in lines)
    assert any(LATER in each for each in lines) == said

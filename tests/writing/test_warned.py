"""What the API server warns of when it takes a write."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from multidict import CIMultiDict

from ststui.actions import plan_partition, plan_restart, plan_scale
from ststui.cluster.headers import plain
from ststui.cluster.trouble import Response
from ststui.writing.warned import warned
from tests.actions.ground import grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.actions import Plan

pytestmark = pytest.mark.pure

GROUND = grounds(Scene(replicas=3).ready(0, 1, 2))
SAID = (
    r'299 - "would violate PodSecurity \"restricted:latest\": runAsNonRoot != true'
    r' (pod or container \"main\" must set securityContext.runAsNonRoot=true)"'
)


@pytest.mark.parametrize(
    "plan", [plan_restart(GROUND), plan_scale(GROUND, replicas=5)], ids=["restart", "scale up"]
)
def test_pods_that_will_be_refused_are_a_danger(plan: Plan) -> None:
    (said,) = warned(plan, Response(200, {"warning": SAID}, b""))
    assert (said.code, said.dangerous) == ("cannot-come-back", True)
    assert 'would violate PodSecurity "restricted:latest": runAsNonRoot != true' in said.text


@pytest.mark.parametrize(
    "plan",
    [plan_scale(GROUND, replicas=1), plan_partition(GROUND, partition=2)],
    ids=["scale down", "partition"],
)
def test_a_plan_that_makes_no_pod_is_not_warned_of(plan: Plan) -> None:
    assert warned(plan, Response(200, {"warning": SAID}, b"")) == ()


def test_other_warnings_are_none_of_pods() -> None:
    other = '299 - "spec.template.spec.containers[0].env[1]: hides previous definition"'
    assert warned(plan_restart(GROUND), Response(200, {"warning": other}, b"")) == ()


def test_one_of_several_is_found() -> None:
    headers = CIMultiDict([("Warning", SAID), ("Warning", '299 - "another"'), ("Date", "x")])
    assert len(warned(plan_restart(GROUND), Response(200, plain(headers), b""))) == 1

"""What the API server warns of when it takes a write."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from multidict import CIMultiDict

from ststui.actions import (
    plan_partition,
    plan_pod_deletion,
    plan_restart,
    plan_scale,
    plan_set_deletion,
)
from ststui.cluster.headers import plain
from ststui.cluster.trouble import Response
from ststui.writing.warned import same_set, warned
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


def test_the_set_is_asked_for_where_only_its_pod_is_deleted() -> None:
    pod = GROUND.known.pods_by_ordinal[1]
    asked = same_set(plan_pod_deletion(replace(GROUND, pod=pod)))
    assert asked is not None
    assert (asked.method, asked.path) == ("PATCH", "/apis/apps/v1/namespaces/shop/statefulsets/web")
    assert asked.body == [
        {"op": "test", "path": "/metadata/uid", "value": "set"},
        {"op": "replace", "path": "/spec/replicas", "value": 3},
    ]


def test_it_is_not_asked_for_where_the_plan_itself_changes_it_or_no_pod_is_made() -> None:
    outside = grounds(Scene(replicas=1).ready(0, 1))
    pod = outside.known.pods_by_ordinal[1]
    for plan in (
        plan_restart(GROUND),
        plan_scale(GROUND, replicas=5),
        plan_set_deletion(GROUND),
        plan_pod_deletion(replace(outside, pod=pod)),
        plan_pod_deletion(replace(GROUND, pod=GROUND.known.pods_by_ordinal[1], family=None)),
    ):
        assert same_set(plan) is None, plan.title

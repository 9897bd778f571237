"""What the API server made of a patch, where a webhook changes it once more."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from ststui.actions import PlannedRequest, plan_image, plan_partition, plan_restart, plan_scale
from ststui.actions.need import PATCH_SET
from ststui.actions.request import set_path
from ststui.cluster.trouble import Response
from ststui.writing.made import made_otherwise
from tests.actions.ground import grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions import Plan

pytestmark = pytest.mark.pure

GROUND = grounds(Scene(replicas=3).ready(0, 1, 2))
SCALE = plan_scale(GROUND, replicas=5)
WHO = ": a mutating webhook or policy changes it"


def answered(plan: Plan, change: Callable[[Any], None]) -> list[tuple[bool, str]]:
    """What is told of the answer, which is what was asked for and one change."""
    kept = msgspec.json.decode(msgspec.json.encode(plan.made_of))
    for each in plan.requests[0].body:
        if each["op"] != "test":
            inner: Any = kept
            *way, last = (e.replace("~1", "/") for e in each["path"].split("/")[1:])
            for key in way:
                inner = inner[int(key)] if isinstance(inner, list) else inner.setdefault(key, {})
            inner[last] = each["value"]
    kept["metadata"]["generation"] = 2
    change(kept["spec"])
    answer = Response(200, {}, msgspec.json.encode(kept))
    return [(e.dangerous, e.text) for e in made_otherwise(plan, plan.requests[0], answer)]


PLANS = {
    "scale": SCALE,
    "partition": plan_partition(GROUND, partition=2),
    "image": plan_image(GROUND, container="main", image="app:2"),
    "restart": plan_restart(GROUND),
}


@pytest.mark.parametrize("name", PLANS)
def test_what_is_as_it_was_asked_for_is_not_told(name: str) -> None:
    assert answered(PLANS[name], lambda spec: None) == []


def test_another_value_is_told() -> None:
    def back(spec: Any) -> None:
        spec["replicas"] = 3

    said = f"replicas becomes 3 instead of 5{WHO}"
    assert answered(SCALE, back) == [(True, said)]

    def image(spec: Any) -> None:
        spec["template"]["spec"]["containers"][0]["image"] = "mirror/app:2"

    said = f"the image of main becomes mirror/app:2 instead of app:2{WHO}"
    assert answered(PLANS["image"], image) == [(True, said)]


def test_what_is_added_to_a_template_is_a_note_where_the_plan_changes_it() -> None:
    def sidecar(spec: Any) -> None:
        spec["template"]["spec"]["containers"].append({"name": "side", "image": "side:1"})

    text = "the pod template becomes another one than what is sent"
    assert answered(PLANS["image"], sidecar) == [(False, f"{text}{WHO}")]
    every = f"{text}, so that every pod is replaced{WHO}"
    assert answered(SCALE, sidecar) == [(True, every)]


def test_a_scale_is_looked_at_by_what_was_sent() -> None:
    denied = {PATCH_SET: "no permission"}
    plan = plan_scale(replace(GROUND, denied=denied), replicas=5)
    assert plan.requests[0].path.endswith("/scale")
    for replicas, told in ((5, []), (3, [f"replicas becomes 3 instead of 5{WHO}"])):
        kept = {"kind": "Scale", "metadata": {"name": "web"}, "spec": {"replicas": replicas}}
        answer = Response(200, {}, msgspec.json.encode(kept))
        assert [e.text for e in made_otherwise(plan, plan.requests[0], answer)] == told


def test_a_scale_of_0_leaves_the_number_out() -> None:
    plan = plan_scale(replace(GROUND, denied={PATCH_SET: "no permission"}), replicas=0)
    kept = {"kind": "Scale", "metadata": {"name": "web"}, "spec": {}}
    answer = Response(200, {}, msgspec.json.encode(kept))
    assert made_otherwise(plan, plan.requests[0], answer) == ()


@pytest.mark.parametrize(
    ("kept", "told"),
    [
        ("1Gi", []),
        ("1024Mi", []),
        ("2Gi", [f"the size asked for becomes 2Gi instead of 1024Mi{WHO}"]),
    ],
)
def test_a_size_is_kept_in_other_words(kept: str, told: list[str]) -> None:
    sent = {"op": "replace", "path": "/spec/resources/requests/storage", "value": "1024Mi"}
    request = PlannedRequest("PATCH", "/api/v1/namespaces/shop/persistentvolumeclaims/x", [sent])
    claim = {"spec": {"resources": {"requests": {"storage": kept}}}}
    answer = Response(200, {}, msgspec.json.encode(claim))
    assert [e.text for e in made_otherwise(SCALE, request, answer)] == told


def test_the_scale_of_a_set_called_scale_is_no_set() -> None:
    made_of = msgspec.structs.replace(
        GROUND.known.set, metadata=msgspec.structs.replace(GROUND.known.set.metadata, name="scale")
    )
    request = replace(SCALE.requests[0], path=f"{set_path(made_of)}/scale")
    kept = {"kind": "Scale", "metadata": {"name": "scale"}, "spec": {"replicas": 5}}
    answer = Response(200, {}, msgspec.json.encode(kept))
    assert made_otherwise(replace(SCALE, made_of=made_of), request, answer) == ()


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"spec": null}', b"null"])
def test_an_odd_answer_tells_nothing(body: bytes) -> None:
    assert made_otherwise(SCALE, SCALE.requests[0], Response(200, {}, body)) == ()

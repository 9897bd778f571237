"""A plan as text."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.actions import Caution, PlannedRequest, plan_pod_deletion, plan_scale
from ststui.actions.need import PATCH_SCALE, PATCH_SET
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
        "  note        2 of 3 pods stay Ready; before a pod goes: take its member out of the "
        "application; ststui cannot see membership or replication  [quorum]\n"
        "  way back    U on the screen scales back to 3; not restored: members that left the "
        "application, and what a pod had in memory or in volumes of its own\n"
        "  kubectl     kubectl scale statefulset/web --replicas=2 --current-replicas=3 "
        "--namespace shop --context test\n"
    )


def test_what_could_not_be_carried_out_says_so_first_and_then_what_it_would_do() -> None:
    plan = plan_scale(grounds(THREE, denied={PATCH_SET: "no", PATCH_SCALE: "no"}), replicas=2)
    lines = plan_text(plan).splitlines()
    assert lines[1:4] == [
        "  not possible: no permission: patch statefulsets in shop",
        "  this is what it would do:",
        "  deletes     web-2",
    ]
    assert not any(each.startswith("  way back") for each in lines)


def test_the_requests_stand_last() -> None:
    plan = plan_pod_deletion(grounds(THREE, pod=THREE.pods["web-1"]))
    text = plan_text(plan, requests=True)
    assert text.startswith(plan_text(plan))
    assert text.removeprefix(plan_text(plan)) == (
        "  request     DELETE /api/v1/namespaces/shop/pods/web-1\n"
        '              {"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"pod-1"}}\n'
    )
    scale = plan_text(plan_scale(grounds(THREE), replicas=2), requests=True).splitlines()
    assert "  request     PATCH /apis/apps/v1/namespaces/shop/statefulsets/web" in scale
    assert scale[-1] == '              {"op":"replace","path":"/spec/replicas","value":2}'


def test_a_request_shows_no_template_and_nothing_that_a_terminal_obeys() -> None:
    body = [
        {"op": "replace", "path": "/spec/template", "value": {"env": "s3cret"}},
        {"op": "test", "path": "/metadata/labels/x", "value": "\x1b]0;\u009b2J\u202e"},
    ]
    plan = plan_scale(grounds(THREE), replicas=2)
    text = plan_text(replace(plan, requests=(PlannedRequest("PATCH", "/x", body),)), requests=True)
    assert "s3cret" not in text
    assert '{"op":"replace","path":"/spec/template","value":"(not shown)"}' in text
    assert all(line.isprintable() for line in text.splitlines())


def test_of_very_many_requests_the_first_are_printed() -> None:
    plan = plan_scale(grounds(THREE), replicas=2)
    many = tuple(PlannedRequest("DELETE", f"/claims/{n}", {}) for n in range(150))
    text = plan_text(replace(plan, requests=many), requests=True)
    assert text.count("  request     DELETE /claims/") == 99
    assert text.endswith("  and 51 more requests: -o json prints them\n")


def test_dangers_stand_before_notes() -> None:
    plan = plan_scale(grounds(THREE), replicas=0)
    text = plan_text(replace(plan, warnings=(NOTE, *plan.warnings)))
    assert text.index("DANGEROUS") < text.index("a note")


NOTE = Caution("rights", "a note")


def test_what_changes_nothing_is_one_line_and_why() -> None:
    assert plan_text(plan_scale(grounds(THREE), replicas=3)) == (
        "scale web from 3 to 3  (shop/web, context test)\n  nothing to do: web has 3 already\n"
    )


def test_seven_bits() -> None:
    assert plan_text(plan_scale(grounds(THREE), replicas=400), ascii_only=True).isascii()

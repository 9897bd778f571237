"""Claims that are being deleted and that a finalizer holds: no pod is made before they are gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_scale
from ststui.model.stateful_set import ClaimRetention
from tests.actions.ground import grounds
from tests.controller.scene import Scene

if TYPE_CHECKING:
    from ststui.actions import Plan

pytestmark = pytest.mark.pure

PROTECTED = "kubernetes.io/pvc-protection"
HELD = (
    "data-web-2 is being deleted and stays until who set its finalizers (example.com/hold) takes "
    "them off: web-2 is not made before"
)


def ending(scene: Scene, name: str, *finalizers: str) -> Scene:
    """The scene with a claim that is being deleted and has these finalizers."""
    return held_by(scene.claim(name, terminating=True), name, *finalizers)


def told(plan: Plan) -> list[tuple[bool, str]]:
    return [(e.dangerous, e.text) for e in plan.warnings if "data-web-2 is being" in e.text]


def held_by(scene: Scene, name: str, *finalizers: str) -> Scene:
    """The scene with a claim that is there and has these finalizers."""
    claim = scene.claims[name]
    metadata = msgspec.structs.replace(claim.metadata, finalizers=finalizers)
    claims = {**scene.claims, name: msgspec.structs.replace(claim, metadata=metadata)}
    return replace(scene, claims=claims)


TWO = Scene(replicas=2, templates=("data",)).ready(0, 1)
THREE = Scene(replicas=3, templates=("data",)).ready(0, 1, 2)


def test_a_new_pod_waits_for_it() -> None:
    held = ending(TWO, "data-web-2", PROTECTED, "example.com/hold")
    assert told(plan_scale(grounds(held), replicas=3)) == [(True, HELD)]
    assert told(plan_scale(grounds(held), replicas=1)) == []


def test_that_a_pod_is_wanted_and_waits_already_is_a_note() -> None:
    held = ending(replace(TWO, replicas=3), "data-web-2", PROTECTED, "example.com/hold")
    plan = plan_scale(grounds(held), replicas=4)
    assert plan.consequences.creates == ("web-2", "web-3")
    assert told(plan) == [(False, HELD)]


def test_a_pod_that_runs_does_not_come_back_before() -> None:
    held = ending(THREE, "data-web-2", PROTECTED, "example.com/hold")
    assert told(plan_restart(grounds(held))) == [(True, HELD)]
    deletion = plan_pod_deletion(grounds(held, pod=held.pods["web-2"]))
    assert told(deletion) == [(True, HELD)]
    assert told(plan_pod_deletion(grounds(held, pod=held.pods["web-1"]))) == []


def test_the_protection_ends_with_the_pod_that_mounts_it() -> None:
    going = ending(THREE, "data-web-2", PROTECTED)
    assert told(plan_restart(grounds(going))) == []


@pytest.mark.parametrize("finalizer", ["example.com/hold", ""])
def test_a_claim_that_goes_with_its_pod_and_is_held_stays_terminating(finalizer: str) -> None:
    takes = ClaimRetention(when_scaled="Delete", when_deleted="Retain")
    scene = replace(THREE, retention=takes)
    scene = held_by(scene, "data-web-2", PROTECTED, *filter(None, (finalizer,)))
    plan = plan_scale(grounds(scene), replicas=2)
    assert [each.name for each in plan.consequences.claims_deleted] == ["data-web-2"]
    stays = [each.text for each in plan.warnings if "finalizers" in each.text]
    held = (
        f"data-web-2 has finalizers ({finalizer}): it stays Terminating, and its volume with it, "
        "until who set them takes them off"
    )
    assert stays == ([held] if finalizer else [])

"""Claims that are being deleted and that a finalizer holds: no pod is made before they are gone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec
import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_scale
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
    claim = scene.claim(name, terminating=True).claims[name]
    metadata = msgspec.structs.replace(claim.metadata, finalizers=finalizers)
    claims = {**scene.claims, name: msgspec.structs.replace(claim, metadata=metadata)}
    return replace(scene, claims=claims)


def told(plan: Plan) -> list[tuple[bool, str]]:
    return [(e.dangerous, e.text) for e in plan.warnings if "data-web-2 is being" in e.text]


TWO = Scene(replicas=2, templates=("data",)).ready(0, 1)
THREE = Scene(replicas=3, templates=("data",)).ready(0, 1, 2)


def test_a_new_pod_waits_for_it() -> None:
    held = ending(TWO, "data-web-2", PROTECTED, "example.com/hold")
    assert told(plan_scale(grounds(held), replicas=3)) == [(False, HELD)]
    assert told(plan_scale(grounds(held), replicas=1)) == []


def test_a_pod_that_runs_does_not_come_back_before() -> None:
    held = ending(THREE, "data-web-2", PROTECTED, "example.com/hold")
    assert told(plan_restart(grounds(held))) == [(True, HELD)]
    deletion = plan_pod_deletion(grounds(held, pod=held.pods["web-2"]))
    assert told(deletion) == [(True, HELD)]
    assert told(plan_pod_deletion(grounds(held, pod=held.pods["web-1"]))) == []


def test_the_protection_ends_with_the_pod_that_mounts_it() -> None:
    going = ending(THREE, "data-web-2", PROTECTED)
    assert told(plan_restart(grounds(going))) == []

"""Claims that go along with what is deleted, whatever their names, and whenever that ends."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from ststui.actions import plan_pod_deletion, plan_restart, plan_set_deletion
from ststui.model import PersistentVolumeClaim, Readable
from ststui.model.metadata import OwnerReference
from ststui.model.readable import NOT_READ
from ststui.model.stateful_set import ClaimRetention
from tests.actions.ground import around, bound, dangers, grounds, node, volume
from tests.controller.scene import Scene, pod_reference

pytestmark = pytest.mark.pure


def owned(claim: PersistentVolumeClaim, *owners: OwnerReference) -> PersistentVolumeClaim:
    """A claim with these owners."""
    metadata = msgspec.structs.replace(claim.metadata, owner_references=owners)
    return msgspec.structs.replace(claim, metadata=metadata)


def test_a_claim_of_another_name_that_the_set_owns_goes_with_it() -> None:
    """The garbage collector goes by owners and not by names."""
    scene = bound(Scene(templates=("data",), replicas=1).ready(0), data_web_0="pv-0")
    ground = grounds(scene, surroundings=around(volumes=(volume("pv-b", policy="Delete"),)))
    metadata = ground.known.set.metadata
    owner = OwnerReference(kind="StatefulSet", name="web", uid=metadata.uid)
    beside, other = (
        msgspec.convert(
            {"metadata": {"name": name, "uid": name}, "spec": {"volumeName": "pv-b"}},
            PersistentVolumeClaim,
        )
        for name in ("backup", "other")
    )
    claims = (*scene.claims.values(), owned(beside, owner), other)
    found = replace(ground.surroundings, claims=Readable(claims))
    plan = plan_set_deletion(replace(ground, surroundings=found))
    assert [(e.name, e.data_lost) for e in plan.consequences.claims_deleted] == [("backup", True)]
    assert "data-lost" in dangers(plan)
    orphan = plan_set_deletion(replace(ground, surroundings=found), cascade="orphan")
    assert orphan.consequences.claims_deleted == ()


def test_a_claim_whose_other_owner_is_a_pod_of_the_past_goes_with_the_set() -> None:
    scene = Scene(templates=("data",), replicas=1).ready(0)
    ground = grounds(scene)
    owners = (
        OwnerReference(kind="StatefulSet", name="web", uid=ground.known.set.metadata.uid),
        OwnerReference(kind="Pod", name="web-1", uid="gone"),
    )
    claims = tuple(owned(each, *owners) for each in scene.claims.values())
    family = replace(ground.known, claims=Readable(claims), claims_by_ordinal={0: claims})
    for pods, goes in ((NOT_READ, ()), (Readable(tuple(scene.pods.values())), ("data-web-0",))):
        around_it = replace(ground.surroundings, pods=pods)
        plan = plan_set_deletion(replace(ground, family=family, surroundings=around_it))
        assert tuple(e.name for e in plan.consequences.claims_deleted) == goes


@pytest.mark.parametrize("holds", ["finalizer", "silent node"])
def test_what_goes_with_a_pod_that_is_held_is_told_all_the_same(holds: str) -> None:
    retention = ClaimRetention(when_deleted="Retain", when_scaled="Delete")
    scene = Scene(templates=("data",), replicas=1, retention=retention).ready(0)
    scene = scene.pod(1, node="a").claim("data-web-1", owners=(pod_reference(1),))
    scene = bound(scene, data_web_1="pv-1")
    pod = scene.pods["web-1"]
    if holds == "finalizer":
        metadata = msgspec.structs.replace(pod.metadata, finalizers=("example.com/hold",))
        pod = msgspec.structs.replace(pod, metadata=metadata)
        scene = replace(scene, pods={**scene.pods, "web-1": pod})
    around_it = around(
        nodes=(node("a", ready=holds == "finalizer"), node("b")),
        volumes=(volume("pv-1", policy="Delete"),),
    )
    plan = plan_pod_deletion(grounds(scene, pod=pod, surroundings=around_it))
    assert [(e.name, e.data_lost) for e in plan.consequences.claims_deleted] == [
        ("data-web-1", True)
    ]
    assert plan.consequences.claims_kept == ()
    assert "data-lost" in dangers(plan)


def test_a_claim_that_somebody_deleted_before_goes_with_its_pod_and_that_is_said() -> None:
    """A restart that deletes a claim looks like a mistake where nobody says why."""
    scene = Scene(templates=("data",)).ready(0, 1, 2).claim("data-web-1", terminating=True)
    plan = plan_restart(grounds(bound(scene, data_web_1="pv-1")))
    texts = [each.text for each in plan.warnings if each.code == "claims-deleted"]
    assert (
        "data-web-1, deleted by somebody before, goes as soon as its pod stops, for any reason"
        in (texts)
    )
    fine = plan_restart(grounds(Scene(templates=("data",)).ready(0, 1, 2)))
    assert all("deleted by somebody" not in each.text for each in fine.warnings)

"""Claims made, kept, stale and owned: each case was looked up in the source (v1.36.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.model.metadata import OwnerReference
from ststui.model.stateful_set import ClaimRetention
from tests.controller.saying import DATA, DELETED, SCALED, said
from tests.controller.scene import OLD, SET, Scene, pod_reference

pytestmark = pytest.mark.pure

BOTH = ClaimRetention(when_deleted="Delete", when_scaled="Delete")
FOREIGN = OwnerReference(kind="ReplicaSet", name="other", uid="other", controller=True)

CASES = {
    "the claim is made with the pod": (DATA, f"create web-0 data-web-0 on {OLD}"),
    "a claim that is kept is used again": (
        DATA.claim("data-web-0"),
        f"create web-0 on {OLD}",
    ),
    "two claims": (
        Scene(templates=("data", "logs")),
        f"create web-0 data-web-0 on {OLD}; create logs-web-0",
    ),
    "a claim that is being deleted": (
        DATA.claim("data-web-0", terminating=True),
        "wait web-0 until PersistentVolumeClaim data-web-0 gone",
    ),
    "a deleted claim of a pending pod is made anew": (
        replace(DATA, replicas=1).pod(0, phase="Pending"),
        "create data-web-0",
    ),
    "a deleted claim of a running pod is not": (replace(DATA, replicas=1).pod(0), "none"),
    "a pending pod whose claim is going": (
        replace(DATA, replicas=1).pod(0, phase="Pending").claim("data-web-0", terminating=True),
        "wait web-0 until PersistentVolumeClaim data-web-0 gone",
    ),
    "but on its node it may become Ready all the same": (
        replace(DATA, replicas=1)
        .pod(0, phase="Pending", node="node-a")
        .claim("data-web-0", terminating=True),
        "wait web-0 until Pod web-0 ready",
    ),
    "a stale claim": (
        replace(DATA, retention=SCALED, replicas=1).claim(
            "data-web-0", owners=(pod_reference(0, uid="former"),)
        ),
        "wait web-0 until PersistentVolumeClaim data-web-0 gone",
    ),
    "no claim is stale when scaling retains": (
        replace(DATA, retention=DELETED, replicas=1).claim(
            "data-web-0", owners=(pod_reference(0, uid="former"),)
        ),
        f"create web-0 on {OLD}",
    ),
    "whenDeleted Delete: the set owns the claim": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0"),
        "update web-0 data-web-0 (claimOwners)",
    ),
    "and then nothing": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(SET,)),
        "none",
    ),
    "Retain again: the set does not own it any more": (
        replace(DATA, replicas=1).pod(0).claim("data-web-0", owners=(SET,)),
        "update web-0 data-web-0 (claimOwners)",
    ),
    "whenScaled Delete: a condemned pod owns the claim, then it goes": (
        replace(DATA, retention=SCALED, replicas=0).pod(0).claim("data-web-0"),
        "update web-0 data-web-0 (claimOwners); delete web-0 (scaleDown)",
    ),
    "both Delete: from the set to the condemned pod": (
        replace(DATA, retention=BOTH, replicas=0).pod(0).claim("data-web-0", owners=(SET,)),
        "update web-0 data-web-0 (claimOwners); delete web-0 (scaleDown)",
    ),
    "another controller's claim is left alone": (
        replace(DATA, retention=DELETED, replicas=1).pod(0).claim("data-web-0", owners=(FOREIGN,)),
        "none",
    ),
    "volumes that are not those of the templates": (
        replace(DATA, replicas=1).pod(0, volumes={}),
        "create data-web-0",
    ),
    "and once the claim exists the refused update": (
        replace(DATA, replicas=1).pod(0, volumes={}).claim("data-web-0"),
        "blocked web-0 (storage) until Pod web-0 gone",
    ),
    "claims that could not be read are not spoken of": (
        replace(DATA, claims_readable=False),
        f"create web-0 on {OLD}",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_claims(case: str) -> None:
    scene, expected = CASES[case]
    assert said(scene) == expected


def test_a_parallel_set_stops_after_the_batch_in_which_a_claim_is_going() -> None:
    # Batches of 1, 2, 4: web-1 fails, web-2 is in its batch, web-3 is not.
    scene = Scene(parallel=True, replicas=4, templates=("data",)).claim(
        "data-web-1", terminating=True
    )
    assert said(scene) == (f"create web-0 data-web-0 on {OLD}; create web-2 data-web-2 on {OLD}")

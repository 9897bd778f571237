"""A controller that sleeps although its next step is allowed: found, and woken as is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.real.commands import run_all
from tests.real.diagnosed import wait_for_rules
from tests.testbed.manifests import headless_service, statefulset

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

CLAIM = "PersistentVolumeClaim"
HELD = "data-late-1"


async def test_a_stale_claim_that_goes_wakes_nobody(namespace: Namespace) -> None:
    await namespace.apply(
        headless_service("late"),
        statefulset("late", replicas=2, claims=["data"], when_scaled="Delete"),
    )
    await namespace.wait_ready("late-0", "late-1")
    hold = {"metadata": {"finalizers": ["example.com/hold"]}}
    await namespace.patch(CLAIM, HELD, hold)
    await namespace.scale("late", 1)
    await namespace.wait_for(
        CLAIM, HELD, lambda it: "deletionTimestamp" in it["metadata"], what="is to go"
    )
    await namespace.scale("late", 2)
    await namespace.wait_for(
        "StatefulSet",
        "late",
        lambda it: it["status"]["observedGeneration"] == it["metadata"]["generation"],
        what="was seen",
    )
    await wait_for_rules(namespace, {"late": "create-pvc-terminating"})
    await namespace.patch(CLAIM, HELD, {"metadata": {"finalizers": None}})

    found = await wait_for_rules(namespace, {"late": "sts-step-overdue"}, seconds=240.0)
    (said,) = found["late"]
    assert said["severity"] == "medium"
    assert "creates late-1" in str(said["evidence"])
    assert await namespace.get("Pod", "late-1") is None
    # Dry runs wake nobody; then for good.
    assert await run_all(found["late"], cluster=namespace.cluster)
    for words in ("ststui/wake=now", "ststui/wake-"):
        await namespace.kubectl("annotate", "sts", "late", "--overwrite", words)
    await namespace.wait_ready("late-0", "late-1")
    woken = await namespace.get("StatefulSet", "late")
    assert woken is not None
    assert "ststui/wake" not in woken["metadata"].get("annotations", {})

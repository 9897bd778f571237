"""Outdated pods, one by one down to the partition: each case was looked up (v1.36.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.model.stateful_set import RollingUpdate
from tests.controller.saying import UPDATING, said
from tests.controller.scene import NEW, OLD

pytestmark = pytest.mark.pure

CASES = {
    "update from the top": (UPDATING.ready(0, 1, 2), f"delete web-2 (outdated) on {NEW}"),
    "update waits for the pod it replaced": (
        UPDATING.ready(0, 1).pod(2, revision=NEW, ready=False),
        "wait web-2 until Pod web-2 ready",
    ),
    "update goes on": (
        UPDATING.ready(0, 1).ready(2, revision=NEW),
        f"delete web-1 (outdated) on {NEW}",
    ),
    "a broken revision is not replaced": (
        UPDATING.pod(0, ready=False),
        "wait web-0 (outdated) until Pod web-0 ready",
    ),
    "a pod below the partition is not replaced when it becomes Ready": (
        replace(UPDATING, rolling=RollingUpdate(partition=1)).pod(0, ready=False),
        "wait web-0 until Pod web-0 ready",
    ),
    "nor is one of the new revision below a partition that was raised": (
        replace(UPDATING, rolling=RollingUpdate(partition=3))
        .ready(0, 1)
        .pod(2, revision=NEW, ready=False),
        "wait web-2 until Pod web-2 ready",
    ),
    "nor any with OnDelete": (
        replace(UPDATING, strategy="OnDelete", rolling=None).pod(0, ready=False),
        "wait web-0 until Pod web-0 ready",
    ),
    "without a rollingUpdate block too a broken revision is not replaced": (
        replace(UPDATING, rolling=None, current_replicas=3).pod(0, ready=False),
        "wait web-0 (outdated) until Pod web-0 ready",
    ),
    "the partition holds": (
        replace(UPDATING, rolling=RollingUpdate(partition=2)).ready(0, 1).ready(2, revision=NEW),
        "none (held)",
    ),
    "a partition beyond the replicas holds all": (
        replace(UPDATING, rolling=RollingUpdate(partition=9)).ready(0, 1, 2),
        "none (held)",
    ),
    "below the partition a pod comes back on the old revision": (
        replace(UPDATING, rolling=RollingUpdate(partition=2)).ready(0).ready(2, revision=NEW),
        f"create web-1 on {OLD}",
    ),
    "the partition is an index from start": (
        replace(UPDATING, start=10, replicas=5, rolling=RollingUpdate(partition=3))
        .ready(10, 11, 12)
        .ready(13, 14, revision=NEW),
        "none (held)",
    ),
    "above it a pod comes back on the new one": (
        replace(UPDATING, start=10, replicas=5, rolling=RollingUpdate(partition=3))
        .ready(10, 11, 12)
        .ready(14, revision=NEW),
        f"create web-13 on {NEW}",
    ),
    "without a rollingUpdate block currentReplicas decide": (
        replace(UPDATING, rolling=None, current_replicas=2).ready(0).ready(2, revision=NEW),
        f"create web-1 on {OLD}",
    ),
    "and a deletion lowers them before the new pod is made": (
        replace(UPDATING, rolling=None, current_replicas=3).ready(0, 1, 2),
        f"delete web-2 (outdated) on {NEW}",
    ),
    "OnDelete leaves pods alone": (
        replace(UPDATING, strategy="OnDelete", rolling=None).ready(0, 1, 2),
        "none (onDelete)",
    ),
    "OnDelete makes deleted pods anew on the update revision": (
        replace(UPDATING, strategy="OnDelete", rolling=None).ready(0, 2),
        f"create web-1 on {NEW}",
    ),
    "scaling goes before updating": (
        replace(UPDATING, replicas=2).ready(0, 1, 2),
        "delete web-2 (scaleDown)",
    ),
    "maxUnavailable is not in force in 1.36": (
        replace(UPDATING, rolling=RollingUpdate(partition=0, max_unavailable=2)).ready(0, 1, 2),
        f"delete web-2 (outdated) on {NEW}",
    ),
    "Parallel updates one after the other": (
        replace(UPDATING, parallel=True).ready(0, 1).pod(2, revision=NEW, ready=False),
        "wait web-2 until Pod web-2 ready",
    ),
    "Parallel replaces an outdated pod that is not Ready": (
        replace(UPDATING, parallel=True).pod(2, ready=False).ready(0, 1),
        f"delete web-2 (outdated) on {NEW}",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_updates(case: str) -> None:
    scene, expected = CASES[case]
    assert said(scene) == expected

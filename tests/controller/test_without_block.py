"""RollingUpdate without its rollingUpdate block: status.currentReplicas decide a pod's revision."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ststui.controller import forecast
from tests.controller.saying import SCALED, UPDATING, V136, V137, said
from tests.controller.scene import NEW, NOW, OLD, pod_reference

pytestmark = pytest.mark.pure

PARALLEL = replace(UPDATING, parallel=True, rolling=None)

CASES = {
    # Seen on 1.37.2: thousands of pods, one after the other, until the update revision is Ready.
    "1.37 Parallel without a rollingUpdate block deletes what it made on the old revision": (
        replace(PARALLEL, replicas=2, current_replicas=1)
        .pod(0, ready=False)
        .ready(1, revision=NEW),
        V137,
        f"delete web-0 (outdated) on {NEW}",
    ),
    # The status is not lowered when the pod is deleted by the very sync that made it.
    "and makes it on the old revision again, while currentReplicas say so": (
        replace(PARALLEL, replicas=2, current_replicas=1).ready(1, revision=NEW),
        V137,
        f"create web-0 on {OLD}; delete web-0 (outdated)",
    ),
    "1.36 too, if nothing above it stands in the way": (
        replace(PARALLEL, replicas=2, current_replicas=1).ready(1, revision=NEW),
        V136,
        f"create web-0 on {OLD}; delete web-0 (outdated)",
    ),
    "1.36 only one": (
        replace(PARALLEL, replicas=3, current_replicas=2).ready(2, revision=NEW),
        V136,
        f"create web-0 on {OLD}; create web-1 on {OLD}; delete web-1 (outdated)",
    ),
    # Seen on 1.36.3: the status still counted pods that went in the same sync.
    "while other pods of a Parallel set go, the next one's revision is not known": (
        replace(PARALLEL, replicas=2, current_replicas=4).ready(0, 1, 2, 3),
        V136,
        "delete web-3 (scaleDown); delete web-2 (scaleDown); delete web-1 (outdated)",
    ),
    "but it is where they do not matter": (
        replace(PARALLEL, replicas=4, current_replicas=2)
        .ready(0)
        .pod(1, ends_in=9)
        .ready(2, 3, revision="web-third"),
        V136,
        f"delete web-3 (outdated) on {NEW}",
    ),
    "1.37 all of them": (
        replace(PARALLEL, replicas=3, current_replicas=2).ready(2, revision=NEW),
        V137,
        (
            f"create web-0 on {OLD}; create web-1 on {OLD}; delete web-1 (outdated); "
            "delete web-0 (outdated)"
        ),
    ),
    "1.36 stops at one that it made on the update revision": (
        replace(PARALLEL, replicas=3, current_replicas=1).ready(0),
        V136,
        f"create web-1 on {NEW}; create web-2 on {NEW}",
    ),
    "1.36 takes one whose stale claim kept it from being made for deleted, and ends": (
        replace(
            PARALLEL,
            replicas=2,
            current_replicas=2,
            templates=("data",),
            retention=SCALED,
        )
        .ready(0)
        .claim("data-web-1", owners=(pod_reference(1, uid="former"),)),
        V136,
        "wait web-1 until PersistentVolumeClaim data-web-1 gone",
    ),
    "1.37 goes on to the others": (
        replace(
            PARALLEL,
            replicas=2,
            current_replicas=2,
            templates=("data",),
            retention=SCALED,
        )
        .ready(0)
        .pod(0, ready=False)
        .claim("data-web-1", owners=(pod_reference(1, uid="former"),)),
        V137,
        "delete web-0 (outdated)",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_without_block(case: str) -> None:
    scene, version, expected = CASES[case]
    assert said(scene, version=version) == expected


def test_a_forecast_ends_where_a_pod_is_made_in_vain() -> None:
    scene = replace(PARALLEL, replicas=2, current_replicas=2).ready(1)
    seen = forecast(scene.family(), now=NOW, server_version=V137)
    assert seen is not None
    assert seen.steps == ()
    assert (seen.rest.verb, seen.rest.pod) == ("create", "web-0")

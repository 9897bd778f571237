"""The state of a pod by its phase, conditions and containers."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from ststui.model import Pod
from ststui.report.pod_state import pod_state

pytestmark = pytest.mark.pure

READY = {"type": "Ready", "status": "True"}
UNREADY = {"type": "Ready", "status": "False", "reason": "ContainersNotReady"}
UNSCHEDULED = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable"}
RUNS: dict[str, Any] = {"running": {}}


def waits(reason: str) -> dict[str, Any]:
    return {"waiting": {"reason": reason}}


def ended(code: int, reason: str = "") -> dict[str, Any]:
    return {"terminated": {"exitCode": code, "reason": reason}}


def pod(
    phase: str,
    *conditions: dict[str, str],
    main: dict[str, Any] | None = None,
    init: dict[str, Any] | None = None,
    node: str = "node-a",
    started: bool | None = True,
    **status: str,
) -> Pod:
    """A pod as the API writes it."""

    def statuses(state: dict[str, Any] | None) -> list[dict[str, Any]]:
        return [{"name": "main", "state": state, "started": started}] if state else []

    written = {
        "metadata": {"name": "web-0"},
        "spec": {"nodeName": node},
        "status": {
            "phase": phase,
            "conditions": conditions,
            "containerStatuses": statuses(main),
            "initContainerStatuses": statuses(init),
            **status,
        },
    }
    return msgspec.json.decode(msgspec.json.encode(written), type=Pod)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (pod("Running", READY, main=RUNS), ("running", None)),
        (pod("Running", UNREADY, main=RUNS), ("notReady", "ContainersNotReady")),
        (pod("Running", UNREADY, main=RUNS, started=False), ("starting", None)),
        (pod("Pending", UNSCHEDULED, node=""), ("pending", "Unschedulable")),
        (pod("Pending", node=""), ("pending", None)),
        (pod("Pending", main=waits("ContainerCreating")), ("starting", "ContainerCreating")),
        (pod("Pending", main=waits("ImagePullBackOff")), ("starting", "ImagePullBackOff")),
        (pod("Pending", main=waits("PodInitializing"), init=RUNS), ("starting", "PodInitializing")),
        (
            pod("Pending", main=waits("PodInitializing"), init=waits("CrashLoopBackOff")),
            ("crashing", "CrashLoopBackOff"),
        ),
        (pod("Running", UNREADY, main=waits("CrashLoopBackOff")), ("crashing", "CrashLoopBackOff")),
        (pod("Running", UNREADY, main=ended(137, "OOMKilled")), ("crashing", "OOMKilled")),
        (pod("Running", UNREADY, main=ended(1)), ("crashing", "exit 1")),
        (pod("Running", READY, main=RUNS, init=ended(0, "Completed")), ("running", None)),
        (pod("Pending", main=waits("PodInitializing"), init=ended(2)), ("crashing", "exit 2")),
        (pod("Failed", reason="Evicted"), ("failed", "Evicted")),
        (pod("Failed", main=ended(3, "Error")), ("failed", "Error")),
        (pod("Succeeded"), ("succeeded", None)),
        (pod("Unknown", reason="NodeLost"), ("unknown", "NodeLost")),
        (pod(""), ("unknown", None)),
        (pod("Tomorrow"), ("unknown", "Tomorrow")),
    ],
)
def test_states(given: Pod, expected: tuple[str, str | None]) -> None:
    assert tuple(pod_state(given)) == expected


def test_a_deletion_comes_before_everything_else() -> None:
    going = pod("Running", READY, main=RUNS)
    metadata = msgspec.structs.replace(
        going.metadata, deletion_timestamp=datetime(2026, 3, 1, tzinfo=UTC)
    )
    assert pod_state(msgspec.structs.replace(going, metadata=metadata)).state == "terminating"

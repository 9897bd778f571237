"""Logs of containers agree with the pod's status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ststui.demo.fields import stamp
from ststui.demo.workload.logs import log_lines

if TYPE_CHECKING:
    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo


def pod(demo: Demo, *, ready: bool) -> dict[str, Any]:
    """One that began to run at this moment."""
    status = {
        "name": "main",
        "ready": ready,
        "state": {"running": {"startedAt": stamp(demo.cluster.now())}},
    }
    return {
        "metadata": {"name": "web-0", "namespace": "production", "uid": "u"},
        "spec": {"containers": [{"name": "main", "image": "app:1"}]},
        "status": {"containerStatuses": [status]},
    }


@pytest.mark.parametrize("ready", [True, False])
async def test_a_container_is_open_in_its_log_when_its_status_says_so(
    demo: Demo, ready: bool
) -> None:
    found = pod(demo, ready=ready)
    (container,) = found["spec"]["containers"]
    lines = log_lines(demo.cluster, found, container, previous=False)
    assert [each.text for each in lines][:1] == ["starting web-0"]
    assert ("ready to accept connections" in [each.text for each in lines]) is ready

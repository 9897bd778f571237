"""What the real controller was once seen to do, and what ststui says of it each time."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from ststui.controller import Step, WaitsFor, next_step
from tests.real.truth.recorder import Recorder
from tests.real.truth.states import states
from tests.testbed.manifests import bare_pod, statefulset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

REST_SECONDS = 3.0


@pytest.fixture
async def recorder(namespace: Namespace) -> AsyncIterator[Recorder]:
    async with Recorder(namespace) as opened:
        yield opened


async def said_at_rest(recorder: Recorder, bed: ControlPlane) -> Step:
    """The next step once nothing moves any more."""
    await recorder.quiet(REST_SECONDS)
    *_, last = states(recorder.ordered)
    family = last.family("a")
    assert family is not None
    step = next_step(family, now=datetime.now(UTC), server_version=bed.version)
    assert step is not None
    return step


async def images(namespace: Namespace) -> dict[str, str]:
    """Image by pod."""
    pods = await namespace.list("Pod")
    return {pod["metadata"]["name"]: pod["spec"]["containers"][0]["image"] for pod in pods}


async def test_the_partition_counts_from_the_start_ordinal(
    bed: ControlPlane, namespace: Namespace, recorder: Recorder
) -> None:
    await namespace.apply(statefulset("a", replicas=5, start=10, partition=3))
    await namespace.wait_ready("a-10", "a-11", "a-12", "a-13", "a-14")
    await namespace.set_image("a", "app:2")
    step = await said_at_rest(recorder, bed)
    assert (step.verb, step.code) == ("none", "held")
    held = {"a-10": "app:1", "a-11": "app:1", "a-12": "app:1", "a-13": "app:2", "a-14": "app:2"}
    assert await images(namespace) == held
    for name in ("a-12", "a-13"):
        await namespace.delete("Pod", name)
        await recorder.quiet(REST_SECONDS)
    assert await images(namespace) == held


async def test_no_scale_down_while_a_lower_pod_is_not_ready(
    bed: ControlPlane, namespace: Namespace, recorder: Recorder
) -> None:
    await namespace.apply(statefulset("a", replicas=4))
    await namespace.wait_ready("a-0", "a-1", "a-2", "a-3")
    await namespace.annotate_pod("a-1", unready="true")
    await recorder.quiet(REST_SECONDS)
    await namespace.scale("a", 2)
    step = await said_at_rest(recorder, bed)
    assert (step.verb, step.waits_for) == ("wait", WaitsFor("Pod", "a-1", "ready"))
    assert set(await images(namespace)) == {"a-0", "a-1", "a-2", "a-3"}


async def test_a_repaired_template_does_not_replace_a_pod_that_never_was_ready(
    bed: ControlPlane, namespace: Namespace, recorder: Recorder
) -> None:
    await namespace.apply(statefulset("a", replicas=2, annotations={"ststui.test/crash": "true"}))
    await recorder.quiet(REST_SECONDS)
    repaired = {"spec": {"template": {"metadata": {"annotations": {"ststui.test/crash": None}}}}}
    await namespace.patch("StatefulSet", "a", repaired)
    step = await said_at_rest(recorder, bed)
    assert (step.verb, step.code) == ("wait", "outdated")
    assert step.waits_for == WaitsFor("Pod", "a-0", "ready")
    await namespace.delete("Pod", "a-0")
    await namespace.wait_ready("a-0", "a-1")


async def test_a_foreign_pod_on_a_name_stops_the_set(
    bed: ControlPlane, namespace: Namespace, recorder: Recorder
) -> None:
    foreign = bare_pod("a-1", labels={"app": "other"})
    await namespace.api.create(foreign, namespace=namespace.name)
    await namespace.apply(statefulset("a", replicas=3))
    step = await said_at_rest(recorder, bed)
    assert (step.verb, step.code, step.pod) == ("blocked", "nameTaken", "a-1")
    await namespace.delete("Pod", "a-1")
    await namespace.wait_ready("a-0", "a-1", "a-2")


async def test_an_orphan_outside_the_range_is_adopted_and_deleted(
    bed: ControlPlane, namespace: Namespace, recorder: Recorder
) -> None:
    await namespace.apply(statefulset("a", replicas=1))
    await namespace.wait_ready("a-0")
    orphan = bare_pod("a-7", labels={"app": "a"})
    await namespace.api.create(orphan, namespace=namespace.name)
    step = await said_at_rest(recorder, bed)
    assert step.verb == "none"
    assert set(await images(namespace)) == {"a-0"}

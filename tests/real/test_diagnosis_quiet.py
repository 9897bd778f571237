"""Sets that are well are left in peace, whatever is done to them: no false alarms."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from ststui.diagnosis import at_least
from tests.real.diagnosed import found_in
from tests.testbed.api import wait_for
from tests.testbed.manifests import client_service, headless_service, statefulset

if TYPE_CHECKING:
    from tests.testbed.namespace import Namespace

pytestmark = [pytest.mark.real, pytest.mark.timeout(900)]

SETS = 200
"""As many as the promise is made for; two pods each."""
AT_ONCE = 16


async def test_nothing_is_said_of_sets_that_are_well(namespace: Namespace) -> None:
    names = [f"web-{number}" for number in range(SETS)]
    room = asyncio.Semaphore(AT_ONCE)
    alarms: list[str] = []
    looks = 0

    async def make(number: int, name: str) -> None:
        async with room:
            await namespace.apply(
                headless_service(name),
                client_service(f"{name}-read", app=name),
                statefulset(
                    name,
                    replicas=2,
                    claims=("data",) if number % 4 == 0 else (),
                    parallel=number % 3 == 0,
                    min_ready_seconds=1 if number % 5 == 0 else None,
                    annotations={"ststui.test/delay": "1s", "ststui.test/stop-delay": "1s"},
                ),
            )

    async def disturb(number: int, name: str) -> None:
        async with room:
            match number % 4:
                case 0:
                    await namespace.set_image(name, "app:2")
                case 1:
                    await namespace.scale(name, 3)
                case 2:
                    await namespace.scale(name, 1)
                case _:
                    await namespace.delete("Pod", f"{name}-1")

    async def look() -> None:
        nonlocal looks
        looks += 1
        for findings in (await found_in(namespace)).values():
            alarms.extend(
                f"{each['rule']} ({each['severity']}): {each['title']}"
                for each in findings
                if at_least(each["severity"], "medium")
            )

    async def at_rest() -> bool:
        await look()
        return all(
            each["metadata"]["generation"] == each["status"].get("observedGeneration")
            and each["status"].get("readyReplicas", 0) == each["spec"]["replicas"]
            and each["status"].get("updatedReplicas") == each["spec"]["replicas"]
            and each["status"]["replicas"] == each["spec"]["replicas"]
            for each in await namespace.list("StatefulSet")
        )

    for change in (make, disturb):
        await asyncio.gather(*(change(number, name) for number, name in enumerate(names)))
        await wait_for(at_rest, what="rest", seconds=400)
    assert looks > 2
    assert sorted(set(alarms)) == []

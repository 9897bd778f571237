"""Sets that are well are left in peace, whatever is done to them: no false alarms."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.diagnosis import at_least
from ststui.live import Feed, Store
from ststui.live.checking import Checking
from ststui.live.once import learn_version
from tests.real.diagnosed import found_in
from tests.testbed.api import wait_for
from tests.testbed.manifests import client_service, headless_service, statefulset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Sequence

    from ststui.live.index import Name
    from tests.testbed.namespace import Namespace

pytestmark = [pytest.mark.real, pytest.mark.timeout(1800)]

SETS = 200
"""As many as the promise is made for; two pods each."""
ROUNDS = 3
"""So often each set is disturbed, each time in another way."""
AT_ONCE = 16
SHOWN = 10
"""So many sets are looked at closely at one time, as those on a screen are."""


class Alarms(set[str]):
    """What was said of severity medium or worse."""

    def note(self, how: str, rule: str, severity: str, title: str) -> None:
        """Keep it, if it is bad enough."""
        if at_least(severity, "medium"):  # type: ignore[arg-type]
            self.add(f"{how}: {rule} ({severity}): {title}")


class Live:
    """What the screen would say, at every moment: the diagnosis beside the feed."""

    def __init__(self, namespace: Namespace, alarms: Alarms) -> None:
        self._namespace, self._alarms = namespace, alarms
        self.judged = 0
        """Diagnoses that were looked at."""

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Watch while the block runs."""
        flags = ConnectionFlags(
            kubeconfig=str(self._namespace.cluster.kubeconfig), namespace=self._namespace.name
        )
        async with open_session(flags) as session, asyncio.TaskGroup() as group:
            assert await session.login() is None
            store = Store(session.context)
            await learn_version(session, store)
            feed = Feed(session, store, namespaces=(self._namespace.name,))
            checking = Checking(session, store)
            tasks = [
                group.create_task(each)
                for each in (feed.run(), checking.run(), self._look(checking))
            ]
            yield
            for task in tasks:
                task.cancel()

    async def _look(self, checking: Checking) -> None:
        first = 0
        while True:
            names: Sequence[Name] = sorted(checking.store.keys())
            first = (first + SHOWN) % max(len(names), 1)
            checking.closely(names[first : first + SHOWN])
            for name in names:
                found = checking.of(name)
                if found is None:
                    continue
                self.judged += 1
                for each in found.findings:
                    self._alarms.note("live", each.rule.id, each.severity, each.title)
            await asyncio.sleep(0.5)


async def test_nothing_is_said_of_sets_that_are_well(namespace: Namespace) -> None:
    names = [f"web-{number}" for number in range(SETS)]
    room = asyncio.Semaphore(AT_ONCE)
    alarms = Alarms()
    looks = 0
    # Pods that were Ready for long before they go: a wait must not count from then.
    long_ago = f"{datetime.now(UTC) - timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}"

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
                    annotations={
                        "ststui.test/delay": "1s",
                        "ststui.test/stop-delay": "1s",
                        **({"ststui.test/since": long_ago} if number % 2 else {}),
                    },
                ),
            )

    async def disturb(number: int, name: str, *, turn: int) -> None:
        async with room:
            match (number + turn) % 4:
                case 0:
                    await namespace.set_image(name, f"app:{turn + 2}")
                case 1:
                    await namespace.scale(name, 3)
                case 2:
                    await namespace.scale(name, 1)
                case _:
                    await namespace.delete("Pod", f"{name}-0")

    async def look() -> None:
        nonlocal looks
        looks += 1
        for findings in (await found_in(namespace)).values():
            for each in findings:
                alarms.note("diagnose", each["rule"], each["severity"], each["title"])

    async def at_rest() -> bool:
        await look()
        return all(
            each["metadata"]["generation"] == each["status"].get("observedGeneration")
            and each["status"].get("readyReplicas", 0) == each["spec"]["replicas"]
            and each["status"].get("updatedReplicas") == each["spec"]["replicas"]
            and each["status"]["replicas"] == each["spec"]["replicas"]
            for each in await namespace.list("StatefulSet")
        )

    live = Live(namespace, alarms)
    async with live.running():
        await asyncio.gather(*(make(number, name) for number, name in enumerate(names)))
        await wait_for(at_rest, what="rest", seconds=400)
        for turn in range(ROUNDS):
            await asyncio.gather(
                *(disturb(number, name, turn=turn) for number, name in enumerate(names))
            )
            await wait_for(at_rest, what="rest", seconds=400)
    assert looks > 2 * ROUNDS
    assert live.judged > SETS
    assert not alarms, "\n".join(sorted(alarms))

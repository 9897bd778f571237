"""200 healthy sets under rollout, scale and churn: nothing of medium severity or worse is said."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import pytest

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.demo import kinds
from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import node
from ststui.diagnosis import at_least, built_in
from ststui.live.around import Around
from ststui.live.diagnosing import look_closely
from ststui.live.once import read_once
from ststui.report.next_steps import report_step

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ststui.demo.running import Demo
    from ststui.diagnosis import Diagnosis
    from ststui.model import Family

pytestmark = pytest.mark.demo

SETS = 200
STEPS = 12
"""Looks at the cluster: rollouts and scaling are under way in each."""
SECONDS = (2, 18)
"""Of the cluster's time before a look, by turns: soon after a change pods still end."""
OLD = 3600
"""Seconds that pods have been Ready when it begins: no wait counts from then."""


def made(demo: Demo) -> None:
    """All sets, with claims and a Service each, in one namespace; pods take a while to end."""
    for version in range(1, STEPS + 2):
        demo.cluster.behaviours.set_image(f"nginx:{version}", Behaviour(stop_seconds=6))
    for number in range(10, 30):
        zone = f"zone-{number % 3}"
        node(demo.cluster, f"more-{number}", number=number, zone=zone, size=("64", "256Gi"))
    for number in range(SETS):
        sets.add(
            demo.cluster,
            f"set-{number:03}",
            namespace="production",
            image="nginx:1",
            replicas=2,
            claims=[manifests.claim_template()],
        )


def churn(demo: Demo, step: int) -> None:
    """A third of the sets gets an image, a third a size, and some pods are deleted."""
    registry, store = demo.cluster.registry, demo.cluster.store
    for number in range(step % 3, SETS, 9):
        found = store.get(kinds.STATEFUL_SETS, "production", f"set-{number:03}")
        assert found is not None
        changed = copy.deepcopy(found)
        if number % 2:
            changed["spec"]["template"]["spec"]["containers"][0]["image"] = f"nginx:{step + 2}"
        else:
            changed["spec"]["replicas"] = 2 + (number + step) % 3
        registry.update(kinds.STATEFUL_SETS, changed)
    for number in range(step, SETS, 40):
        name = f"set-{number:03}-0"
        if store.get(kinds.PODS, "production", name) is not None:
            registry.delete(kinds.PODS, "production", name)


def left_over(found: Iterable[tuple[Family, Diagnosis]], *, now: datetime) -> Iterator[str]:
    """Sets of which it is said that their controller has not done its step for a while."""
    for family, _ in found:
        undone = report_step(family, now=now, server_version=None).undone
        if undone is not None:
            yield f"{family.name} is left alone for {undone.seconds}s"


@pytest.mark.timeout(180)
async def test_no_false_alarms(demo: Demo) -> None:
    made(demo)
    await demo.step(60)
    await demo.step(OLD)
    said: list[str] = []
    async with open_session(ConnectionFlags(kubeconfig=str(demo.kubeconfig_path))) as session:
        assert await session.login() is None
        for step in range(STEPS):
            churn(demo, step)
            await demo.step(SECONDS[step % len(SECONDS)])
            once = await read_once(session, namespace="production")
            assert not once.unread
            families = [once.store.families.of(name) for name in once.store.sets.names()]
            found = await look_closely(
                session,
                [each for each in families if each is not None],
                Around(once.store),
                book=built_in(),
                server_version=once.store.server_version,
            )
            assert len(found) == SETS
            said += [f"{step}: {each}" for each in left_over(found, now=session.now())]
            said += [
                f"{step}: {each.rule.id}: {each.title}"
                for _, diagnosis in found
                for each in diagnosis.findings
                if at_least(each.severity, "medium")
            ]
    assert said == []

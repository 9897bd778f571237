"""The tour of the guide can be walked to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ststui.demo import kinds
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.tour import NAME, NAMESPACE, STOPS
from tests.demo.words import NS, claims, pods

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from ststui.demo.fields import Json
    from ststui.demo.running import Demo

pytestmark = pytest.mark.demo


def step(demo: Demo) -> int:
    held = demo.store.get(kinds.CONFIG_MAPS, NAMESPACE, NAME)
    assert held is not None
    return int(held["data"]["step"])


async def test_the_tour(start_demo: Callable[..., Coroutine[Any, Any, Demo]]) -> None:
    demo = await start_demo("guide")
    cluster = demo.cluster

    def change(path: str, value: Any) -> None:
        sets.change(cluster, "database", namespace=NS, value=value, path=path)

    assert step(demo) == 1
    await demo.step(60)
    assert step(demo) == 2
    change("spec.replicas", 5)
    await demo.step(60)
    assert step(demo) == 3
    change("spec.replicas", 3)
    await demo.step(60)
    assert step(demo) == 4
    assert claims(demo) == [f"data-database-{ordinal}" for ordinal in range(5)]
    for ordinal in (3, 4):
        demo.registry.delete(kinds.CLAIMS, NS, f"data-database-{ordinal}")
    await demo.step(5)
    assert step(demo) == 5
    change("spec.updateStrategy.rollingUpdate.partition", 2)
    sets.set_image(cluster, "database", namespace=NS, image="postgres:17")
    await demo.step(60)
    assert step(demo) == 6
    change("spec.updateStrategy.rollingUpdate.partition", 0)
    await demo.step(120)
    assert step(demo) == 7
    await demo.step(30)
    assert pods(demo)["reports-0"] == "Pending"
    demo.registry.delete(kinds.STATEFUL_SETS, NS, "reports")
    await demo.step(30)
    assert step(demo) == 8
    assert pods(demo)["database-1"] == "Terminating"

    def release(new: Json) -> Json:
        del new["metadata"]["finalizers"]
        return new

    demo.registry.edit(kinds.PODS, NS, "database-1", release)
    await demo.step(60)
    assert step(demo) == 9
    demo.registry.create(kinds.SERVICES, manifests.service("cahce", namespace=NS, app="cache"))
    await demo.step(30)
    held = demo.store.get(kinds.CONFIG_MAPS, NAMESPACE, NAME)
    assert held is not None
    assert "That was the tour" in held["data"]["hint"]
    assert len(STOPS) == 9

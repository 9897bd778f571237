"""Ten minutes of an incident: bad rollout, memory, a dead node, stale DNS, one by one."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.behaviour import Behaviour
from ststui.demo.fields import at, name_of
from ststui.demo.names import ZONE
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.finalizer import hold
from ststui.demo.scenarios.foundation import foundation
from ststui.demo.scenarios.guide import database

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.demo.cluster import Cluster

_SPACE = "shop"
_FLAKY = Behaviour(
    ready_seconds=3.0, flap_seconds=15.0, unready_message="HTTP probe failed with statuscode: 503"
)
_HUNGRY = Behaviour(exit_code=137, exit_reason="OOMKilled", exit_seconds=20.0, ready_seconds=4.0)


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(900):
        foundation(cluster)
        database(cluster)
        sets.space(cluster, _SPACE)
        for name, image, replicas, port in (
            ("cart", "redis:7.4", 3, 6379),
            ("kafka", "kafka:4.1", 3, 9092),
            ("search", "opensearch:3.2", 3, 9200),
        ):
            sets.add(
                cluster,
                name,
                namespace=_SPACE,
                image=image,
                port=port,
                replicas=replicas,
                claims=[manifests.claim_template()],
            )
        budget = manifests.budget("kafka", namespace=_SPACE, app="kafka", maxUnavailable=1)
        cluster.create(kinds.BUDGETS, budget)
    for number, (seconds, act) in enumerate(script(cluster)):
        cluster.clock.after(seconds, ("incident", number), act)


def script(cluster: Cluster) -> tuple[tuple[float, Callable[[], None]], ...]:
    """What happens, by seconds from the start."""
    image = partial(sets.set_image, cluster, namespace=_SPACE)
    return (
        (20, partial(image, "cart", image="redis:8.0-broken")),
        (80, partial(cluster.behaviours.set_container, _SPACE, "search-0", "search", _FLAKY)),
        (81, partial(_restart, cluster, "search-0")),
        (140, partial(cluster.behaviours.set_container, _SPACE, "search-2", "search", _HUNGRY)),
        (141, partial(_restart, cluster, "search-2")),
        (200, partial(_kill_node, cluster, "kafka-2")),
        (300, partial(image, "cart", image="redis:7.4")),
        (360, partial(_stale, cluster)),
        (420, partial(hold, cluster, "search-1", namespace=_SPACE)),
        (480, partial(_full, cluster)),
        (540, partial(_grow, cluster)),
    )


def _restart(cluster: Cluster, pod: str) -> None:
    if cluster.store.get(kinds.PODS, _SPACE, pod) is not None:
        cluster.registry.delete(kinds.PODS, _SPACE, pod)


def _kill_node(cluster: Cluster, pod: str) -> None:
    held = cluster.store.get(kinds.PODS, _SPACE, pod)
    node = at(held, "spec", "nodeName")
    if node:
        cluster.stop_node(node)


def _stale(cluster: Cluster) -> None:
    for pod in cluster.store.each(kinds.PODS, "kube-system"):
        if name_of(pod).startswith("coredns"):
            name = f"database-1.database.production.svc.{ZONE}"
            cluster.name_servers.set_answer(name_of(pod), name, ("10.244.99.99",))
            return


def _full(cluster: Cluster) -> None:
    cluster.disk_use["production", "data-database-2"] = 0.97


def _grow(cluster: Cluster) -> None:
    sets.change(cluster, "database", namespace="production", value=5, path="spec.replicas")

"""Namespace shop: a bit of everything, some of it moving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests, sets

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_SPACE = "shop"
_TIDE_SECONDS = 90.0
"""The queue's load rises and falls so often."""


def shop(cluster: Cluster) -> None:
    """Make the namespace and its sets; to be called some minutes in the past.

    cart has a canary, queue is scaled up and down by an autoscaler (its claims stay), search flaps,
    mail crashes.
    """
    sets.space(cluster, _SPACE)
    flaps = Behaviour(
        ready_seconds=3.0,
        flap_seconds=25.0,
        unready_message="HTTP probe failed with statuscode: 503",
    )
    cluster.behaviours.set_image("example/flaky:3", flaps)
    for name, image, replicas, port in (
        ("cart", "redis:7.4", 3, 6379),
        ("queue", "rabbitmq:4.1", 3, 5672),
        ("search", "example/flaky:3", 2, 9200),
        ("mail", "example/mail:broken", 1, 25),
    ):
        partition = {"type": "RollingUpdate", "rollingUpdate": {"partition": 2}}
        sets.add(
            cluster,
            name,
            namespace=_SPACE,
            image=image,
            port=port,
            replicas=replicas,
            claims=[manifests.claim_template()],
            spec={"updateStrategy": partition} if name == "cart" else None,
        )
    budget = manifests.budget("queue", namespace=_SPACE, app="queue", maxUnavailable=1)
    cluster.create(kinds.BUDGETS, budget)
    cluster.clock.step_at_once(120)
    sets.set_image(cluster, "cart", namespace=_SPACE, image="redis:8.0")
    _autoscale(cluster)


def _autoscale(cluster: Cluster) -> None:
    target = {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": "queue"}
    cluster.create(
        kinds.AUTOSCALERS,
        {
            "metadata": {"name": "queue", "namespace": _SPACE},
            "spec": {"minReplicas": 2, "maxReplicas": 4, "scaleTargetRef": target},
        },
    )


def begin_tide(cluster: Cluster, load: float = 4.0) -> None:
    """Let the queue's load go up and down, for ever.

    Args:
        cluster: Where.
        load: The first load, in replicas it would be right for.
    """

    def turn() -> None:
        cluster.load[_SPACE, "queue"] = load
        begin_tide(cluster, 6.0 - load)

    cluster.clock.after(_TIDE_SECONDS, "tide of the shop", turn)

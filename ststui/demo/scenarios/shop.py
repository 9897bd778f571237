"""Namespace shop: a bit of everything, some of it moving."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_NAMESPACE = "shop"


def shop(cluster: Cluster) -> None:
    """Make the namespace and its sets."""
    cluster.create(kinds.NAMESPACES, manifests.namespace(_NAMESPACE))
    cluster.behaviours.set_image(
        "example/flaky:3",
        Behaviour(
            ready_seconds=3.0,
            flap_seconds=25.0,
            unready_message="HTTP probe failed with statuscode: 503",
        ),
    )
    for name, image, replicas, port in (
        ("cart", "redis:7.4", 3, 6379),
        ("queue", "rabbitmq:4.1", 3, 5672),
        ("search", "example/flaky:3", 2, 9200),
        ("mail", "example/mail:broken", 1, 25),
    ):
        cluster.create(kinds.SERVICES, manifests.service(name, namespace=_NAMESPACE, port=port))
        cluster.create(
            kinds.STATEFUL_SETS,
            manifests.stateful_set(
                name,
                namespace=_NAMESPACE,
                replicas=replicas,
                containers=[
                    manifests.container(
                        name,
                        image,
                        readinessProbe=manifests.ready_on(port),
                        ports=[{"containerPort": port}],
                    )
                ],
                claims=[manifests.claim_template()],
            ),
        )
    cluster.create(
        kinds.BUDGETS,
        manifests.budget("queue", namespace=_NAMESPACE, app="queue", maxUnavailable=1),
    )

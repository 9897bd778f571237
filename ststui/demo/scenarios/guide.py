"""The guide: a database in namespace production that comes up in order, and a shop beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.behaviour import Behaviour
from ststui.demo.scenarios import manifests
from ststui.demo.scenarios.foundation import foundation
from ststui.demo.scenarios.shop import begin_tide, shop
from ststui.demo.scenarios.tour import Tour

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_BEFORE_SECONDS = 600.0
"""How long everything but the database has been there."""
_WAIT = 'if [ "$(hostname)" != database-0 ]; then until nslookup database-0.database.production; '


def database(cluster: Cluster, *, replicas: int = 3) -> None:
    """The database of the guide: three replicas of which the later ones wait for the first.

    Args:
        cluster: Where.
        replicas: How many.
    """
    cluster.create(kinds.NAMESPACES, manifests.namespace("production"))
    for name, headless in (("database", True), ("database-read", False)):
        cluster.create(
            kinds.SERVICES,
            manifests.service(
                name,
                namespace="production",
                port=5432,
                port_name="postgres",
                app="database",
                headless=headless,
            ),
        )
    wait = Behaviour(waits_for="database-0.database.production", exit_code=0)
    cluster.behaviours.set_image("busybox:1.37", wait)
    cluster.behaviours.set_container(
        "production", "database-0", "wait-for-primary", Behaviour(exit_code=0, exit_seconds=0.3)
    )
    cluster.behaviours.set_image("postgres:16", Behaviour(pull_seconds=3.0, ready_seconds=5.0))
    first = manifests.container(
        "wait-for-primary", "busybox:1.37", command=["sh", "-c", _WAIT + "do sleep 2; done; fi"]
    )
    cluster.create(
        kinds.STATEFUL_SETS,
        manifests.stateful_set(
            "database",
            namespace="production",
            replicas=replicas,
            containers=[
                manifests.container(
                    "postgres",
                    "postgres:16",
                    ports=[{"name": "postgres", "containerPort": 5432}],
                    readinessProbe=manifests.ready_on(5432),
                    resources={"requests": {"cpu": "500m", "memory": "1Gi"}},
                    volumeMounts=[{"name": "data", "mountPath": "/var/lib/postgresql/data"}],
                    env=[{"name": "PGDATA", "value": "/var/lib/postgresql/data/pgdata"}],
                )
            ],
            claims=[manifests.claim_template(size="50Gi", storage_class="fast-ssd")],
            pod={"initContainers": [first]},
        ),
    )


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(_BEFORE_SECONDS):
        foundation(cluster)
        shop(cluster)
    begin_tide(cluster)
    database(cluster)
    Tour(cluster).start()

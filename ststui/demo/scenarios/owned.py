"""Sets that somebody else steers: an autoscaler, an operator, Helm and Argo CD."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json

_SPACE = "production"


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(900):
        foundation(cluster)
        sets.space(cluster, _SPACE)
        sets.add(cluster, "workers", namespace=_SPACE, image="example/worker:5", replicas=2)
        cluster.create(
            kinds.AUTOSCALERS,
            {
                "metadata": {"name": "workers", "namespace": _SPACE},
                "spec": {
                    "minReplicas": 2,
                    "maxReplicas": 6,
                    "scaleTargetRef": {
                        "apiVersion": "apps/v1",
                        "kind": "StatefulSet",
                        "name": "workers",
                    },
                },
            },
        )
        _operated(cluster)
        notes = {"meta.helm.sh/release-name": "billing", "meta.helm.sh/release-namespace": _SPACE}
        labels = {"app.kubernetes.io/managed-by": "Helm"}
        sets.add(
            cluster,
            "billing",
            namespace=_SPACE,
            image="example/billing:7",
            annotations=notes,
            labels=labels,
        )
        tracked = {"argocd.argoproj.io/tracking-id": f"audit:apps/StatefulSet:{_SPACE}/audit"}
        sets.add(cluster, "audit", namespace=_SPACE, image="example/audit:2", annotations=tracked)
    cluster.load[_SPACE, "workers"] = 4.0


def _operated(cluster: Cluster) -> None:
    """A set of a PostgreSQL operator, with roles on its pods."""
    sets.add(
        cluster,
        "acid-orders",
        namespace=_SPACE,
        image="ghcr.io/zalando/spilo-17:4.0",
        port=5432,
        claims=[manifests.claim_template("pgdata", size="50Gi")],
    )

    def own(new: Json) -> Json:
        new["metadata"]["ownerReferences"] = [
            {
                "apiVersion": "acid.zalan.do/v1",
                "kind": "postgresql",
                "name": "acid-orders",
                "uid": "6d1f3a52-92c1-4b36-8a44-2f1d0c7e9b10",
                "controller": True,
            }
        ]
        return new

    cluster.registry.edit(kinds.STATEFUL_SETS, _SPACE, "acid-orders", own)
    cluster.clock.step_at_once(120)
    for ordinal in range(3):

        def label(new: Json, role: str = "replica" if ordinal else "master") -> Json:
            new["metadata"]["labels"]["spilo-role"] = role
            return new

        cluster.registry.edit(kinds.PODS, _SPACE, f"acid-orders-{ordinal}", label)

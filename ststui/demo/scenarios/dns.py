"""DNS broken in five layers: Service, address, selector, hostname, server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import name_of
from ststui.demo.names import ZONE
from ststui.demo.registry.deletion import DeleteOptions
from ststui.demo.scenarios import manifests, sets
from ststui.demo.scenarios.foundation import foundation

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster

_SPACE = "production"


def build(cluster: Cluster) -> None:
    """Make the scenario."""
    with cluster.clock.history(600):
        foundation(cluster)
        sets.space(cluster, _SPACE)
        sets.add_bare(cluster, "no-service", namespace=_SPACE, image="a:1", replicas=2)
        for name, more in (("not-headless", {"headless": False}), ("no-match", {"app": "nomatch"})):
            service = manifests.service(name, namespace=_SPACE, **more)
            cluster.create(kinds.SERVICES, service)
            sets.add_bare(cluster, name, namespace=_SPACE, image="a:1", replicas=2)
        _rename_service(cluster, "no-hostname", old="no-hostname-old")
        sets.add(cluster, "stale", namespace=_SPACE, image="a:1", replicas=2)
        cluster.clock.step_at_once(120)
    servers = [
        name_of(pod)
        for pod in cluster.store.each(kinds.PODS, "kube-system")
        if name_of(pod).startswith("coredns")
    ]
    name = f"stale-1.stale.{_SPACE}.svc.{ZONE}"
    cluster.name_servers.set_answer(servers[0], name, ("10.244.99.99",))


def _rename_service(cluster: Cluster, name: str, *, old: str) -> None:
    """Give a set another serviceName the one way there is: its pods keep the old subdomain."""
    options = DeleteOptions(propagation="Orphan")
    for service in (old, name):
        made = manifests.service(service, namespace=_SPACE, app=name)
        cluster.create(kinds.SERVICES, made)
        sets.add_bare(cluster, name, namespace=_SPACE, image="a:1", replicas=2, service=service)
        cluster.clock.step_at_once(60)
        if service == old:
            cluster.registry.delete(kinds.STATEFUL_SETS, _SPACE, name, options=options)
            cluster.registry.delete(kinds.SERVICES, _SPACE, old)
            cluster.clock.step_at_once(10)

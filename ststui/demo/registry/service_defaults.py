"""What the API server fills into a Service, its cluster address among it."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import at

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.store import Store

CLUSTER_RANGE = ipaddress.ip_network("10.96.0.0/16")
"""Where cluster addresses of Services come from."""
_FIRST_FREE = 20
"""Addresses below are for kubernetes (1), kube-dns (10) and the like."""


def free_address(store: Store) -> str:
    """The lowest cluster address no Service has."""
    taken = {at(item, "spec", "clusterIP") for item in store.each(kinds.SERVICES)}
    number = _FIRST_FREE
    while str(CLUSTER_RANGE[number]) in taken:
        number += 1
    return str(CLUSTER_RANGE[number])


def service_defaults(obj: Json, store: Store, old: Json | None = None) -> Json:
    """A Service with its defaults.

    Args:
        obj: The Service as sent; it is changed.
        store: Where the taken addresses are.
        old: The Service before, whose address stays.

    Returns:
        The same Service.
    """
    spec = obj.setdefault("spec", {})
    kind = spec.setdefault("type", "ClusterIP")
    spec.setdefault("sessionAffinity", "None")
    for port in spec.get("ports", ()):
        port.setdefault("protocol", "TCP")
        port.setdefault("targetPort", port.get("port"))
    obj["status"] = at(old, "status") or {"loadBalancer": {}}
    if kind == "ExternalName":
        return obj
    address = spec.get("clusterIP") or at(old, "spec", "clusterIP") or free_address(store)
    spec["clusterIP"] = address
    spec["clusterIPs"] = [address]
    spec.setdefault("ipFamilies", ["IPv4"])
    spec.setdefault("ipFamilyPolicy", "SingleStack")
    spec.setdefault("internalTrafficPolicy", "Cluster")
    return obj

"""The names the cluster's DNS knows, as CoreDNS makes them from Services and EndpointSlices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.fields import at, labels_of

if TYPE_CHECKING:
    from ststui.demo.fields import Json
    from ststui.demo.store import Store

ZONE = "cluster.local"
"""The cluster's domain."""


def _slices(store: Store, namespace: str, service: str) -> list[Json]:
    return [
        item
        for item in store.each(kinds.SLICES, namespace)
        if labels_of(item).get("kubernetes.io/service-name") == service
    ]


def endpoint_name(endpoint: Json, address: str) -> str:
    """The first label of an endpoint's own name: its hostname, else its address with dashes."""
    return str(endpoint.get("hostname") or address.replace(".", "-").replace(":", "-"))


def endpoints(store: Store, namespace: str, service: str) -> list[tuple[str, str]]:
    """The ready endpoints of a Service: first label and address."""
    return [
        (endpoint_name(endpoint, address), address)
        for item in _slices(store, namespace, service)
        for endpoint in item["endpoints"]
        if at(endpoint, "conditions", "ready", default=True)
        for address in endpoint["addresses"]
    ]


def addresses(store: Store, name: str) -> list[str] | None:
    """The addresses of an absolute name.

    Args:
        store: Services and slices.
        name: Such as "db-0.db.shop.svc.cluster.local", with or without the last dot.

    Returns:
        The addresses, None if the name does not exist (NXDOMAIN).
    """
    labels = name.rstrip(".").lower().removesuffix(f".svc.{ZONE}").split(".")
    if not name.rstrip(".").lower().endswith(f".svc.{ZONE}") or len(labels) not in (2, 3):
        return None
    namespace, service = labels[-1], labels[-2]
    held = store.get(kinds.SERVICES, namespace, service)
    if held is None:
        return None
    found = endpoints(store, namespace, service)
    if len(labels) == 3:
        return [address for label, address in found if label == labels[0]] or None
    cluster_address = at(held, "spec", "clusterIP")
    if cluster_address and cluster_address != "None":
        return [cluster_address]
    return [address for _, address in found] or None


def resolves_from(store: Store, namespace: str, name: str) -> bool:
    """Whether a name asked from a pod is answered, the search list of its namespace tried first."""
    if name.endswith("."):
        return addresses(store, name) is not None
    searched = (f"{name}.{namespace}.svc.{ZONE}", f"{name}.svc.{ZONE}", f"{name}.{ZONE}", name)
    return any(addresses(store, candidate) is not None for candidate in searched)

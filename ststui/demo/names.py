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


def served_ports(store: Store, name: str) -> list[str]:
    """The SRV records of a named port, as CoreDNS has them (plugin/kubernetes, 1.14).

    Args:
        store: Services and slices.
        name: Such as "_postgres._tcp.db.shop.svc.cluster.local", with or without the last dot.

    Returns:
        Priority, weight, port and target each; none if the name does not exist.
    """
    labels = name.rstrip(".").lower().removesuffix(f".svc.{ZONE}").split(".")
    if not name.rstrip(".").lower().endswith(f".svc.{ZONE}") or len(labels) != 4:
        return []
    port, protocol, service, namespace = labels
    wanted = (port.removeprefix("_"), protocol.removeprefix("_"))
    held = store.get(kinds.SERVICES, namespace, service)
    if held is None:
        return []
    own = f"{service}.{namespace}.svc.{ZONE}."
    address = at(held, "spec", "clusterIP")
    if address and address != "None":
        ports = at(held, "spec", "ports", default=())
        return [f"0 100 {e['port']} {own}" for e in ports if _named(e) == wanted]
    found = [
        (number["port"], endpoint_name(endpoint, endpoint["addresses"][0]))
        for item in _slices(store, namespace, service)
        for number in item["ports"]
        if _named(number) == wanted
        for endpoint in item["endpoints"]
        if at(endpoint, "conditions", "ready", default=True)
    ]
    weight = 100 // len(found) if found else 0
    return [f"0 {weight} {number} {label}.{own}" for number, label in found]


def _named(port: Json) -> tuple[str, str]:
    return port.get("name", "").lower(), port.get("protocol", "TCP").lower()


def resolves_from(store: Store, namespace: str, name: str) -> bool:
    """Whether a name asked from a pod is answered, the search list of its namespace tried first."""
    if name.endswith("."):
        return addresses(store, name) is not None
    searched = (f"{name}.{namespace}.svc.{ZONE}", f"{name}.svc.{ZONE}", f"{name}.{ZONE}", name)
    return any(addresses(store, candidate) is not None for candidate in searched)

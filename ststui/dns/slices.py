"""What EndpointSlices tell, read as DNS servers read it."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from ststui.model import Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.model import EndpointSlice, Family, Service
    from ststui.model.slice import Endpoint


def slices_of(family: Family, service: Service) -> tuple[EndpointSlice, ...] | None:
    """Slices of a Service; None when they are not known.

    A Service with a selector has at least one, an empty one if need be (endpointslice reconciler,
    v0.36); those of Services with a cluster address are not watched.
    """
    if isinstance(family.slices, Unreadable):
        return None
    mine = tuple(e for e in family.slices.value if e.service_name == service.metadata.name)
    return mine if mine or (service.headless and service.spec.selector) else None


def ready_endpoints(slices: Iterable[EndpointSlice]) -> Iterator[Endpoint]:
    """The endpoints that DNS servers answer with."""
    return (each for each in _endpoints(slices) if is_ready(each))


def _endpoints(slices: Iterable[EndpointSlice]) -> Iterator[Endpoint]:
    for each in slices:
        if each.address_type in {"IPv4", "IPv6"}:
            yield from each.endpoints


def of_pod(slices: Iterable[EndpointSlice], pod: str) -> tuple[Endpoint, ...]:
    """The endpoints that name a pod or stand for it."""
    return tuple(
        e
        for e in _endpoints(slices)
        if e.hostname == pod
        or (e.target_ref is not None and e.target_ref.kind == "Pod" and e.target_ref.name == pod)
    )


def is_ready(endpoint: Endpoint) -> bool:
    """Whether DNS servers answer with it."""
    # Nil counts as ready (CoreDNS 1.14, plugin/kubernetes/object/endpoint.go).
    return endpoint.conditions.ready is not False


def shortest(address: str) -> str:
    """An address in its shortest form, so that two writings of one are equal."""
    try:
        return str(ip_address(address))
    except ValueError:
        return address


def family_of(address: str) -> str:
    """``IPv4`` or ``IPv6``."""
    return "IPv6" if ":" in address else "IPv4"

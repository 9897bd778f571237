"""The services of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.model import Unreadable
from ststui.report.shape import Shape

if TYPE_CHECKING:
    from ststui.model import Family


class ServiceDns(Shape, frozen=True):
    """What DNS says of the service's name."""

    verdict: str


class ServiceReport(Shape, frozen=True):
    """One service."""

    name: str
    role: Literal["governing", "client"]
    type: str
    """Kubernetes' type, e.g. ``ClusterIP``."""
    headless: bool
    cluster_address: str | None
    """Null when it has none."""
    ready_addresses: int | None
    """Ready endpoints, each address once; null when its EndpointSlices were not read."""
    dns: ServiceDns | None


def report_services(family: Family) -> tuple[ServiceReport, ...] | None:
    """The governing service first; None when services could not be read."""
    if isinstance(family.services, Unreadable):
        return None
    governing = family.set.spec.service_name
    return tuple(
        ServiceReport(
            name=each.metadata.name,
            role="governing" if each.metadata.name == governing else "client",
            type=each.spec.type,
            headless=each.headless,
            cluster_address=each.spec.cluster_ip
            if each.spec.cluster_ip not in {"", "None"}
            else None,
            ready_addresses=_ready(family, each.metadata.name),
            dns=_dns(family) if each.metadata.name == governing else None,
        )
        for each in family.services.value
    )


def _dns(family: Family) -> ServiceDns | None:
    if isinstance(family.dns, Unreadable):
        return None
    return ServiceDns(verdict=family.dns.value.service.verdict)


def _ready(family: Family, service: str) -> int | None:
    if isinstance(family.slices, Unreadable):
        return None
    slices = [each for each in family.slices.value if each.service_name == service]
    if not slices:
        # A service with a selector has at least one slice, an empty one if need be (endpointslice
        # reconciler, v0.36): without any, its slices were not asked for.
        return None
    ready = {
        address
        for each in slices
        for endpoint in each.endpoints
        if endpoint.conditions.ready is not False
        for address in endpoint.addresses
    }
    return len(ready)

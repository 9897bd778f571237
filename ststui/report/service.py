"""The services of a set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.model import Unreadable
from ststui.model.ordinal import split_ordinal
from ststui.report.shape import Shape

if TYPE_CHECKING:
    from ststui.model import Family
    from ststui.model.slice import TargetReference


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
    gone_addresses: int | None
    """How many of these are of pods of the set that are gone: the slices are behind; null when that
    is not known."""
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
            ready_addresses=None if ready is None else len(ready),
            gone_addresses=_gone(family, ready),
            dns=_dns(family) if each.metadata.name == governing else None,
        )
        for each in family.services.value
        for ready in (_ready(family, each.metadata.name),)
    )


def _dns(family: Family) -> ServiceDns | None:
    if isinstance(family.dns, Unreadable):
        return None
    return ServiceDns(verdict=family.dns.value.service.verdict)


def _ready(family: Family, service: str) -> dict[str, TargetReference | None] | None:
    """Who stands behind each ready address of a service."""
    if isinstance(family.slices, Unreadable):
        return None
    slices = [each for each in family.slices.value if each.service_name == service]
    if not slices:
        # A service with a selector has at least one slice, an empty one if need be (endpointslice
        # reconciler, v0.36): without any, its slices were not asked for.
        return None
    return {
        address: endpoint.target_ref
        for each in slices
        for endpoint in each.endpoints
        if endpoint.conditions.ready is not False
        for address in endpoint.addresses
    }


def _gone(family: Family, ready: dict[str, TargetReference | None] | None) -> int | None:
    if ready is None or isinstance(family.pods, Unreadable):
        return None
    # A name that is there with another uid may be older here than in the slice: the two lists come
    # by different watches.
    there = {pod.metadata.name for pod in (*family.pods.value, *family.foreign_by_ordinal.values())}
    return sum(
        target is not None
        and target.kind == "Pod"
        and (split_ordinal(target.name) or ("",))[0] == family.name
        and target.name not in there
        for target in ready.values()
    )

"""What SRV and reverse names must answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.dns.expected import Expectation
from ststui.dns.names import service_text
from ststui.dns.slices import ready_endpoints, shortest, slices_of

if TYPE_CHECKING:
    from ststui.model import Family
    from ststui.model.dns import Layer, Name


def expect_srv(family: Family, name: Name, *, zone: str) -> Expectation:
    """One record for each ready endpoint of the named port (specification.md 2.4.2).

    Args:
        family: the set and what belongs to it.
        name: ``_<port>._<protocol>.<service>…``.
        zone: the cluster's zone.
    """
    service = family.governing
    slices = slices_of(family, service) if service else None
    if service is None or slices is None or not service.headless:
        text = "EndpointSlices of the Service are not known"
        return Expectation(layer="endpointSlice", sentence=text)
    first, second, _ = name.text.split(".", 2)
    wanted = (first[1:], second[1:])
    suffix = service_text(family, zone=zone).rstrip(".")
    found: set[str] = set()
    for each in slices:
        ports = [p.port for p in each.ports if (p.name, p.protocol.lower()) == wanted]
        for endpoint in ready_endpoints((each,)):
            for address in endpoint.addresses:
                host = endpoint.hostname or _dashed(address)
                found.update(f"{host}.{suffix}:{port}".lower() for port in ports)
    values = tuple(sorted(found))
    text = "" if values else f"no endpoint of Service {service.metadata.name} is ready"
    layer: Layer | None = None if values else "readiness"
    return Expectation(values=values, in_slices=values, sentence=text, layer=layer)


def expect_reverse(forward: str) -> Expectation:
    """An ordinal's address points back to its name; other Services' names may stand beside it.

    Args:
        forward: the ordinal's stable name.
    """
    return Expectation(values=(forward.rstrip(".").lower(),), subset=True)


def _dashed(address: str) -> str:
    return shortest(address).replace(".", "-").replace(":", "-")

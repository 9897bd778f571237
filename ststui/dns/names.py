"""The names a set must have (kubernetes/dns specification.md, schema 1.1.0)."""

from __future__ import annotations

from ipaddress import ip_address
from typing import TYPE_CHECKING

from ststui.model.dns import Name
from ststui.model.ordinal import pod_name

if TYPE_CHECKING:
    from ststui.model import Family, Service

RECORD_TYPES = {"IPv4": "A", "IPv6": "AAAA"}
"""Record type by a Service's address family."""
MOST_LABEL = 63
"""Characters in one label (RFC 1035, 2.3.4)."""
MOST_NAME = 253
"""Characters in a name without the dot at its end (RFC 1035, 2.3.4: 255 octets on the wire)."""


def families_of(service: Service | None) -> tuple[str, ...]:
    """The Service's address families; IPv4 where it names none, or is not known."""
    known = tuple(e for e in service.spec.ip_families if e in RECORD_TYPES) if service else ()
    return known or ("IPv4",)


def record_types(service: Service | None) -> tuple[str, ...]:
    """The record types its names have."""
    return tuple(RECORD_TYPES[each] for each in families_of(service))


def service_text(family: Family, *, zone: str) -> str:
    """``<service>.<namespace>.svc.<zone>.``, the governing Service's name."""
    return f"{family.set.spec.service_name}.{family.namespace}.svc.{zone.rstrip('.')}.".lower()


def ordinal_text(family: Family, ordinal: int, *, zone: str) -> str:
    """``<pod>.<service>.<namespace>.svc.<zone>.``, an ordinal's stable name."""
    return f"{pod_name(family.name, ordinal)}.{service_text(family, zone=zone)}"


def service_name(family: Family, *, zone: str) -> Name:
    """The governing Service's name."""
    types = record_types(family.governing)
    return Name(kind="service", text=service_text(family, zone=zone), types=types)


def ordinal_name(family: Family, ordinal: int, *, zone: str) -> Name:
    """An ordinal's stable name."""
    text = ordinal_text(family, ordinal, zone=zone)
    types = record_types(family.governing)
    return Name(kind="ordinal", text=text, types=types, ordinal=ordinal)


def named_ordinals(family: Family) -> tuple[int, ...]:
    """Ordinals that have a name: the wanted ones and pods outside the range; ascending."""
    return tuple(sorted({*family.set.ordinals, *family.condemned}))


def srv_names(family: Family, *, zone: str) -> tuple[Name, ...]:
    """``_<port>._<protocol>.<service>…`` for each named port of a headless Service."""
    service = family.governing
    text = service_text(family, zone=zone)
    return tuple(
        Name(kind="srv", text=f"_{p.name}._{p.protocol.lower()}.{text}", types=("SRV",))
        for p in (service.spec.ports if service and service.headless else ())
        if p.name
    )


def reverse_name(address: str, *, ordinal: int | None = None) -> Name:
    """The name that points back: ``4.3.2.1.in-addr.arpa.`` or its like in ``ip6.arpa.``."""
    text = f"{ip_address(address).reverse_pointer}."
    return Name(kind="reverse", text=text, types=("PTR",), ordinal=ordinal)


def too_long(text: str) -> bool:
    """Whether DNS cannot carry a name."""
    bare = text.rstrip(".")
    return len(bare) > MOST_NAME or any(
        not label or len(label) > MOST_LABEL for label in bare.split(".")
    )

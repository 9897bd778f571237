"""What DNS says of a set's names: which are asked for, what was answered, what to think of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Verdict = Literal[
    "ok",
    "nxdomain-expected",
    "nxdomain-unexpected",
    "stale",
    "split",
    "nodata",
    "servfail",
    "refused",
    "timeout",
    "no-service",
    "not-headless",
    "selector-misses",
    "no-hostname",
    "no-pod",
    "unavailable",
]
"""Expected against answered. ``split``: servers disagree. ``nodata``: the name is there, an address
of a family of the Service is not. ``unavailable``: no answer for another reason than time."""

VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
"""All of them."""

FINE: frozenset[Verdict] = frozenset({"ok", "nxdomain-expected", "not-headless"})
"""Verdicts that need nothing done now: a name answers, or rightly does not."""

Layer = Literal[
    "service",
    "selector",
    "pod",
    "hostname",
    "readiness",
    "endpointSlice",
    "server",
    "cache",
]
"""Where the fault is, or for ``nxdomain-expected`` the reason: the first layer that applies."""

Transport = Literal["resolver", "server", "portForward", "exec", "none"]
"""The way to the DNS servers: resolv.conf of this pod, ``--dns-server``, a port-forward to each DNS
pod, a command inside a pod of the set (client view), none."""

ZoneSource = Literal["flag", "searchList", "ptr", "configMap", "assumed"]
"""How the cluster's zone became known."""

NameKind = Literal["ordinal", "service", "srv", "reverse"]
"""What a name is for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name a set must have."""

    kind: NameKind
    text: str
    """Absolute, lower case, with the dot at its end."""
    types: tuple[str, ...]
    """Record types that are asked for: ``A``, ``AAAA``, ``SRV`` or ``PTR``."""
    ordinal: int | None = None
    """Of names of kind ordinal and reverse."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What one server said of one name; all record types in one."""

    server: str
    """The DNS pod's name, or address and port."""
    rcode: str | None
    """NOERROR, NXDOMAIN, SERVFAIL, REFUSED …; None when no answer came."""
    addresses: tuple[str, ...] = ()
    """Sorted addresses; for SRV ``target:port``, for PTR names, without the dot at their end."""
    truncated: bool = False
    """Whether the server had more than fits into one message."""
    ttl: int | None = None
    """Seconds the answer may still be kept; the smallest of its records."""
    negative_ttl: int | None = None
    """Seconds that a negative answer may still be kept, from the SOA record (RFC 2308)."""
    milliseconds: float | None = None
    """From sending the query until the last record type was answered."""
    timed_out: bool = False
    """Whether no answer came in time; without, and without an rcode, it was cut off."""
    why: str = ""
    """For people, raw: why there is no answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NameCheck:
    """A name with what it must answer and what each server answered."""

    name: Name
    verdict: Verdict
    layer: Layer | None
    """None when all is well."""
    sentence: str
    """For people; made of names and numbers that are safe to print once escaped."""
    expected: tuple[str, ...] | None
    """Sorted; empty = no record; None = not known."""
    answers: tuple[Answer, ...] = ()
    """One a server, in the servers' order; empty when nobody was asked."""
    negative_ttl: int | None = None
    """Seconds that ``no such name`` may still be kept by a cache; None when it was not answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsWay:
    """How DNS was asked, and what the cluster's zone is."""

    transport: Transport
    servers: tuple[str, ...] = ()
    namespace: str = ""
    """Of the DNS pods, for port-forwards."""
    why: str = ""
    """Why there is no transport; empty when there is one."""
    client: str = ""
    """The pod that was to be asked from inside, whether that worked or not."""
    zone: str = "cluster.local"
    zone_source: ZoneSource = "assumed"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetDns:
    """What DNS says of one set, as it was at one time."""

    asked_at: datetime
    """The API server's time."""
    way: DnsWay
    service: NameCheck
    """The governing Service's own name."""
    ordinals: Mapping[int, NameCheck]
    """By ordinal; those that are wanted, and pods that are there outside the range."""
    records: tuple[NameCheck, ...] = ()
    """SRV and reverse names; only asked for when looked at."""

"""DNS messages: questions to bytes, bytes to replies; what is hostile or cut is nothing."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from typing import NamedTuple

import dns.exception
import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

IDS = 65_536
"""How many ids there are (RFC 1035, 4.1.1)."""


class Question(NamedTuple):
    """One name and one record type."""

    text: str
    """Absolute, lower case."""
    kind: str
    """``A``, ``AAAA``, ``SRV``, ``PTR`` or ``SOA``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What a server said."""

    rcode: str
    """NOERROR, NXDOMAIN, SERVFAIL, REFUSED …"""
    values: tuple[str, ...] = ()
    """Sorted: addresses; ``target:port`` for SRV, targets for PTR, without the dot at their end."""
    ttl: int | None = None
    """The smallest of the answer's records and the aliases before it, in seconds."""
    negative_ttl: int | None = None
    """How long a negative answer may still be kept (RFC 2308, 5: the SOA's TTL and minimum)."""
    minimum: int | None = None
    """The zone's own TTL: CoreDNS puts its ``ttl`` into the SOA's minimum."""
    truncated: bool = False
    milliseconds: float | None = None
    """Since the query was sent."""


def encode(question: Question, *, identity: int) -> bytes | None:
    """A query as bytes; None if DNS cannot carry the name."""
    try:
        # Without EDNS: over TCP it gives nothing, and old servers answer FORMERR.
        query = dns.message.make_query(question.text, question.kind, id=identity, use_edns=False)
        return query.to_wire()
    except (dns.exception.DNSException, ValueError):
        return None


def decode(wire: bytes) -> tuple[int, Question, Reply] | None:
    """A reply with the id and question it belongs to; None if it is none or makes no sense."""
    try:
        message = dns.message.from_wire(wire, ignore_trailing=True)
        if not message.flags & dns.flags.QR or len(message.question) != 1:
            return None
        asked = message.question[0]
        question = Question(asked.name.to_text().lower(), dns.rdatatype.to_text(asked.rdtype))
        return message.id, question, _reply(message)
    except (dns.exception.DNSException, ValueError, AttributeError):
        # AttributeError: an OPT or TSIG record where none can be.
        return None


def _reply(message: dns.message.Message) -> Reply:
    asked = message.question[0]
    values: set[str] = set()
    ttls: list[int] = []
    name = asked.name
    minimum: int | None = None
    for _ in range(len(message.answer) + 1):
        found = message.get_rrset(message.answer, name, dns.rdataclass.IN, asked.rdtype)
        if found is not None:
            values.update(_value(each) for each in found)
            ttls.append(found.ttl)
            minimum = _minimum(found)
            break
        alias = message.get_rrset(message.answer, name, dns.rdataclass.IN, dns.rdatatype.CNAME)
        if alias is None:
            break
        ttls.append(alias.ttl)
        name = alias[0].target
    soa = next((each for each in message.authority if each.rdtype == dns.rdatatype.SOA), None)
    negative = None
    if soa is not None and not values:
        minimum = _minimum(soa)
        negative = soa.ttl if minimum is None else min(soa.ttl, minimum)
    return Reply(
        rcode=dns.rcode.to_text(message.rcode()),
        values=tuple(sorted(values)),
        ttl=min(ttls, default=None) if values else None,
        negative_ttl=negative,
        minimum=minimum,
        truncated=bool(message.flags & dns.flags.TC),
    )


def _minimum(found: dns.rrset.RRset) -> int | None:
    if found.rdtype != dns.rdatatype.SOA or not len(found):
        return None
    return int(found[0].minimum)


def _value(record: object) -> str:
    match getattr(record, "rdtype", None):
        case dns.rdatatype.A | dns.rdatatype.AAAA:
            return str(ip_address(record.address))  # type: ignore[attr-defined]
        case dns.rdatatype.SRV:
            return f"{_bare(record.target)}:{record.port}"  # type: ignore[attr-defined]
        case dns.rdatatype.PTR:
            return _bare(record.target)  # type: ignore[attr-defined]
        case _:
            return str(record)


def _bare(name: dns.name.Name) -> str:
    return name.to_text(omit_final_dot=True).lower()

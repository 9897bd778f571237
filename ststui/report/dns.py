"""What DNS says of the sets, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from ststui.model import Readable
from ststui.model.dns import FINE, Transport, ZoneSource
from ststui.report.bare_name import bare
from ststui.report.shape import API_VERSION, Shape
from ststui.report.tree import UnreadableReport
from ststui.wording.dns import advice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ststui.model import Family
    from ststui.model.dns import Answer, DnsWay, NameCheck, NameKind


class AnswerReport(Shape, frozen=True):
    """What one server answered."""

    server: str
    rcode: str | None
    """Null when no answer came; then ``why`` says why."""
    addresses: tuple[str, ...]
    ttl: int | None
    milliseconds: float | None
    why: str | None


class CheckReport(Shape, frozen=True, kw_only=True):
    """One name that was asked for."""

    name: str
    verdict: str
    layer: str | None
    sentence: str
    negative_ttl_seconds: int | None
    expected: tuple[str, ...] | None
    """Empty = no record is right; null = not known."""
    answers: tuple[AnswerReport, ...]


class OrdinalDnsReport(CheckReport, frozen=True):
    """One ordinal's stable name."""

    ordinal: int


class RecordReport(CheckReport, frozen=True):
    """An SRV or reverse name."""

    type: Literal["SRV", "PTR"]
    ordinal: int | None


class AdviceReport(Shape, frozen=True):
    """What to do next; ``danger`` names what a step can break."""

    text: str
    command: str | None
    danger: str | None


class SetDnsReport(Shape, frozen=True):
    """One StatefulSet."""

    namespace: str
    name: str
    service: CheckReport
    """The governing Service's name."""
    ordinals: tuple[OrdinalDnsReport, ...]
    records: tuple[RecordReport, ...]
    advice: tuple[AdviceReport, ...]


class TransportReport(Shape, frozen=True):
    """How the servers were asked."""

    kind: Transport
    servers: tuple[str, ...]
    why: str | None
    """Why there is none."""


class DnsReport(Shape, frozen=True, kw_only=True):
    """``ststui dns -o json``."""

    api_version: str = API_VERSION
    kind: Literal["DnsReport"] = "DnsReport"
    context: str
    namespace: str | None
    now: str
    zone: str
    zone_source: ZoneSource
    transport: TransportReport
    sets: tuple[SetDnsReport, ...]
    unreadable: tuple[UnreadableReport, ...]

    @property
    def fine(self) -> bool:
        """Whether every name answers, or rightly does not."""
        return all(verdict in FINE for each in self.sets for verdict in _verdicts(each))


def report_dns(family: Family) -> SetDnsReport | None:
    """What DNS says of a set; None when nobody asked."""
    if not isinstance(family.dns, Readable):
        return None
    dns = family.dns.value
    return SetDnsReport(
        namespace=family.namespace,
        name=family.name,
        service=CheckReport(**_check(dns.service)),
        ordinals=tuple(
            OrdinalDnsReport(ordinal, **_check(each))
            for ordinal, each in sorted(dns.ordinals.items())
        ),
        records=tuple(
            RecordReport(_TYPES[each.name.kind], each.name.ordinal, **_check(each))
            for each in dns.records
        ),
        advice=tuple(
            AdviceReport(text=each.text, command=each.command or None, danger=each.danger or None)
            for each in advice(family, dns)
        ),
    )


def report_way(way: DnsWay) -> TransportReport:
    """How the servers were asked."""
    return TransportReport(kind=way.transport, servers=way.servers, why=way.why or None)


def _verdicts(report: SetDnsReport) -> Iterator[str]:
    yield report.service.verdict
    yield from (each.verdict for each in report.ordinals)
    yield from (each.verdict for each in report.records)


def _answers(answers: Sequence[Answer]) -> tuple[AnswerReport, ...]:
    return tuple(
        AnswerReport(
            server=each.server,
            rcode=each.rcode,
            addresses=each.addresses,
            ttl=each.ttl,
            milliseconds=None if each.milliseconds is None else round(each.milliseconds, 2),
            why=each.why or None,
        )
        for each in answers
    )


def _check(check: NameCheck) -> dict[str, Any]:
    """The keys that all names have."""
    return {
        "name": bare(check.name.text),
        "verdict": check.verdict,
        "layer": check.layer,
        "sentence": check.sentence,
        "negative_ttl_seconds": check.negative_ttl,
        "expected": check.expected,
        "answers": _answers(check.answers),
    }


_TYPES: dict[NameKind, Literal["SRV", "PTR"]] = {"srv": "SRV", "reverse": "PTR"}

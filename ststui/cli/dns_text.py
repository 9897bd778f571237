"""``ststui dns`` as text: one line a name, what each server said below where they matter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cli.left_out import no_sets
from ststui.wording.dns import LAYERS, TRANSPORTS, VERDICTS, ZONE_SOURCES
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ststui.model import Complaint
    from ststui.report.dns import (
        AnswerReport,
        CheckReport,
        DnsReport,
        SetDnsReport,
    )

FINE = frozenset({"ok", "nxdomain-expected", "not-headless"})
MOST_ADDRESSES = 4
"""So many addresses of one answer are written out."""


def dns_text(report: DnsReport, *, wide: bool, left: Sequence[Complaint] = ()) -> str:
    """The report as lines.

    Args:
        report: the report.
        wide: what every server said, also where all is well.
        left: sets that cannot be shown.
    """
    lines = [_head(report)]
    for each in report.sets:
        name = each.name if report.namespace else f"{each.namespace}/{each.name}"
        lines.append(f"\nStatefulSet {safe(name)}")
        lines += _table(each, wide=wide)
        lines += _advice(each)
    if not report.sets:
        lines += no_sets(report.namespace, left=left)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _head(report: DnsReport) -> str:
    zone = f"zone {safe(report.zone)} ({ZONE_SOURCES[report.zone_source]})"
    way = report.transport
    if way.kind == "none":
        return f"{zone} · no DNS server can be asked: {safe(way.why or '')}"
    servers = ", ".join(safe(each) for each in way.servers)
    return f"{zone} · {TRANSPORTS[way.kind]}: {servers}"


def _table(report: SetDnsReport, *, wide: bool) -> Iterator[str]:
    checks: tuple[CheckReport, ...] = (report.service, *report.ordinals, *report.records)
    names = [_name(each) for each in checks]
    width = max(len(each) for each in names)
    word = max(len(_word(each)) for each in checks)
    for name, check in zip(names, checks, strict=True):
        fine = check.verdict in FINE
        yield f"  {name:<{width}}  {_word(check):<{word}}  {safe(check.sentence)}"
        if not fine or wide:
            yield from (f"  {'':<{width}}  {'':<{word}}  {_said(each)}" for each in check.answers)


def _name(check: CheckReport) -> str:
    return safe(check.name)


def _word(check: CheckReport) -> str:
    word = next((w for v, w in VERDICTS.items() if v == check.verdict), check.verdict)
    layer = next((w for n, w in LAYERS.items() if n == check.layer), "")
    return word if check.verdict in FINE or not layer else f"{word} ({layer})"


def _said(answer: AnswerReport) -> str:
    if answer.rcode is None:
        return f"{safe(answer.server)}: {safe(answer.why or 'no answer')}"
    shown = ", ".join(safe(each) for each in answer.addresses[:MOST_ADDRESSES])
    more = len(answer.addresses) - MOST_ADDRESSES
    words = [f"{safe(answer.server)}:", safe(answer.rcode), shown]
    words.append(f"and {more} more" if more > 0 else "")
    words.append(f"ttl {answer.ttl} s" if answer.ttl is not None else "")
    words.append(f"{answer.milliseconds:.1f} ms" if answer.milliseconds is not None else "")
    return " ".join(each for each in words if each)


def _advice(report: SetDnsReport) -> Iterator[str]:
    for each in report.advice:
        yield f"  > {safe(each.text)}" + (f": {safe(each.command)}" if each.command else "")
        if each.danger:
            yield f"    danger: {safe(each.danger)}"

"""The lines of the DNS matrix: name × server, with what was expected beside what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model import Readable
from ststui.model.dns import FINE
from ststui.ui.widgets.tree.rows.cell import Cell, Role
from ststui.ui.widgets.tree.rows.dns import verdict_role
from ststui.wording.dns import LAYERS, TRANSPORTS, VERDICTS, ZONE_SOURCES, advice
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import datetime

    from ststui.model import Family
    from ststui.model.dns import Answer, NameCheck, SetDns
    from ststui.ui.widgets.pane import Line

MOST_ADDRESSES = 2
"""So many addresses of one answer stand in the table; the rest is counted."""
GAP = "  "


def matrix_lines(
    family: Family, *, ordinal: int | None, dns: SetDns | None, now: datetime, width: int, why: str
) -> Iterator[Line]:
    """Everything the matrix says.

    Args:
        family: the set.
        ordinal: only this one's names and the Service's; all of them with None.
        dns: what to show; the Family's own when left out.
        now: the API server's time.
        width: cells there are.
        why: why nothing was asked.
    """
    shown = dns or (family.dns.value if isinstance(family.dns, Readable) else None)
    if shown is None:
        yield (Cell(why or "asking …", "look" if why else "moving"),)
        return
    yield from _head(shown, now)
    yield ()
    checks = [c for c in _checks(shown) if ordinal is None or c.name.ordinal in {None, ordinal}]
    yield from _table(family, shown, checks, width)
    found = advice(family, shown)
    if found:
        yield ()
        yield (Cell("WHAT TO DO", "dim"),)
    for each in found:
        yield (Cell(f"  {safe(each.text)}"),)
        if each.command:
            yield (Cell(f"    {safe(each.command)}", "strong"),)
        if each.danger:
            yield (Cell(f"    danger: {safe(each.danger)}", "look"),)


def _head(dns: SetDns, now: datetime) -> Iterator[Line]:
    way = dns.way
    ago = max(0, int((now - dns.asked_at).total_seconds()))
    zone = f"zone {safe(way.zone)} ({ZONE_SOURCES[way.zone_source]})"
    if way.transport == "none":
        yield (Cell(zone, "dim"),)
        yield (Cell(f"no DNS server can be asked: {safe(way.why)}", "bad"),)
        yield (Cell("c asks from inside a pod of the set instead", "look"),)
        return
    view = "client view" if way.transport == "exec" else "server view"
    words = f"{view} by {TRANSPORTS[way.transport]} · {zone} · asked {ago} s ago"
    yield (Cell(words, "dim"),)


def _checks(dns: SetDns) -> list[NameCheck]:
    ordinals = [check for _, check in sorted(dns.ordinals.items())]
    return [dns.service, *ordinals, *dns.records]


def _table(family: Family, dns: SetDns, checks: Sequence[NameCheck], width: int) -> Iterator[Line]:
    servers = dns.way.servers
    rows = [(c, [_name(family, c), _word(c), _expected(c), *_said(c, servers)]) for c in checks]
    titles = ["NAME", "VERDICT", "EXPECTED", *(safe(each) for each in servers)]
    widths = [
        max(len(titles[i]), *(len(cells[i]) for _, cells in rows)) for i in range(len(titles))
    ]
    beside = sum(widths) + len(GAP) * (len(widths) - 1) <= width
    shown = len(titles) if beside else 3
    yield (Cell(GAP.join(f"{titles[i]:<{widths[i]}}" for i in range(shown)), "dim"),)
    for check, cells in rows:
        role = verdict_role(check.verdict)
        line = [Cell(f"{cells[0]:<{widths[0]}}{GAP}")]
        line.append(Cell(f"{cells[1]:<{widths[1]}}{GAP}", role))
        line.append(Cell(f"{cells[2]:<{widths[2]}}{GAP if beside else ''}", "dim"))
        if beside:
            for i, server in enumerate(servers, start=3):
                cell_role = _answer_role(check, server)
                line.append(Cell(f"{cells[i]:<{widths[i]}}{GAP}", cell_role))
        yield tuple(line)
        if not beside:
            for i, server in enumerate(servers, start=3):
                if cells[i]:
                    text = f"    {safe(server)}: {cells[i]}"
                    yield (Cell(text, _answer_role(check, server)),)
        if check.verdict not in FINE or check.verdict == "nxdomain-expected":
            yield (Cell(f"    {safe(check.sentence)}", "dim" if check.verdict in FINE else role),)
            if check.negative_ttl is not None and check.verdict not in FINE:
                text = f"    a cache may keep the missing name {check.negative_ttl} s more"
                yield (Cell(text, "dim"),)


def _name(family: Family, check: NameCheck) -> str:
    name = check.name
    match name.kind:
        case "service":
            return f"{safe(family.set.spec.service_name)} (Service)"
        case "ordinal":
            return f"{safe(family.name)}-{name.ordinal}"
        case "srv":
            return f"{safe('.'.join(name.text.split('.')[:2]))} (SRV)"
        case "reverse":
            return f"{safe(family.name)}-{name.ordinal} (reverse)"


def _word(check: NameCheck) -> str:
    word = VERDICTS[check.verdict]
    if (
        check.verdict in FINE
        or check.layer is None
        or check.layer in {"service", "selector", "pod"}
    ):
        return word
    return f"{word} ({LAYERS[check.layer]})"


def _expected(check: NameCheck) -> str:
    if check.expected is None:
        return "not known"
    if not check.expected:
        return "no record"
    return _short(check, check.expected)


def _said(check: NameCheck, servers: Sequence[str]) -> list[str]:
    by_server = {each.server: each for each in check.answers}
    return [_answer(check, by_server[s]) if s in by_server else "" for s in servers]


def _answer(check: NameCheck, answer: Answer) -> str:
    if answer.rcode is None:
        return (
            "no answer in time" if answer.timed_out else safe(f"no answer: {answer.why}", limit=40)
        )
    words = [answer.rcode] if answer.rcode != "NOERROR" else []
    if answer.rcode == "NOERROR":
        words.append(_short(check, answer.addresses) if answer.addresses else "no address")
    if answer.ttl is not None:
        words.append(f"ttl {answer.ttl}")
    if answer.milliseconds is not None:
        words.append(f"{answer.milliseconds:.0f} ms")
    return " ".join(words)


def _short(check: NameCheck, values: Sequence[str]) -> str:
    if check.name.kind in {"srv", "reverse"}:
        # The set's own zone says nothing new in each of them.
        values = [".".join(each.split(".")[:2]) + _port(each) for each in values]
    text = ", ".join(safe(each) for each in values[:MOST_ADDRESSES])
    more = len(values) - MOST_ADDRESSES
    return f"{text} +{more}" if more > 0 else text


def _port(value: str) -> str:
    _, colon, port = value.rpartition(":")
    return f":{port}" if colon else ""


def _answer_role(check: NameCheck, server: str) -> Role:
    found = next((each for each in check.answers if each.server == server), None)
    if check.verdict in FINE or found is None:
        return "plain" if found is not None and found.addresses else "dim"
    right = check.expected is not None and found.addresses == check.expected
    return "plain" if right else "bad"

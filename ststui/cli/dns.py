"""``ststui dns``: the verdict on every name of the sets."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from ststui.cli.dns_text import dns_text
from ststui.cli.output import say_unreadable, write_document
from ststui.cli.read import read, timestamp
from ststui.cli.selection import parse_set
from ststui.errors import UsageError
from ststui.report.dns import DnsReport, report_dns, report_way
from ststui.wording.escape import safe

if TYPE_CHECKING:
    import argparse

    from ststui.cli.options import Options
    from ststui.cli.read import Reading
    from ststui.cluster.session import Session
    from ststui.model.dns import DnsWay

NOT_FINE = 1
NO_TRANSPORT = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("sets", nargs="*", metavar="SET", help="NAME, sts/NAME, NAMESPACE/NAME")
    parser.add_argument(
        "--client",
        metavar="POD",
        help="ask from inside this pod instead (NAME or NAMESPACE/NAME; starts a process there)",
    )
    parser.add_argument("-o", "--output", choices=("text", "wide", "json", "yaml"), default="text")


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Print the verdicts.

    Returns:
        0 if every name answers or rightly does not, 1 if not, 3 if no server could be reached.

    Raises:
        UsageError: a set, context or namespace does not exist.
        UnreadableError: the cluster or its StatefulSets cannot be read.
    """
    from ststui.cli.asked_dns import ask_dns  # noqa: PLC0415 - 0.1 s of imports for DNS messages
    from ststui.settings.gate import gate  # noqa: PLC0415 - likewise seldom needed

    ways: list[DnsWay] = []

    async def ask(session: Session, reading: Reading) -> None:
        if parsed.client:
            closed = gate(session, wanted.settings, read_only=wanted.read_only)
            if not closed.open:
                raise UsageError(f"--client starts a process in a pod: {closed.why}")
        ways.append(await ask_dns(session, reading, wanted, everything=True, client=parsed.client))

    sets = tuple(parse_set(each) for each in parsed.sets)
    reading = asyncio.run(read(wanted, sets=sets, then=ask))
    way = ways[0]
    report = DnsReport(
        context=reading.once.store.context,
        namespace=reading.namespace,
        now=timestamp(reading.now),
        zone=way.zone,
        zone_source=way.zone_source,
        transport=report_way(way),
        sets=tuple(found for each in reading.families if (found := report_dns(each))),
        unreadable=reading.unreadable,
    )
    if parsed.output in {"json", "yaml"}:
        write_document(report, parsed.output)
    else:
        sys.stdout.write(dns_text(report, wide=parsed.output == "wide", left=reading.left_out))
    say_unreadable(report.unreadable)
    if way.transport == "none":
        text = f"ststui: no DNS server can be asked: {way.why}"
        print(safe(text), file=sys.stderr)  # noqa: T201 - this is the command line
        return NO_TRANSPORT
    return 0 if report.fine else NOT_FINE

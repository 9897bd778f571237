"""``ststui tree``: the tree once."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from ststui.cli.asked_heartbeat import ask_heartbeat
from ststui.cli.asked_kubelets import ask_kubelets
from ststui.cli.asked_nodes import ask_nodes
from ststui.cli.dump import add_dump_arguments, read_from
from ststui.cli.output import FORMATS, say_unreadable, write_document
from ststui.cli.read import read, tree_report
from ststui.cli.selection import parse_set
from ststui.cli.text import tree_text
from ststui.controller.undone import SINGLE_LOOK
from ststui.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from ststui.cli.options import Options
    from ststui.cli.read import Reading
    from ststui.cluster.session import Session
    from ststui.report import UnreadableReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("sets", nargs="*", metavar="SET", help="NAME, sts/NAME, NAMESPACE/NAME")
    parser.add_argument("-o", "--output", choices=FORMATS, default="text", help="default: text")
    parser.add_argument("--dns", dest="ask_dns", action="store_true", help="ask DNS as well")
    add_dump_arguments(parser)


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Print the tree.

    Raises:
        UsageError: a set, context or namespace does not exist.
        UnreadableError: the cluster or its StatefulSets cannot be read.
    """
    sets = tuple(parse_set(each) for each in parsed.sets)
    if parsed.dump and parsed.ask_dns:
        raise UsageError("a dump has no DNS to ask", try_="leave --dns or --from out")

    lookout = SINGLE_LOOK
    unread: tuple[UnreadableReport, ...] = ()
    as_rows = parsed.output in {"text", "wide"}

    async def ask(session: Session, reading: Reading) -> None:
        nonlocal lookout, unread
        lookout = await ask_heartbeat(session, reading)
        await ask_kubelets(session, reading)
        unread = await ask_nodes(session, reading, of_ending=not as_rows)
        if parsed.ask_dns:
            from ststui.cli.asked_dns import ask_dns  # noqa: PLC0415 - 0.1 s of imports

            await ask_dns(session, reading, wanted, everything=False)

    if parsed.dump:
        reading = read_from(parsed, wanted, sets=sets)
    else:
        reading = asyncio.run(read(wanted, sets=sets, then=ask))
    report = tree_report(reading, lookout=lookout)
    if not as_rows:
        write_document(report, parsed.output)
    else:
        sys.stdout.write(
            tree_text(
                report,
                nodes=reading.once.store.nodes.known,
                wide=parsed.output == "wide",
                ascii_only=wanted.ascii_only,
                selected=wanted.selector is not None,
                left=reading.left_out,
            )
        )
    say_unreadable((*report.unreadable, *unread))
    return 0

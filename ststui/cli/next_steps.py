"""``ststui next``: what the controller does next, and whom it waits for."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from ststui.cli.asked_heartbeat import ask_heartbeat
from ststui.cli.asked_nodes import ask_nodes
from ststui.cli.dump import add_dump_arguments, read_from
from ststui.cli.left_out import no_sets
from ststui.cli.output import say_unreadable, write_document
from ststui.cli.read import read, timestamp
from ststui.cli.selection import parse_set
from ststui.controller.undone import SINGLE_LOOK
from ststui.report.next_steps import NextSteps, assumed, report_step
from ststui.wording.escape import safe
from ststui.wording.gates import assumed_max_unavailable, assumed_recreate, assumed_version

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from ststui.cli.options import Options
    from ststui.cli.read import Reading
    from ststui.cluster.session import Session
    from ststui.model import Complaint
    from ststui.report import UnreadableReport


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument("sets", nargs="*", metavar="SET", help="NAME, sts/NAME, NAMESPACE/NAME")
    parser.add_argument("-o", "--output", choices=("text", "json", "yaml"), default="text")
    add_dump_arguments(parser)


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Print the next steps.

    Raises:
        UsageError: a set, context or namespace does not exist.
        UnreadableError: the cluster or its StatefulSets cannot be read.
    """
    sets = tuple(parse_set(each) for each in parsed.sets)
    lookout = SINGLE_LOOK
    unread: tuple[UnreadableReport, ...] = ()

    async def ask(session: Session, reading: Reading) -> None:
        nonlocal lookout, unread
        lookout = await ask_heartbeat(session, reading)
        unread = await ask_nodes(session, reading, of_ending=True)

    if parsed.dump:
        reading = read_from(parsed, wanted, sets=sets)
    else:
        reading = asyncio.run(read(wanted, sets=sets, then=ask))
    store = reading.once.store
    version = store.server_version
    report = NextSteps(
        context=store.context,
        namespace=reading.namespace,
        now=timestamp(reading.now),
        kubernetes_version=version,
        assumed=assumed(version),
        sets=tuple(
            report_step(each, now=reading.now, server_version=version, lookout=lookout)
            for each in reading.families
        ),
        unreadable=reading.unreadable,
    )
    if parsed.output == "text":
        said = _sets(report, selected=wanted.selector is not None, left=reading.left_out)
        lines = (*said, *_assumed(report, reading))
        sys.stdout.write("".join(f"{safe(line)}\n" for line in lines))
    else:
        write_document(report, parsed.output)
    say_unreadable((*report.unreadable, *unread))
    return 0


def _sets(report: NextSteps, *, selected: bool, left: Sequence[Complaint]) -> Iterator[str]:
    for each in report.sets:
        name = each.name if report.namespace else f"{each.namespace}/{each.name}"
        sentence = each.step.sentence if each.step else "not known: pods could not be read"
        yield f"{name}: {sentence}"
    if not report.sets:
        yield from no_sets(report.namespace, left=left, selected=selected)


def _assumed(report: NextSteps, reading: Reading) -> Iterator[str]:
    """What was taken for granted: gates cannot be read from the API."""
    if not report.sets:
        return
    version = report.kubernetes_version
    yield (
        f"As the controller of Kubernetes {assumed_version(version)} with its default gates: "
        f"{assumed_max_unavailable(version)}."
    )
    if any(each.set.spec.update_strategy.type == "Recreate" for each in reading.families):
        yield f"Strategy Recreate: {assumed_recreate(version)}."

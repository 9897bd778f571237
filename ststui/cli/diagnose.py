"""``ststui diagnose``: what is wrong, why, and what fixes it."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ststui.cli.dump import add_dump_arguments, read_from
from ststui.cli.findings_text import findings_text
from ststui.cli.left_out import must_be_shown
from ststui.cli.lone_pods import read_lone, sets_of_pod, unowned
from ststui.cli.output import say_unreadable, write_document
from ststui.cli.read import read, timestamp
from ststui.cli.selection import SetName, parse_set, select
from ststui.diagnosis import SEVERITIES, at_least
from ststui.diagnosis.alone import book_alone, stands_alone
from ststui.errors import UnknownNameError, UsageError
from ststui.live.around import Around
from ststui.live.diagnosing import look_at, look_closely
from ststui.model.ordinal import split_ordinal
from ststui.recording.around import around_in
from ststui.recording.dump import read_dump
from ststui.report.diagnosis import DiagnosisReport, report_diagnosis
from ststui.settings.own_rules import book_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Mapping

    from ststui.cli.options import Options
    from ststui.cli.read import Reading
    from ststui.cluster.session import Session
    from ststui.diagnosis import Book, Diagnosis
    from ststui.live.index import Name
    from ststui.model import Family, Pod

POD_PREFIXES = ("pod/", "pods/", "po/")
FOUND = 1
"""The exit code when there is a finding as bad as ``--fail-on`` or worse."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's own arguments."""
    parser.add_argument(
        "sets", nargs="*", metavar="SET", help="NAME, sts/NAME, NAMESPACE/NAME or pod/NAME"
    )
    parser.add_argument("-o", "--output", choices=("text", "json", "yaml"), default="text")
    parser.add_argument(
        "--fail-on",
        choices=SEVERITIES,
        default="medium",
        metavar="SEVERITY",
        help="exit with 1 from this severity on: %(choices)s (default: %(default)s)",
    )
    parser.add_argument(
        "--advice", action="store_true", help="also risks without a symptom; never counted"
    )
    parser.add_argument("--dns", dest="ask_dns", action="store_true", help="ask DNS as well")
    add_dump_arguments(parser)


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Print the findings.

    Returns:
        0 without findings at or above ``--fail-on``, else 1.

    Raises:
        UsageError: a set, pod, context or namespace does not exist.
        UnreadableError: the cluster or its StatefulSets cannot be read.
    """
    pods = tuple(each.partition("/")[2] for each in parsed.sets if each.startswith(POD_PREFIXES))
    sets = tuple(parse_set(each) for each in parsed.sets if not each.startswith(POD_PREFIXES))
    if parsed.dump and parsed.ask_dns:
        raise UsageError("a dump has no DNS to ask", try_="leave --dns or --from out")
    report, reading, alone = _report(parsed, wanted, sets=sets, pods=pods)
    if parsed.output == "text":
        sys.stdout.write(
            findings_text(
                report,
                sets=len(_names(reading, sets, pods)),
                selected=bool(wanted.selector),
                left=reading.left_out,
                alone=alone,
            )
        )
    else:
        write_document(report, parsed.output)
    say_unreadable(report.unreadable)
    bad = any(at_least(each.severity, parsed.fail_on) for each in report.findings)
    return FOUND if bad else 0


def _report(
    parsed: argparse.Namespace,
    wanted: Options,
    *,
    sets: tuple[SetName, ...],
    pods: tuple[str, ...],
) -> tuple[DiagnosisReport, Reading, tuple[Pod, ...]]:
    """What is found, of what, and pods among it that no set owns."""
    book = book_of(wanted.settings)
    if not parsed.advice:
        book = book.without_advice
    found: tuple[tuple[Family, Diagnosis], ...] = ()
    scope = () if pods else sets
    if parsed.dump:
        dump = read_dump(Path(parsed.dump))
        reading = read_from(parsed, wanted, sets=scope, dump=dump)
        store = reading.once.store
        around = around_in(dump)
        lone = asyncio.run(read_lone(None, reading, unowned(reading, pods)))
        found = tuple(
            (
                family,
                look_at(
                    family, around, book=rules, now=reading.now, server_version=store.server_version
                ),
            )
            for families, rules in _asked(reading, sets, pods, lone=lone, book=book)
            for family in families
        )
    else:

        async def then(session: Session, reading: Reading) -> None:
            nonlocal found
            if parsed.ask_dns:
                from ststui.cli.asked_dns import ask_dns  # noqa: PLC0415 - 0.1 s of imports

                await ask_dns(session, reading, wanted, everything=False)
            store = reading.once.store
            lone = await read_lone(session, reading, unowned(reading, pods))
            around = Around(store)
            for families, rules in _asked(reading, sets, pods, lone=lone, book=book):
                found += await look_closely(
                    session, families, around, book=rules, server_version=store.server_version
                )

        reading = asyncio.run(read(wanted, sets=scope, then=then))
    report = report_diagnosis(
        found,
        context=reading.once.store.context,
        namespace=reading.namespace,
        now=timestamp(reading.now),
        advice=parsed.advice,
        unreadable=reading.unreadable,
        ordinals=_ordinals(sets, pods),
        runbooks=wanted.settings.runbooks,
    )
    alone = (family for family, _ in found if stands_alone(family))
    return report, reading, tuple(p for each in alone for p in each.pods_by_ordinal.values())


def _asked(
    reading: Reading,
    sets: tuple[SetName, ...],
    pods: tuple[str, ...],
    *,
    lone: Mapping[str, Family | None],
    book: Book,
) -> Iterator[tuple[tuple[Family, ...], Book]]:
    """The sets that are asked for, and the pods without one; with the rules for each.

    Raises:
        UnknownNameError: a pod does not exist.
    """
    for name, family in lone.items():
        if family is None:
            raise _unknown(reading, name)
    families = (reading.once.store.families.of(each) for each in _names(reading, sets, pods))
    yield tuple(each for each in families if each is not None), book
    yield tuple(each for each in lone.values() if each is not None), book_alone(book)


def _names(reading: Reading, sets: tuple[SetName, ...], pods: tuple[str, ...]) -> tuple[Name, ...]:
    """The sets that were named, and those of the pods that were."""
    if not pods:
        return reading.names
    named = select(sets, namespace=reading.namespace, known=reading.names) if sets else ()
    owners = (each for pod in pods for each in sets_of_pod(reading, pod))
    return tuple(dict.fromkeys((*named, *owners)))


def _unknown(reading: Reading, pod: str) -> UnknownNameError:
    store, split = reading.once.store, split_ordinal(pod)
    wanted = [SetName(None, split[0])] if split else []
    must_be_shown(store, wanted, namespace=reading.namespace, known=reading.names)
    there = [each.metadata.name for each in store.pods]
    where = f"namespace {reading.namespace}" if reading.namespace else "all namespaces"
    return UnknownNameError("pod of a StatefulSet", name=pod, where=where, known=there)


def _ordinals(sets: tuple[SetName, ...], pods: tuple[str, ...]) -> dict[str, frozenset[int]] | None:
    """By set name the ordinals that are asked for, where only pods were named."""
    found: dict[str, set[int]] = {}
    for pod in pods:
        split = split_ordinal(pod)
        if split and split[0] not in {each.name for each in sets}:
            found.setdefault(split[0], set()).add(split[1])
    return {name: frozenset(each) for name, each in found.items()} or None

"""``ststui plan ACTION``: what would happen, and nothing of it done."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from ststui.cli.asked import ARGUMENTS, asked
from ststui.cli.commands import ACTIONS
from ststui.cli.grounding import grounded, writer_of
from ststui.cli.output import write_document
from ststui.cli.parser import add_flags
from ststui.cli.plan_text import plan_text
from ststui.cli.told import tell_closed, tell_left_open, tell_untried
from ststui.report.plan import report_plan
from ststui.writing import audit_of, try_out

if TYPE_CHECKING:
    import argparse

    from ststui.actions import Plan
    from ststui.cli.options import Options

SAFE, DANGEROUS, NOT_ALLOWED = 0, 1, 4
"""Exit codes."""
FORMATS = ("text", "json", "yaml")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """One subcommand per action."""
    inner = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, words in ACTIONS.items():
        action = inner.add_parser(name, help=words, description=words, allow_abbrev=False)
        ARGUMENTS[name](action)
        action.add_argument("-o", "--output", choices=FORMATS, default="text")
        add_flags(action)


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Print the plan.

    Returns:
        0 safe, 1 dangerous, 4 not possible or refused.

    Raises:
        UsageError: arguments, or an object that does not exist.
        UnreadableError: the cluster cannot be read.
    """
    plan = asyncio.run(_plan(parsed, wanted))
    if parsed.output == "text":
        sys.stdout.write(plan_text(plan, requests=True, ascii_only=wanted.ascii_only))
    else:
        write_document(report_plan(plan), parsed.output)
    tell_left_open(audit_of(wanted.settings))
    if not plan.allowed:
        return NOT_ALLOWED
    return DANGEROUS if plan.dangerous else SAFE


async def _plan(parsed: argparse.Namespace, wanted: Options) -> Plan:
    async with grounded(wanted, asked(parsed.action, parsed)) as ground:
        writer = writer_of(ground, wanted, unlocked=False)
        tried = await try_out(writer, ground.plan)
        tell_closed(writer.gate, tried.plan)
        tell_untried(tried)
        return tried.plan

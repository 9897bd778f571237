"""``ststui ACTION``: the plan is shown, confirmed and carried out."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.cli.asked import ARGUMENTS, asked
from ststui.cli.confirm import add_arguments as add_answers
from ststui.cli.confirm import confirm, has_terminal
from ststui.cli.follow import follow
from ststui.cli.grounding import Ground, grounded, writer_of
from ststui.cli.output import write_document
from ststui.cli.plan import FORMATS
from ststui.cli.plan_text import plan_text
from ststui.cli.told import tell_left_open, tell_untried
from ststui.report.plan import report_deed
from ststui.wording.escape import safe
from ststui.writing import audit_of, carry_out, try_out

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from ststui.actions import Plan
    from ststui.cli.options import Options
    from ststui.writing import Outcome, Writer

ACCEPTED, NOT_DONE, NOT_ALLOWED = 0, 1, 4
"""Exit codes."""


@dataclass(frozen=True, slots=True)
class Deed:
    """What became of it, for the exit code and the document."""

    plan: Plan
    code: int
    message: str
    stuck: bool = False
    """Whether the API server took it, and what was waited for did not come."""

    @property
    def accepted(self) -> bool:
        """Whether the API server took it, or there was nothing to do."""
        return self.code == ACCEPTED or self.stuck


def adder(name: str) -> Callable[[argparse.ArgumentParser], None]:
    """The adder of one action's arguments."""

    def add_arguments(parser: argparse.ArgumentParser) -> None:
        ARGUMENTS[name](parser)
        add_answers(parser)
        parser.add_argument("--wait", action="store_true", help="follow it until it is at rest")
        parser.add_argument("-o", "--output", choices=FORMATS, default="text")

    return add_arguments


def run(parsed: argparse.Namespace, wanted: Options) -> int:
    """Show the plan, ask, carry it out.

    Returns:
        0 accepted, 1 not done, 4 not possible or refused.

    Raises:
        UsageError: arguments, or an object that does not exist.
        UnreadableError: the cluster cannot be read.
    """
    audit = audit_of(wanted.settings)
    tell_left_open(audit)
    deed = asyncio.run(_act(parsed, wanted))
    if parsed.output == "text":
        well = deed.code == ACCEPTED
        stream = sys.stdout if well else sys.stderr
        stream.write(f"{'' if well else 'ststui: '}{safe(deed.message)}\n")
    else:
        report = report_deed(deed.plan, accepted=deed.accepted, message=deed.message)
        write_document(report, parsed.output)
    return deed.code


async def _act(parsed: argparse.Namespace, wanted: Options) -> Deed:
    async with grounded(wanted, asked(parsed.command, parsed)) as first:
        ground: Ground | str = first
        while isinstance(ground, Ground):
            deed = await _once(ground, parsed, wanted)
            if isinstance(deed, Deed):
                return deed
            # Somebody is there to look at the plan of now.
            _say(deed.message)
            ground = await ground.replanned()
        return Deed(first.plan, NOT_DONE, safe(f"nothing was done: {ground}"))


async def _once(ground: Ground, parsed: argparse.Namespace, wanted: Options) -> Deed | Outcome:
    """One round; an Outcome where things changed and somebody can be asked anew."""
    plan = ground.plan
    asking = _asks(parsed)
    unlocked = asking or parsed.yes_really == plan.subject.name
    writer = writer_of(ground, wanted, unlocked=unlocked)
    if not plan.allowed:
        _show(plan, parsed, wanted)
        return Deed(plan, NOT_ALLOWED, _not_allowed(plan))
    if not writer.gate.open:
        _show(plan, parsed, wanted)
        hint = f"; --yes-really {plan.subject.name} unlocks it" if writer.gate.typed else ""
        return Deed(
            replace(plan, possible=False, why=writer.gate.why),
            NOT_ALLOWED,
            safe(f"not done: {writer.gate.why}{hint}"),
        )
    tried = await try_out(writer, plan)
    plan = tried.plan
    tell_untried(tried)
    _show(plan, parsed, wanted)
    if not plan.allowed:
        return Deed(plan, NOT_DONE, f"nothing was done: {plan.why}")
    if not plan.changes:
        return Deed(plan, ACCEPTED, f"nothing to do: {plan.why}")
    answer = confirm(plan, parsed, typed=writer.gate.typed)
    if not answer.yes:
        return Deed(plan, NOT_DONE, safe(f"nothing was done: {answer.why}"))
    outcome = await carry_out(writer, plan, again=ground.again, name=answer.name)
    if outcome.end == "changed" and asking:
        return outcome
    return await _ended(ground, writer, outcome, parsed)


async def _ended(
    ground: Ground, writer: Writer, outcome: Outcome, parsed: argparse.Namespace
) -> Deed:
    for each in outcome.remarks:
        _say(each)
    if not outcome.accepted:
        code = NOT_ALLOWED if outcome.end in {"closed", "impossible"} else NOT_DONE
        return Deed(outcome.plan, code, outcome.message)
    if parsed.wait and outcome.otherwise:
        message = f"{outcome.message}: not waited for"
        return Deed(outcome.plan, NOT_DONE, message, stuck=True)
    if parsed.wait and outcome.end == "accepted":
        trouble = await follow(writer.session, ground.asked.target, outcome.plan, say=_say)
        if trouble:
            return Deed(outcome.plan, NOT_DONE, f"{outcome.message}; but {trouble}", stuck=True)
    return Deed(outcome.plan, ACCEPTED, outcome.message)


def _not_allowed(plan: Plan) -> str:
    return f"{'refused' if plan.refused else 'not possible'}: {plan.why}"


def _asks(parsed: argparse.Namespace) -> bool:
    return has_terminal() and not parsed.yes and parsed.yes_really is None


def _show(plan: Plan, parsed: argparse.Namespace, wanted: Options) -> None:
    """Print it; nobody is asked about a plan that went to a file alone."""
    text = plan_text(plan, ascii_only=wanted.ascii_only)
    as_text = parsed.output == "text"
    if as_text:
        sys.stdout.write(text)
        sys.stdout.flush()
    if _asks(parsed) and not (as_text and sys.stdout.isatty()):
        sys.stderr.write(text)


def _say(text: str) -> None:
    print(f"ststui: {safe(text)}", file=sys.stderr)  # noqa: T201 - this is the command line

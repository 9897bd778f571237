"""Carrying out a plan: gate, a fresh plan, dry run, audit, send, audit."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.actions.plan import warn
from ststui.cluster.answer import one_line
from ststui.cluster.trouble import Response, Trouble
from ststui.wording.counted import counted
from ststui.wording.escape import safe
from ststui.writing.compare import changes
from ststui.writing.made import made_otherwise, told
from ststui.writing.outcome import End, Outcome
from ststui.writing.record import record
from ststui.writing.send import rehearse, send
from ststui.writing.verdict import verdict
from ststui.writing.warned import warned, warned_beside

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from ststui.actions import Caution, Plan, PlannedRequest
    from ststui.cluster.session import Session
    from ststui.settings.gate import Gate
    from ststui.writing.audit import Audit

    Again = Callable[[], Awaitable[Plan | str]]

MOST_RACES = 20
"""So often a request is sent again that other writers overtook; its tests hold it each time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Writer:
    """All that writing needs beside the plan."""

    session: Session
    gate: Gate
    audit: Audit


async def carry_out(
    writer: Writer, plan: Plan, *, again: Again, name: str | None = None
) -> Outcome:
    """Carry out a plan, exactly as it was shown or not at all.

    Args:
        writer: session, gate, audit.
        plan: as it was shown and confirmed.
        again: makes the same plan anew from fresh grounds, for the same object (its uid); a text
            says why it cannot.
        name: what was typed; needed where the plan is dangerous or the context protected.

    Returns:
        What became of it. Of a plan of several requests some may have been done.
    """
    early = _may(writer, plan, name)
    if early is not None:
        return early
    fresh = await again()
    if isinstance(fresh, str):
        return _end("unread", plan, f"nothing was done: {fresh}")
    if changed := changes(plan, fresh):
        return _changed(fresh, changed)
    early = await _rehearse(writer, plan, again=again)
    return early if early is not None else await _send_all(writer, plan, again=again)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of a dry run; neither accepted nor `unknown` where nothing was tried."""

    plan: Plan
    """With what the dry run told: refused by the server, or by a webhook without dry runs."""
    accepted: bool = False
    """Whether the API server would take all of its requests."""
    unknown: str = ""
    """Why nobody knows whether it would: no answer came, or other writers were faster."""


async def try_out(writer: Writer, plan: Plan) -> Tried:
    """Have the API server try a plan out; behind a closed gate nothing is tried."""
    if not (writer.gate.open and plan.allowed and plan.changes):
        return Tried(plan)
    otherwise: tuple[Caution, ...] = ()
    for request in plan.requests:
        answer = await rehearse(writer.session, request)
        if isinstance(answer, Response):
            otherwise += _new(plan, _told_by(plan, request, answer))
            continue
        match verdict(answer, request):
            case "undry":
                if _told_undry(plan):
                    return Tried(plan)
                return Tried(replace(plan, warnings=(*plan.warnings, _undry(answer))))
            case "changed":
                why = f"{plan.subject.name} was changed by somebody while this was tried out"
                return Tried(replace(plan, possible=False, why=safe(f"{why}: look at it anew")))
            case "refused":
                why = f"the API server refuses it: {one_line(answer.text)}"
                return Tried(replace(plan, possible=False, why=safe(why)))
            case "again" | "unknown":
                return Tried(plan, unknown=safe(one_line(answer.text)))
    otherwise += _new(plan, await warned_beside(writer.session, plan))
    if otherwise:
        plan = replace(plan, warnings=(*plan.warnings, *otherwise))
    return Tried(plan, accepted=True)


def _told_by(plan: Plan, request: PlannedRequest, answer: Response) -> tuple[Caution, ...]:
    """What the answer to a dry run tells beyond the plan."""
    return (*made_otherwise(plan, request, answer), *warned(plan, answer))


def _new(plan: Plan, found: tuple[Caution, ...]) -> tuple[Caution, ...]:
    """What a plan does not tell yet."""
    return tuple(each for each in found if each not in plan.warnings)


def _undry(trouble: Trouble) -> Caution:
    said = one_line(trouble.message or trouble.text)
    text = f"it could not be tried out before: {said}"
    return warn("dry-run-refused", text, dangerous=True, about="dry run")


def _may(writer: Writer, plan: Plan, name: str | None) -> Outcome | None:
    if not plan.allowed:
        return _end("impossible", plan, plan.why)
    if not plan.changes:
        return _end("nothing", plan, plan.why or "there is nothing to do")
    if not writer.gate.open:
        return _end("closed", plan, writer.gate.why)
    if (plan.dangerous or writer.gate.typed) and name != plan.subject.name:
        why = "dangerous" if plan.dangerous else "in a protected context"
        return _end("name", plan, f"this is {why}: {plan.subject.name} has to be typed")
    return None


def _told_undry(plan: Plan) -> bool:
    """Whether it was shown, and so confirmed, that the plan could not be tried out."""
    return any(each.code == "dry-run-refused" for each in plan.warnings)


async def _rehearse(writer: Writer, plan: Plan, *, again: Again) -> Outcome | None:
    for request in plan.requests:
        answer = await rehearse(writer.session, request)
        if isinstance(answer, Response):
            new = _new(plan, _told_by(plan, request, answer))
            if any(each.dangerous for each in new):
                return _untold(plan, new)
            continue
        found = verdict(answer, request)
        if found == "again":
            continue
        if found == "undry" and _told_undry(plan):
            continue
        if found == "undry":
            return _untold(plan, (_undry(answer),))
        if found == "changed":
            return await _why_changed(plan, answer, again=again)
        text = one_line(answer.text)
        if found == "unknown":
            return _end("unread", plan, f"nothing was done: {text}")
        return _end("refused", plan, f"the API server refuses it: {text}")
    new = _new(plan, await warned_beside(writer.session, plan))
    return _untold(plan, new) if new else None


def _untold(plan: Plan, cautions: tuple[Caution, ...]) -> Outcome:
    """What only the dry run told has to be confirmed first."""
    said = told(each for each in cautions if each.dangerous)
    outcome = _end("name", plan, f"{said}: {plan.subject.name} has to be typed")
    return replace(outcome, cautions=cautions)


async def _send_all(writer: Writer, plan: Plan, *, again: Again) -> Outcome:
    remarks: list[str] = []
    otherwise: tuple[Caution, ...] = ()
    for number, request in enumerate(plan.requests, start=1):
        done = number - 1
        early = await _overtaken(plan, number, again=again)
        if early is not None:
            return _partly(early, done=done, remarks=remarks)
        answer, why = await _noted(writer, plan, number, remarks)
        if answer is None:
            outcome = _end("unnoted", plan, f"nothing was sent: {why}")
            return _partly(outcome, done=done, remarks=remarks)
        if isinstance(answer, Response):
            otherwise += made_otherwise(plan, request, answer)
            continue
        found, text = verdict(answer, request), one_line(answer.text)
        if found == "changed":
            outcome = await _why_changed(_left(plan, done), answer, again=again)
        elif found == "unknown":
            outcome = _end("unknown", plan, f"it may have been done, look: {text}")
        else:
            outcome = _end("refused", plan, f"the API server refuses it: {text}")
        return _partly(outcome, done=done, remarks=remarks)
    count = len(plan.requests)
    outcome = _end("accepted", plan, f"accepted: {plan.title}")
    if otherwise:
        outcome = replace(outcome, message=f"{outcome.message}; but {told(otherwise)}")
    other = any(each.dangerous for each in otherwise)
    return replace(outcome, done=count, remarks=tuple(remarks), otherwise=other)


async def _overtaken(plan: Plan, number: int, *, again: Again) -> Outcome | None:
    """Why a claim of a cleanup must not be deleted any more; None if it may.

    A patch tests what it was made from, but a deletion has only the uid: that the set wants the
    claim by now has to be seen before each.
    """
    if plan.action != "cleanup":
        return None
    fresh = await again()
    if isinstance(fresh, str):
        return _end("unread", plan, f"nothing was done: {fresh}")
    changed = changes(_left(plan, number - 1), fresh)
    return _changed(fresh, changed) if changed else None


def _left(plan: Plan, done: int) -> Plan:
    """What is left of a plan: the grounds of now know what was done as done."""
    return replace(plan, requests=plan.requests[done:])


def _partly(outcome: Outcome, *, done: int, remarks: list[str]) -> Outcome:
    were = "was" if done == 1 else "were"
    then = outcome.message
    if then.startswith("nothing was "):
        then = then.replace("nothing", "nothing more", 1)
    message = f"{counted(done, 'request')} {were} accepted; {then}"
    return replace(
        outcome, done=done, remarks=tuple(remarks), message=message if done else outcome.message
    )


async def _noted(
    writer: Writer, plan: Plan, number: int, remarks: list[str]
) -> tuple[Response | Trouble | None, str]:
    """Send one request between its two lines; None and why where the first cannot be noted."""
    request = plan.requests[number - 1]
    for _ in range(MOST_RACES):
        made = record(writer.session, plan, number=number)
        why = writer.audit.note(made.before(now=writer.session.now()))
        if why:
            return None, why
        answer: Response | Trouble | None = None
        try:
            answer = await send(writer.session, request)
        finally:
            late = writer.audit.note(made.after(answer, now=writer.session.now()))
            if late:
                remarks.append(safe(f"its end could not be noted: {late}"))
        if isinstance(answer, Response) or verdict(answer, request) != "again":
            break
    return answer, ""


async def _why_changed(plan: Plan, answer: Trouble, *, again: Again) -> Outcome:
    fresh = await again()
    if isinstance(fresh, str):
        return _end("changed", plan, f"nothing was done: {one_line(answer.text)}; {fresh}")
    found = changes(plan, fresh) or (safe(one_line(answer.text)),)
    return _changed(fresh, found)


def _changed(fresh: Plan, found: tuple[str, ...]) -> Outcome:
    outcome = _end("changed", fresh, f"nothing was done, for things changed: {'; '.join(found)}")
    return replace(outcome, changed=found)


def _end(end: End, plan: Plan, message: str) -> Outcome:
    return Outcome(end=end, plan=plan, message=safe(message))

"""Rules of a team's own: event, waiting reason or condition, written down as values. Pure.

The files are read in ``settings/own_rules.py``.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

from ststui.diagnosis.match import Match
from ststui.diagnosis.rule import Case, Fix, Rule
from ststui.diagnosis.severity import Severity
from ststui.diagnosis.signs import (
    NOT_READY,
    ClaimCondition,
    Ended,
    EventSign,
    PodCheck,
    PodCondition,
    Sign,
    Waits,
)
from ststui.diagnosis.texts import NAMES, names_in

OwnAbout = Literal["set", "pod", "claim", "service"]


class Given(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A mapping of the file: a key that is not known is an error."""


class GivenEvent(Given, frozen=True):
    """An event of the object."""

    reason: str
    text: str = ""
    """A regular expression; its named groups become facts."""
    within: float = 3600
    """Seconds; older events do not count."""


class GivenState(Given, frozen=True):
    """A container that waits or has ended."""

    reason: str
    text: str = ""


class GivenCondition(Given, frozen=True):
    """A condition of the object."""

    type: str
    status: str = "False"
    reason: str = ""
    text: str = ""


class GivenFix(Given, frozen=True):
    """One step towards a cure."""

    text: str
    command: str = ""


class GivenRule(Given, frozen=True):
    """One rule of a file. One at least of event, waiting, ended and condition; all must hold."""

    id: str
    severity: Severity
    title: str
    about: OwnAbout = "pod"
    event: GivenEvent | None = None
    waiting: GivenState | None = None
    ended: GivenState | None = None
    condition: GivenCondition | None = None
    not_ready: bool = False
    """Only of pods that are not Ready."""
    after: int = 0
    why: str = ""
    newcomers: str = ""
    fix: tuple[GivenFix, ...] = ()
    danger: str = ""
    doc: str = ""


class GivenFile(Given, frozen=True):
    """A file of rules."""

    rules: tuple[GivenRule, ...]


NO_CASE = Case(fires=lambda example: example, silent=lambda example: example)
"""Own rules declare none: their team tests them."""
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def complaint(given: GivenRule, *, known: frozenset[str]) -> str | None:
    """What is wrong with a rule beside its form; None when nothing is.

    Args:
        given: the rule.
        known: ids that are taken.
    """
    if not _ID.fullmatch(given.id):
        return f"id {given.id!r} is not made of lower-case words joined by -"
    if given.id in known:
        return f"id {given.id} is taken"
    parts = (given.event, given.waiting, given.ended, given.condition)
    if not any(parts):
        return f"rule {given.id} looks for nothing: event, waiting, ended or condition is missing"
    if given.about != "pod" and (given.waiting or given.ended or given.not_ready):
        return f"rule {given.id}: only pods have containers that wait or end"
    if given.about in {"set", "service"} and given.condition:
        return f"rule {given.id}: only conditions of pods and claims are looked at"
    if given.after and not (given.condition or given.not_ready):
        return f"rule {given.id}: `after` counts from a condition or from not_ready, add one"
    if any(part.reason == "" for part in (given.event, given.waiting, given.ended) if part):
        return f"rule {given.id}: a reason is empty; it has to be the whole reason"
    named = set(NAMES)
    for text in (part.text for part in parts if part is not None):
        try:
            named |= set(re.compile(text).groupindex)
        except re.error as error:
            return f"rule {given.id}: {text!r} is no regular expression: {error}"
    return _unnamed(given, named)


def _unnamed(given: GivenRule, named: set[str]) -> str | None:
    fixes = (words for each in given.fix for words in (each.text, each.command))
    for text in (given.title, given.why, given.danger, *fixes):
        for name in names_in(text):
            if name not in named:
                known = ", ".join(sorted(named))
                return f"rule {given.id}: nothing gives the name {{{name}}}; known are {known}"
    return None


def own_rule(given: GivenRule) -> Rule:
    """The rule, ready to be asked; ``complaint`` must have nothing against it."""
    return Rule(
        id=given.id,
        severity=given.severity,
        about=given.about,
        signs=tuple(_signs(given)),
        title=given.title,
        why=given.why or "A rule of your team's own.",
        newcomers=given.newcomers or "Your team looks out for this.",
        fix=tuple(Fix(each.text, each.command) for each in given.fix),
        danger=given.danger,
        doc=given.doc,
        case=NO_CASE,
        after=given.after,
    )


def _signs(given: GivenRule) -> list[Sign]:
    signs: list[Sign] = []
    if given.not_ready:
        signs.append(NOT_READY)
    elif given.about == "pod":
        signs.append(_ANY_POD)
    if (condition := given.condition) is not None:
        reasons = (condition.reason,) if condition.reason else ()
        if given.about == "claim":
            signs.append(ClaimCondition((condition.type,), condition.status, text=condition.text))
        else:
            signs.append(
                PodCondition(condition.type, condition.status, reasons, text=condition.text)
            )
    if given.waiting is not None:
        signs.append(Waits((given.waiting.reason,), given.waiting.text))
    if given.ended is not None:
        signs.append(Ended((given.ended.reason,), text=given.ended.text))
    if given.event is not None:
        signs.append(EventSign(given.event.reason, given.event.text, within=given.event.within))
    return signs


_ANY_POD = PodCheck(lambda _, __: Match())

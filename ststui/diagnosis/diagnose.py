"""Asks all rules about a Family."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from ststui.diagnosis.alike import cause_of, together
from ststui.diagnosis.causes import root_causes
from ststui.diagnosis.finding import Diagnosis, Finding, NotChecked
from ststui.diagnosis.match import HOLDS, At, Match
from ststui.diagnosis.signs.any_of import AnyOf
from ststui.diagnosis.signs.if_read import IfRead
from ststui.diagnosis.signs.usage import UsageCheck
from ststui.diagnosis.subject import SUBJECT_NEEDS, Subject, subjects
from ststui.diagnosis.texts import facts, fill, fill_fix
from ststui.model.readable import NOT_READ, Unreadable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.diagnosis.need import Need
    from ststui.diagnosis.rule import Rule
    from ststui.diagnosis.rules import Book
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.signs import Sign

_log = logging.getLogger(__name__)


def diagnose(seen: Seen, book: Book) -> Diagnosis:
    """Everything the rules say of a Family.

    A rule that fails by a bug is "not checked", and the log tells why: one odd object must not
    hide what the other rules found.

    Args:
        seen: what is known.
        book: the rules.
    """
    return _Asking(seen).ask_all(book)


ON_REQUEST: frozenset[Need] = frozenset({"dns"})
"""Never wanted by a rule: people say when DNS is asked."""


NO_MOMENT = "since when is not known"
"""Why a wait is not judged."""


class _Asking:
    """One pass over all rules; collects what was found beside what could not be asked."""

    def __init__(self, seen: Seen) -> None:
        self._seen = seen
        self._findings: list[Finding] = []
        self._missing: dict[str, NotChecked] = {}
        self._wanted: set[Need] = set()
        self._waits: float | None = None
        self._gaps: dict[tuple[Need, ...], Need | None] = {}
        """The first of these needs that is not readable; asked some hundred times."""

    def ask_all(self, book: Book) -> Diagnosis:
        for about, groups in book.groups.items():
            need = SUBJECT_NEEDS.get(about)
            if need and self._gap((need,)):
                self._note(book.rules_about(about), need)
                continue
            found = tuple(subjects(self._seen, about))
            asked = [each for each in groups if found and self._may_ask(*each)]
            for subject in found:
                for first, rules in asked:
                    begun = self._answer(first, subject, rules)
                    if begun is not None:
                        for rule in rules:
                            self._go_on(rule, begun, subject)
        return Diagnosis(
            findings=together(root_causes([e for e in self._findings if not e.rule.advice])),
            advice=tuple(each for each in self._findings if each.rule.advice),
            not_checked=tuple(self._missing[name] for name in sorted(self._missing)),
            wanted=frozenset(self._wanted),
            waits=self._waits,
        )

    def _gap(self, needs: tuple[Need, ...]) -> Need | None:
        """The first need that is not readable."""
        if needs not in self._gaps:
            unread = (n for n in needs if isinstance(self._seen.part(n), Unreadable))
            self._gaps[needs] = next(unread, None)
        return self._gaps[needs]

    def _want(self, needs: Iterable[Need]) -> None:
        for need in needs:
            if self._seen.part(need) is NOT_READ and need not in ON_REQUEST:
                self._wanted.add(need)

    def _note(self, rules: Iterable[Rule], need: Need) -> None:
        self._want((need,))
        part = self._seen.part(need)
        why = part.why if isinstance(part, Unreadable) else ""
        self._missed(rules, why, need)

    def _may_ask(self, sign: Sign, rules: Iterable[Rule]) -> bool:
        """Whether what it needs was read; the same for all subjects of a sort."""
        if gap := self._gap(sign.needs):
            self._note(rules, gap)
            return False
        if isinstance(sign, IfRead):
            self._want(sign.wishes)
        return True

    def _answer(self, sign: Sign, subject: Subject, rules: Iterable[Rule]) -> Match | None:
        try:
            found = sign.match(self._seen, subject)
        except Exception as error:  # noqa: BLE001 - the guard of all rules: a bug in one is seen
            _log.warning("rules failed: %s", [each.id for each in rules], exc_info=error)
            why = f"ststui failed: {type(error).__name__} (in the log)"
            self._missed(rules, why, None)
            return None
        if found is None and isinstance(sign, AnyOf | UsageCheck):
            self._doubt(sign, subject, rules)
        return found

    def _doubt(self, sign: AnyOf | UsageCheck, subject: Subject, rules: Iterable[Rule]) -> None:
        """One that found nothing may have asked only some of those who know."""
        if isinstance(sign, AnyOf):
            for need in sign.unasked(self._seen):
                self._note(rules, need)
        elif why := sign.unheard(self._seen, subject):
            self._missed(rules, why, "usage")

    def _missed(self, rules: Iterable[Rule], why: str, need: Need | None) -> None:
        for rule in rules:
            self._missing.setdefault(rule.id, NotChecked(rule.id, why, need))

    def _go_on(self, rule: Rule, begun: Match, subject: Subject) -> None:
        match = begun
        for sign in rule.signs[1:]:
            more = self._answer(sign, subject, (rule,)) if self._may_ask(sign, (rule,)) else None
            if more is None:
                return
            if more is not HOLDS:
                match = match.and_(more)
        if rule.after and not match.settled:
            held = self._seen.seconds_since(match.since)
            if held is None:
                self._missed((rule,), NO_MOMENT, None)
                return
            if held < rule.after:
                left = rule.after - held
                self._waits = left if self._waits is None else min(left, self._waits)
                return
        self._findings.append(_finding(rule, match, self._seen, subject))


def _finding(rule: Rule, match: Match, seen: Seen, subject: Subject) -> Finding:
    known = facts(seen, subject, match)
    at = match.at or At(
        kind=subject.kind,
        namespace=subject.namespace,
        name=subject.name,
        ordinal=subject.ordinal,
    )
    return Finding(
        rule=rule,
        severity=rule.severity,
        subject=at,
        ordinal=at.ordinal,
        reach=_reach(at, seen, subject),
        title=fill(rule.title, known),
        why=fill(rule.why, known),
        evidence=tuple(dict.fromkeys(match.evidence)),
        fix=tuple(fill_fix(each, known) for each in rule.fix if each.unless not in known),
        danger=fill(rule.danger, known),
        container=match.facts.get("container", ""),
        cause=cause_of(rule, known=known, subject=subject),
    )


def _reach(at: At, seen: Seen, subject: Subject) -> frozenset[int] | None:
    if at.ordinal is not None:
        return frozenset({at.ordinal})
    if subject.kind != "Node":
        return None
    pods = seen.family.pods_by_ordinal.items()
    return frozenset(ordinal for ordinal, pod in pods if pod.spec.node_name == subject.name)

"""Findings as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.diagnosis import SEVERITIES, Severity
from ststui.diagnosis.alone import stands_alone
from ststui.report.shape import API_VERSION, Shape
from ststui.report.tree import UnreadableReport

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ststui.diagnosis import Diagnosis, Finding, Rule
    from ststui.model import Family


class SubjectReport(Shape, frozen=True):
    """The object at fault."""

    kind: str
    namespace: str | None
    """Null for cluster-scoped kinds."""
    name: str


class EvidenceReport(Shape, frozen=True):
    """One fact and where it was read."""

    text: str
    source: str


class FixReport(Shape, frozen=True):
    """One step towards a cure."""

    text: str
    command: str | None
    """A shell command; null where there is none."""


class FindingReport(Shape, frozen=True):
    """One thing that is wrong."""

    rule: str
    severity: Severity
    hint: bool
    """Whether the rule looks for texts that differ between vendors: likely, not certain."""
    subject: SubjectReport
    namespace: str
    """Of the set."""
    set: str | None
    """Null for a pod that no set owns."""
    ordinal: int | None
    """Null for the whole set."""
    likewise: tuple[SubjectReport, ...]
    """Other objects of the set to which the same cause does the same; the title names them."""
    title: str
    why: str
    evidence: tuple[EvidenceReport, ...]
    fix: tuple[FixReport, ...]
    danger: str | None
    doc: str
    runbook: str | None
    """An address or words of the team's own, from the settings."""
    explains: tuple[str, ...]
    """Rules whose findings are symptoms of this one and are not listed."""


class ElsewhereReport(Shape, frozen=True):
    """A finding of another ordinal than was asked for, or of its node, in short."""

    rule: str
    severity: Severity
    namespace: str
    """Of the set."""
    set: str
    ordinal: int | None
    """Null for a node that other ordinals are on."""
    title: str


class NotCheckedReport(Shape, frozen=True):
    """A rule that could not be asked."""

    rule: str
    why: str


class DiagnosisReport(Shape, frozen=True, kw_only=True):
    """``ststui diagnose -o json``."""

    api_version: str = API_VERSION
    kind: Literal["Diagnosis"] = "Diagnosis"
    context: str
    namespace: str | None
    now: str
    findings: tuple[FindingReport, ...]
    """Worst first."""
    elsewhere: tuple[ElsewhereReport, ...]
    """Where only pods were asked for: what is found of other ordinals of their sets."""
    not_checked: tuple[NotCheckedReport, ...]
    advice: tuple[FindingReport, ...] | None
    """Risks without a symptom; null when they were not asked for."""
    unreadable: tuple[UnreadableReport, ...]


class RuleReport(Shape, frozen=True):
    """``ststui explain RULE -o json``."""

    rule: str
    severity: Severity
    kind: str
    """fault, wait or advice."""
    after_seconds: int
    sooner: str | None
    """When it is said before that, for people; null where never."""
    hint: bool
    about: str
    title: str
    why: str
    newcomers: str
    fix: tuple[FixReport, ...]
    danger: str | None
    doc: str
    runbook: str | None
    needs: tuple[str, ...]
    wishes: tuple[str, ...]
    """What it also looks at where that may be read."""
    explains: tuple[str, ...]
    explained_by: tuple[str, ...]
    relieves: tuple[str, ...]
    """Causes in whose findings its own commands come first."""


def report_finding(
    finding: Finding, family: Family, *, runbook: str | None = None
) -> FindingReport:
    """A finding.

    Args:
        finding: what was found.
        family: the set.
        runbook: an address or words of the team's own.
    """
    rule = finding.rule
    return FindingReport(
        rule=rule.id,
        severity=finding.severity,
        hint=rule.hint,
        subject=_subject(finding),
        namespace=family.namespace,
        set=None if stands_alone(family) else family.name,
        ordinal=finding.ordinal,
        likewise=tuple(_subject(each) for each in finding.likewise),
        title=finding.headline,
        why=finding.why,
        evidence=tuple(EvidenceReport(text=e.text, source=e.source) for e in finding.evidence),
        fix=tuple(FixReport(text=f.text, command=f.command or None) for f in finding.fix),
        danger=finding.danger or None,
        doc=rule.address,
        runbook=runbook,
        explains=finding.explains,
    )


def _subject(finding: Finding) -> SubjectReport:
    at = finding.subject
    return SubjectReport(kind=at.kind, namespace=at.namespace or None, name=at.name)


def report_rule(rule: Rule, *, runbook: str | None = None) -> RuleReport:
    """A rule, with the names of its facts in braces."""
    return RuleReport(
        rule=rule.id,
        severity=rule.severity,
        kind=rule.kind,
        after_seconds=rule.after,
        sooner=rule.sooner or None,
        hint=rule.hint,
        about=rule.about,
        title=rule.title,
        why=rule.why,
        newcomers=rule.newcomers,
        fix=tuple(FixReport(text=f.text, command=f.command or None) for f in rule.fix),
        danger=rule.danger or None,
        doc=rule.address,
        runbook=runbook,
        needs=rule.needs,
        wishes=rule.wishes,
        explains=rule.explains,
        explained_by=rule.explained_by,
        relieves=rule.relieves,
    )


def report_diagnosis(  # noqa: PLR0913 - what the document says beside the findings
    found: Iterable[tuple[Family, Diagnosis]],
    *,
    context: str,
    namespace: str | None,
    now: str,
    advice: bool,
    unreadable: tuple[UnreadableReport, ...],
    ordinals: Mapping[str, frozenset[int]] | None = None,
    runbooks: Mapping[str, str] | None = None,
) -> DiagnosisReport:
    """The document; findings of all sets, worst first.

    Args:
        found: the sets and their diagnoses.
        context: of the kubeconfig.
        namespace: null with all namespaces.
        now: the API server's time, RFC 3339.
        advice: whether it was asked for.
        unreadable: lists that could not be read.
        ordinals: by name of the set, where not all of its ordinals are asked for; what is said of
            the whole set is said of each.
        runbooks: the team's own addresses or words by rule.
    """
    books = runbooks or {}
    pairs = tuple(found)

    def asked(family: Family, finding: Finding) -> bool:
        wanted = None if stands_alone(family) else (ordinals or {}).get(family.name)
        return wanted is None or any(map(finding.concerns, wanted))

    def worst_first(found: Iterable[tuple[Family, Finding]]) -> tuple[FindingReport, ...]:
        reports = (
            report_finding(e, f, runbook=books.get(e.rule.id)) for f, e in found if asked(f, e)
        )
        return tuple(sorted(reports, key=lambda e: SEVERITIES.index(e.severity)))

    findings = worst_first((f, e) for f, each in pairs for e in each.findings)
    risks = worst_first((f, e) for f, each in pairs for e in each.advice)
    others = [
        ElsewhereReport(
            rule=e.rule.id,
            severity=e.severity,
            namespace=f.namespace,
            set=f.name,
            ordinal=e.ordinal,
            title=e.headline,
        )
        for f, each in pairs
        for e in each.findings
        if not asked(f, e)
    ]
    not_checked = dict.fromkeys((e.rule, e.why) for _, each in pairs for e in each.not_checked)
    return DiagnosisReport(
        context=context,
        namespace=namespace,
        now=now,
        findings=findings,
        elsewhere=tuple(sorted(others, key=lambda e: SEVERITIES.index(e.severity))),
        not_checked=tuple(NotCheckedReport(rule=r, why=w) for r, w in sorted(not_checked)),
        advice=risks if advice else None,
        unreadable=unreadable,
    )

"""Findings and rules as text for a person."""

from __future__ import annotations

import shutil
import textwrap
from typing import TYPE_CHECKING

from ststui.cli.left_out import no_sets
from ststui.diagnosis import SEVERITIES
from ststui.model.readable import NOT_READ
from ststui.wording.counted import counted
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ststui.model import Complaint, Pod
    from ststui.report.diagnosis import DiagnosisReport, FindingReport, RuleReport

WIDEST = 100
"""Columns of text; longer lines are hard to read."""
INDENT = 10
WHY = {NOT_READ.why: "DNS is asked with --dns"}
"""The only thing that a command does not read by itself."""


def findings_text(
    report: DiagnosisReport,
    *,
    sets: int,
    selected: bool,
    left: Sequence[Complaint] = (),
    alone: Sequence[Pod] = (),
) -> str:
    """Everything that was found, worst first, and what was not checked.

    Args:
        report: what was found.
        sets: so many were asked for.
        selected: whether only sets with certain labels were.
        left: sets that cannot be shown.
        alone: pods that were asked for and that no set owns.
    """
    lines: list[str] = []
    for pod in alone:
        owner = pod.metadata.owner
        whose = f"{owner.kind} {owner.name} does" if owner else "nobody does"
        name = pod.metadata.name
        words = f"{name} exists, and no StatefulSet owns it: {whose}. It is judged by itself; what"
        lines += [*_block("POD", f"{words} is said of a set does not hold for it."), ""]
    if not sets and not alone:
        none = no_sets(report.namespace, left=left, selected=selected)
        return "\n".join(none) + "\n"
    for each in report.findings:
        lines += [*finding_lines(each), ""]
    counts = {
        severity: sum(1 for each in report.findings if each.severity == severity)
        for severity in SEVERITIES
    }
    words = ", ".join(f"{count} {severity}" for severity, count in counts.items() if count)
    asked = [counted(sets, "set")] if sets else []
    asked += [f"{counted(len(alone), 'pod')} of no set"] if alone else []
    lines.append(f"{' and '.join(asked)}: {words or _nothing(report)}{_unchecked(report)}.")
    if report.elsewhere:
        lines += ["", "Of other ordinals (diagnose the set for all that is known of them):", ""]
        for other in report.elsewhere:
            lines += _block(other.severity.upper(), other.title)
        lines.append("")
    if report.advice is not None:
        lines += ["", "Advice (risks without a symptom):" if report.advice else "No advice.", ""]
        for each in report.advice:
            lines += [*finding_lines(each), ""]
    by_reason: dict[str, list[str]] = {}
    for unasked in report.not_checked:
        by_reason.setdefault(WHY.get(unasked.why, unasked.why), []).append(unasked.rule)
    for why, rules in by_reason.items():
        lines += _block("unchecked", f"{', '.join(rules)} ({why})")
    return "\n".join(lines).rstrip("\n") + "\n"


def _nothing(report: DiagnosisReport) -> str:
    """What could not be asked is not fine; that DNS is asked on request is no gap."""
    gaps = any(each.why not in WHY for each in report.not_checked)
    return "no findings by the rules that could be asked" if gaps else "no findings"


def _unchecked(report: DiagnosisReport) -> str:
    count = len({each.rule for each in report.not_checked if each.why not in WHY})
    later = len({each.rule for each in report.not_checked if each.why in WHY})
    besides = f", and {later} that ask DNS" if later else ""
    return f"; not checked (below): {counted(count, 'rule')}{besides}" if count else ""


def finding_lines(finding: FindingReport) -> Iterator[str]:
    """One finding in full."""
    hint = " (likely)" if finding.hint else ""
    yield from _block(finding.severity.upper(), f"{finding.title}{hint}")
    of_set = f"set {finding.namespace}/{finding.set}" if finding.set else "a pod of no set"
    yield from _block("", f"{finding.rule}, {of_set}")
    yield from _block("why", finding.why)
    for evidence in finding.evidence:
        yield from _block("evidence", f"{evidence.text} ({evidence.source})")
    for number, fix in enumerate(finding.fix):
        yield from _block("" if number else "fix", fix.text)
        if fix.command:
            # Not wrapped: it is made to be copied.
            yield f"{'':{INDENT}}$ {safe(fix.command)}"
    if finding.danger:
        yield from _block("danger", finding.danger)
    if finding.runbook:
        yield from _block("runbook", finding.runbook)
    if finding.doc:
        yield from _block("more", finding.doc)
    if finding.explains:
        yield from _block("explains", ", ".join(finding.explains))


def rule_lines(rule: RuleReport) -> Iterator[str]:
    """One rule in full."""
    yield from _block(rule.severity.upper(), f"{rule.rule}: {rule.title}")
    yield from _block("means", rule.newcomers)
    yield from _block("why", rule.why)
    when = {
        "fault": "at once",
        "wait": f"after {rule.after_seconds} s" + (f" ({rule.sooner})" if rule.sooner else ""),
        "advice": "only as advice (--advice)",
    }[rule.kind]
    yield from _block(
        "said", f"{when}, of each {rule.about}" + (", as a hint" if rule.hint else "")
    )
    for number, fix in enumerate(rule.fix):
        yield from _block("" if number else "fix", fix.text)
        if fix.command:
            yield f"{'':{INDENT}}$ {safe(fix.command)}"
    if rule.danger:
        yield from _block("danger", rule.danger)
    if rule.needs:
        yield from _block("reads", ", ".join(rule.needs))
    if rule.wishes:
        yield from _block("", f"if allowed: {', '.join(rule.wishes)}")
    if rule.explains:
        yield from _block("explains", ", ".join(rule.explains))
    if rule.explained_by:
        yield from _block("symptom", "of " + ", ".join(rule.explained_by))
    if rule.runbook:
        yield from _block("runbook", rule.runbook)
    if rule.doc:
        yield from _block("more", rule.doc)


def _block(label: str, text: str) -> Iterator[str]:
    width = min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)
    yield from textwrap.wrap(
        safe(text),
        width=max(width, 40),
        initial_indent=f"{label:{INDENT}}",
        subsequent_indent=" " * INDENT,
        break_on_hyphens=False,
        break_long_words=False,
    ) or [label]

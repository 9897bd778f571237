"""Findings as lines of cells: short in the pane, in full on the screen of the diagnosis."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.elapsed import seconds_until
from ststui.model.readable import NOT_READ
from ststui.ui.widgets.tree.rows.cell import Cell, Role
from ststui.wording.age import duration, is_overdue, time_left
from ststui.wording.escape import safe, safe_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from datetime import datetime

    from ststui.diagnosis import Diagnosis, Finding, Severity
    from ststui.live.endings import Ending
    from ststui.model import Pod
    from ststui.ui.widgets.pane import Line

ROLES: dict[Severity, Role] = {
    "critical": "bad",
    "high": "bad",
    "medium": "look",
    "low": "plain",
    "info": "dim",
}
MOST = 6
"""Findings that the pane lists."""
LOG_LINES = 20


def concerning(diagnosis: Diagnosis | None, ordinal: int | None) -> tuple[Finding, ...]:
    """Findings of an ordinal and of the set as a whole; all of them where no ordinal is meant."""
    return _of(ordinal, diagnosis.findings) if diagnosis is not None else ()


def advice_concerning(diagnosis: Diagnosis | None, ordinal: int | None) -> tuple[Finding, ...]:
    """The same of risks without a symptom."""
    return _of(ordinal, diagnosis.advice) if diagnosis is not None else ()


def elsewhere(diagnosis: Diagnosis | None, ordinal: int | None) -> tuple[Finding, ...]:
    """Findings of other ordinals of the same set, which may hold this one up."""
    if diagnosis is None or ordinal is None:
        return ()
    return tuple(each for each in diagnosis.findings if not each.concerns(ordinal))


def elsewhere_lines(findings: Sequence[Finding], *, set_name: str) -> Iterator[Line]:
    """Where to look beside this ordinal."""
    if not findings:
        return
    yield ()
    yield (
        Cell(f"OTHER ORDINALS OF {safe(set_name)}", "dim"),
        Cell("  s shows all of the set", "dim"),
    )
    for each in findings[:MOST]:
        yield heading(each, lead="  ")
    if len(findings) > MOST:
        yield (Cell(f"  and {len(findings) - MOST} more", "dim"),)


def _of(ordinal: int | None, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(each for each in findings if ordinal is None or each.concerns(ordinal))


def summary(diagnosis: Diagnosis | None, ordinal: int | None) -> Iterator[Line]:
    """What the pane says: the worst with its evidence, the others in a line each."""
    found = concerning(diagnosis, ordinal)
    if diagnosis is None or not (found or diagnosis.not_checked):
        return
    yield ()
    yield (Cell("FINDINGS", "dim"), Cell("  x tells more" if found else "", "dim"))
    for number, each in enumerate(found[:MOST]):
        yield heading(each, lead="  ")
        if number == 0 and each.evidence:
            yield (Cell(f"    {safe(each.evidence[0].text, limit=300)}", "dim"),)
    if len(found) > MOST:
        yield (Cell(f"  and {len(found) - MOST} more", "dim"),)
    if diagnosis.not_checked:
        count = len(diagnosis.not_checked)
        plural = "s" if count != 1 else ""
        later = all(each.why == NOT_READ.why for each in diagnosis.not_checked)
        yield (Cell(f"  {count} rule{plural} not checked", "dim" if later else "look"),)


def heading(finding: Finding, *, lead: str = "") -> Line:
    """Severity and title."""
    likely = " (likely)" if finding.rule.hint else ""
    return (
        Cell(f"{lead}{finding.severity:<8} ", ROLES[finding.severity]),
        Cell(f"{safe(finding.headline)}{likely}", "strong" if not lead else "plain"),
    )


def in_full(finding: Finding, *, runbook: str = "") -> Iterator[Line]:
    """Everything a finding says, below its heading."""
    yield (Cell("    "), Cell(safe(finding.why)))
    yield (Cell(f"    {finding.rule.newcomers}", "dim"),)
    for each in finding.evidence:
        yield (
            Cell("    evidence  ", "dim"),
            Cell(safe(each.text, limit=1_000)),
            Cell(f"  {safe(each.source)}", "dim"),
        )
    number = 0
    for position, fix in enumerate(finding.fix):
        yield (
            Cell("    fix       " if position == 0 else "              ", "dim"),
            Cell(safe(fix.text)),
        )
        if fix.command:
            number += 1
            yield (
                Cell(f"            {number} ", "moving"),
                Cell(f"$ {safe(fix.command)}", "strong"),
            )
    if finding.danger:
        yield (Cell("    danger    ", "dim"), Cell(safe(finding.danger), "look"))
    if finding.explains:
        yield (Cell("    explains  ", "dim"), Cell(", ".join(finding.explains), "dim"))
    if runbook:
        yield (Cell("    runbook   ", "dim"), Cell(safe(runbook), "strong"))
    if finding.rule.address:
        yield (Cell("    more      ", "dim"), Cell(safe(finding.rule.address), "dim"))


def not_checked(diagnosis: Diagnosis) -> Iterator[Line]:
    """The rules that could not be asked, by what they lack."""
    if not diagnosis.not_checked:
        return
    yield ()
    yield (Cell("NOT CHECKED", "dim"),)
    reasons: dict[str, list[str]] = {}
    for each in diagnosis.not_checked:
        reasons.setdefault(each.why, []).append(each.rule)
    for why, rules in reasons.items():
        yield (Cell(f"  {', '.join(rules)}", "dim"), Cell(f": {safe(why, limit=200)}", "look"))


def commands(finding: Finding) -> tuple[str, ...]:
    """The commands of a finding, as they are numbered."""
    return tuple(each.command for each in finding.fix if each.command)


def leaving(pod: Pod | None, *, now: datetime) -> Iterator[Line]:
    """The countdown of a pod that is being deleted, and what holds it."""
    left = seconds_until(pod.metadata.deletion_timestamp, now=now) if pod is not None else None
    if pod is None or left is None:
        return
    late = is_overdue(left)
    grace = pod.metadata.deletion_grace_period_seconds
    of = f" of {duration(grace)} grace" if grace is not None and not late else ""
    yield (Cell("Terminating  ", "look"), Cell(f"{time_left(left)}{of}", "bad" if late else "look"))
    holders = ", ".join(pod.metadata.finalizers)
    yield (Cell("finalizers   ", "dim"), Cell(safe(holders) or "none"))


def waiting_words(said: Iterable[tuple[str, Sequence[str]]]) -> Iterator[Line]:
    """What running init containers say: mostly whom they wait for."""
    for container, lines in said:
        yield ()
        yield (Cell(f"INIT CONTAINER {safe(container)} SAYS", "dim"),)
        for line in lines:
            for part in safe_lines(line, limit=400):
                yield (Cell(f"    {part}"),)


def endings(ends: Sequence[Ending], *, now: datetime) -> Iterator[Line]:
    """How containers ended while ststui looked on, the newest with the end of its log."""
    if not ends:
        return
    yield ()
    yield (Cell("HOW CONTAINERS ENDED (seen in this session)", "dim"),)
    for each in ends:
        ago = "" if each.at is None else f", {duration(int((now - each.at).total_seconds()))} ago"
        words = (
            f"  {safe(each.container)}: {safe(each.reason or 'ended')}, exit code {each.exit_code}"
        )
        yield (Cell(words), Cell(ago, "dim"))
    logged = next((each for each in ends if each.log), None)
    if logged is None or not logged.log:
        return
    yield (Cell(f"  last words of {safe(logged.container)}:", "dim"),)
    for line in logged.log[-LOG_LINES:]:
        for part in safe_lines(line, limit=400):
            yield (Cell(f"    {part}"),)

"""The STATUS cell of sets and ordinals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.model.pod import ON_ITS_WAY
from ststui.ui.widgets.tree.rows.cell import Cell, Role
from ststui.wording.age import duration, is_overdue, time_left
from ststui.wording.escape import safe
from ststui.wording.state import ORDINAL_STATES, SET_STATES
from ststui.wording.step import named

if TYPE_CHECKING:
    from ststui.report import OrdinalReport, SetReport

SET_ROLES: dict[str, Role] = {
    "stable": "plain",
    "asleep": "dim",
    "scaling": "moving",
    "updating": "moving",
    "held": "moving",
    "waitsForDelete": "look",
    "notObserved": "moving",
    "deleting": "look",
    "degraded": "bad",
    "blocked": "bad",
    "unknown": "look",
}
ORDINAL_ROLES: dict[str, Role] = {
    "running": "plain",
    "starting": "moving",
    "pending": "look",
    "notReady": "look",
    "terminating": "look",
    "succeeded": "look",
    "missing": "look",
    "unknown": "look",
    "claimOnly": "dim",
    "crashing": "bad",
    "failed": "bad",
    "nameTaken": "bad",
}


def set_status(report: SetReport) -> Cell:
    """The set's state with its numbers."""
    return Cell(_set_phrase(report), set_role(report))


def set_role(report: SetReport) -> Role:
    """What a set's state means."""
    return "moving" if becomes_available(report) else SET_ROLES[report.state]


def becomes_available(report: SetReport) -> bool:
    """Whether nothing is wrong with a set but that pods are not Ready for minReadySeconds yet."""
    return report.state == "degraded" and not _bad(report)


def _set_phrase(report: SetReport) -> str:
    word = SET_STATES[report.state]
    inside = [each for each in report.ordinals if each.place == "inRange"]
    match report.state:
        case "scaling":
            present = sum(1 for each in report.ordinals if each.pod is not None)
            return f"{word} {present}→{report.replicas}"
        case "updating" | "held":
            return _rollout_phrase(word, report, inside)
        case "waitsForDelete":
            old = sum(1 for e in inside if e.pod and e.revision != report.update_revision)
            return f"{word}: {old} of {report.replicas} outdated" if _known(inside) else word
        case "degraded" if becomes_available(report) and _known(inside):
            late = max(report.replicas - report.available_replicas, 1)
            return f"Ready, {late} of {report.replicas} not available yet"
        case "degraded":
            return f"{word}: {_trouble(report, inside)}"
        case "unknown" if report.sentence is None:
            return f"{word}: pods not read"
        case "blocked":
            return f"{word} by {blocked_by(report)}"
        case _:
            return word


def _known(inside: list[OrdinalReport]) -> bool:
    """Whether the pods were read: before that nothing is counted."""
    return bool(inside) and all(each.state != "unknown" for each in inside)


def _bad(report: SetReport) -> list[OrdinalReport]:
    inside = (each for each in report.ordinals if each.place == "inRange")
    return [each for each in inside if not each.ready or each.state == "terminating"]


def _trouble(report: SetReport, inside: list[OrdinalReport]) -> str:
    if not _known(inside):
        short = report.replicas - report.ready_replicas
        return f"{short} of {report.replicas} not Ready"
    bad = _bad(report)
    what = "terminating" if all(each.state == "terminating" for each in bad) else "not Ready"
    return f"{len(bad)} of {report.replicas} {what}"


def _rollout_phrase(word: str, report: SetReport, inside: list[OrdinalReport]) -> str:
    """What is updated and what is held, by revision.

    A partition that was raised again has pods of the new revision below it.
    """
    if not _known(inside):
        return word
    boundary = report.start + min(report.partition, report.replicas)
    updated = [e for e in inside if e.pod and e.revision == report.update_revision]
    held = boundary - report.start - sum(1 for e in updated if e.ordinal < boundary)
    if report.state == "held":
        return f"{word}: {len(updated)} updated, {held} held"
    wanted = sum(1 for e in inside if e.ordinal >= boundary)
    ready = sum(1 for e in updated if e.ready and e.ordinal >= boundary)
    behind = f", {held} held" if held else ""
    return f"{word}: {ready} of {wanted} Ready{behind}"


def ordinal_status(of_set: SetReport, report: OrdinalReport) -> Cell:
    """The ordinal's state with its reason.

    Args:
        of_set: its set.
        report: the ordinal.
    """
    first, last = of_set.start, of_set.start + of_set.replicas - 1
    role = ordinal_role(report)
    word = ORDINAL_STATES[report.state]
    match report.state:
        case "terminating":
            return Cell(_terminating(report), "bad" if _overdue(report) else role)
        case "claimOnly":
            if last < first:
                return Cell("claim kept, set is asleep", role)
            span = f"{first}" if first == last else f"{first}–{last}"
            return Cell(f"claim without pod, outside {span}", role)
        case "missing" if report.reason:
            return Cell(f"{word}: {safe(report.reason, limit=200)}", role)
        case "missing" if of_set.state == "scaling":
            return Cell("Not created yet", "moving")
        case "missing" if _is_the_blocker(of_set, report):
            return Cell(f"{word}: cannot be created", role)
        case "missing" if _behind(of_set):
            return Cell(f"Missing: comes after {safe(of_set.blocked_by or '', limit=80)}", role)
        case "pending":
            word = f"{word} {duration(report.age_seconds)}"
        case _:
            pass
    if report.place == "condemned":
        word = f"{word}, to be removed"
    if report.reason:
        return Cell(f"{word}: {safe(report.reason, limit=200)}", role)
    return Cell(word, role)


def _is_the_blocker(of_set: SetReport, report: OrdinalReport) -> bool:
    """Whether it is this very pod that the API server refuses."""
    return _behind(of_set) and of_set.blocked_by == f"{of_set.name}-{report.ordinal}"


def _behind(of_set: SetReport) -> bool:
    """Whether ordinals wait for another one of their set."""
    return of_set.state == "blocked" and of_set.blocked_by_kind == "Pod"


def blocked_by(report: SetReport) -> str:
    """Who is at fault when a set is blocked: ``db-1``, ``quota team``; safe for a terminal."""
    if report.blocked_by is None:
        return "the API server"
    return safe(named(report.blocked_by_kind or "", report.blocked_by), limit=80)


def ordinal_role(report: OrdinalReport) -> Role:
    """What an ordinal's state means; a start that is refused is wrong, not on its way."""
    if report.state == "starting" and report.reason and report.reason not in ON_ITS_WAY:
        return "bad"
    return ORDINAL_ROLES[report.state]


def _overdue(report: OrdinalReport) -> bool:
    left = report.deletes_in_seconds
    return left is not None and is_overdue(left)


def _terminating(report: OrdinalReport) -> str:
    left = report.deletes_in_seconds
    return "Terminating" if left is None else f"Terminating, {time_left(left)}"

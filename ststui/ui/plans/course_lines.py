"""The lines of a rollout: a gauge, the time left, and each ordinal's forecast beside reality."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from ststui.ui.widgets.tree.rows.cell import Cell, Role
from ststui.ui.widgets.tree.rows.status import blocked_by, ordinal_status
from ststui.wording.age import duration
from ststui.wording.escape import safe
from ststui.wording.listed import listed
from ststui.wording.revision import short_revision
from ststui.wording.step import what_stays
from ststui.wording.symbols import UNICODE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from ststui.report import OrdinalReport, SetReport
    from ststui.ui.plans.course import Awaited, Course
    from ststui.ui.plans.question import Line

GAUGE = 30
"""Cells of the gauge."""
MISSED = 300
"""Characters of the names of pods that are not as foreseen."""
MOST_ALIKE = 4
"""So many ordinals in a row that read alike are drawn; of more the first and the last."""


def course_lines(course: Course, *, now: datetime) -> Iterator[Line]:
    """Everything that is said of a rollout."""
    report = course.report
    if course.end == "gone":
        yield (Cell("the set was deleted", "bad"),)
        return
    if report is None:
        yield (Cell("accepted; waiting for the watch to show it …", "moving"),)
        return
    yield _gauge(course, now)
    if course.changed:
        what = f"{UNICODE.warning} changed meanwhile: {', '.join(course.changed)}; "
        yield (Cell(f"{what}this is the forecast for that", "look"),)
    for each in course.unforeseen[:3]:
        yield (Cell(f"{UNICODE.warning} not foreseen: {safe(each)}", "look"),)
    yield _verdict(course, report)
    yield ()
    yield from _table(course, report)


def _gauge(course: Course, now: datetime) -> Line:
    total, done = len(course.awaited), len(course.done)
    if not total:
        return (Cell("no pod is foreseen to be created, deleted or replaced", "dim"),)
    cells = min(total, GAUGE)
    full = cells if done == total else done * cells // total
    words = f"  {done} of {total}"
    left = course.seconds_left(now)
    if done == total:
        took = int((max(course.done.values()) - course.began).total_seconds())
        words += f"  in {duration(took)}"
    elif left == 0:
        words += "  slower than the pace so far"
    elif left is not None:
        words += f"  about {duration(ceil(left))} left at this pace"
    else:
        words += "  no pod is done yet: the time left is not known"
    return (
        Cell(UNICODE.live * full, "moving"),
        Cell(UNICODE.stale * (cells - full), "dim"),
        Cell(words),
    )


def _verdict(course: Course, report: SetReport) -> Line:
    sentence = safe(report.sentence or "")
    match course.end:
        case "done":
            how = "as it is wanted by now" if course.changed else "all as foreseen"
            how = "but see above" if course.unforeseen else how
            return (Cell("done", "strong"), Cell(f": {how}{_stays(sentence)}"))
        case "stuck":
            by = blocked_by(report)
            return (Cell(f"{UNICODE.critical} stuck on {by}: ", "bad"), Cell(sentence))
        case "otherwise":
            missed = listed(e.pod for e in course.awaited if e.pod not in course.done)
            return (
                Cell(f"{UNICODE.warning} at rest, but not as foreseen: ", "look"),
                Cell(f"{safe(missed, limit=MISSED)}{_stays(sentence)}"),
            )
        case _:
            return (Cell(f"controller: {sentence}", "moving"),)


def _stays(sentence: str) -> str:
    found = what_stays(sentence)
    return f"; {found}" if found else ""


class _Row(NamedTuple):
    """One ordinal."""

    ordinal: int
    pod: str
    revision: str
    wait: Awaited | None
    reality: Cell


def _table(course: Course, report: SetReport) -> Iterator[Line]:
    awaited = {each.ordinal: each for each in course.awaited}
    rows = [
        _Row(
            each.ordinal,
            _name(report, each),
            _revision(report, each),
            awaited.get(each.ordinal),
            _reality(course, report, each, awaited.get(each.ordinal)),
        )
        for each in report.ordinals
        if each.place != "ghost" or each.ordinal in awaited
    ]
    # An ordinal that left nothing behind is not among those of the set any more.
    left = {each.ordinal for each in rows}
    rows.extend(
        _Row(each.ordinal, safe(each.pod), "", each, _done(course, each) or Cell("gone", "plain"))
        for each in course.awaited
        if each.ordinal not in left
    )
    rows.sort(key=lambda row: row.ordinal)
    texts = [(_forecast(each.wait), each.reality) for each in rows]
    if not rows:
        return
    number = max(len(str(each.ordinal)) for each in rows)
    name = max(len(each.pod) for each in rows)
    rev = max(len(each.revision) for each in rows)
    wide = max(8, *(len(forecast) for forecast, _ in texts))
    yield (Cell(f"{'':<{number + name + rev + 6}}{'FORECAST':<{wide}}   NOW", "dim"),)
    for start, end in _runs([(f.rstrip("0123456789 "), r.text) for f, r in texts]):
        for index in range(start, end):
            if end - start > MOST_ALIKE and index not in {start, end - 1}:
                if index == start + 1:
                    yield (Cell(f"  {UNICODE.ellipsis} {end - start - 2:,} more like this", "dim"),)
                continue
            each, (forecast, reality) = rows[index], texts[index]
            role: Role = "dim" if each.wait is None else "plain"
            yield (
                Cell(f"{each.ordinal:>{number}}  ", "dim"),
                Cell(f"{each.pod:<{name}}  ", role),
                Cell(f"{each.revision:<{rev}}  ", role),
                Cell(f"{forecast:<{wide}}   ", role),
                reality,
            )


def _runs(texts: list[tuple[str, str]]) -> Iterator[tuple[int, int]]:
    start = 0
    for index in range(1, len(texts) + 1):
        if index == len(texts) or texts[index] != texts[start]:
            yield start, index
            start = index


def _forecast(wait: Awaited | None) -> str:
    return "stays" if wait is None else f"{wait.verb} {wait.turn}"


def _reality(course: Course, report: SetReport, each: OrdinalReport, wait: Awaited | None) -> Cell:
    status = ordinal_status(report, each)
    if wait is None:
        return Cell(status.text, "dim" if status.role == "plain" else status.role)
    done = _done(course, wait)
    if done is not None:
        return done
    if wait.verb == "replace" and status.role == "plain":
        return Cell(f"{status.text}, not replaced yet", "plain")
    return status


def _done(course: Course, wait: Awaited) -> Cell | None:
    if wait.pod not in course.done:
        return None
    took = int((course.done[wait.pod] - course.began).total_seconds())
    word = "gone" if wait.verb == "delete" else "Ready"
    return Cell(f"{word}, done after {duration(took)}", "strong")


def _name(report: SetReport, each: OrdinalReport) -> str:
    return safe(each.pod or f"{report.name}-{each.ordinal}")


def _revision(report: SetReport, each: OrdinalReport) -> str:
    return safe(short_revision(each.revision, set_name=report.name))

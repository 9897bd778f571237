"""The line on top: where we are, what is wrong, how fresh it is, what is allowed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.cells import cell_len

from ststui.ui.widgets.tree.paint import fit
from ststui.ui.widgets.tree.rows.cell import BLANK, Cell, Role
from ststui.wording.age import age
from ststui.wording.escape import safe
from ststui.wording.symbols import UNICODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    from ststui.diagnosis import Severity
    from ststui.live.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the line tells."""

    context: str
    where: str
    """The namespace in words, raw."""
    sets: int = 0
    ordinals: int = 0
    filter: str = ""
    faults_only: bool = False
    sort: str = "worst"
    standing: Standing | None = None
    notes: Sequence[str] = field(default=())
    access: str = ""
    """Whether anything may be written: `read-only`, `read-write`; empty while not known."""
    findings: Mapping[Severity, int] = field(default_factory=dict)
    """How many there are, by severity."""
    dns: Cell = BLANK
    """How DNS is asked."""


COUNTED: dict[Severity, Role] = {"critical": "bad", "high": "bad", "medium": "look"}
"""Severities that the line counts."""
NARROW = 30
"""Cells of the right part under which access is said in two letters, as it is typed: `:ro`."""
SHORT = {"read-only": "ro", "read-write": "rw"}
LEAST = 8
"""Cells of a name that are told at any width."""
WIDE = 40
"""Cells of the right part over which a reason is told."""
SPARE = 36
"""Cells that the rest of the right part needs at most while all is well."""


def left(facts: Facts, *, width: int) -> list[Cell]:
    """Where we are and what is shown; where there is little room, how many there are is not told.

    What hides rows or stands for trouble is told before that, and before long names in full.
    """
    context, where = safe(facts.context) or "ststui", safe(facts.where)
    counts = []
    if facts.standing is not None:
        counts.append(Cell(f" {UNICODE.dot} {_count(facts.sets, 'set')}", "plain"))
        counts.append(Cell(f", {_count(facts.ordinals, 'ordinal')}", "plain"))
    rest = list(_what_is_shown(facts))
    between = f" {UNICODE.dot} "

    def over() -> int:
        texts = (" ", context, between, where, *(each.text for each in (*counts, *rest)))
        return sum(map(cell_len, texts)) - width

    while counts and over() > 0:
        counts.pop()
    context = _shorter(context, over())
    where = _shorter(where, over())
    place = [Cell(f" {context}", "strong"), Cell(between), Cell(where, "strong")]
    return [*place, *counts, *rest]


def _shorter(name: str, cells: int) -> str:
    """A name without so many of its cells, as far as enough of it is left to tell it by."""
    size = cell_len(name)
    return name if cells <= 0 or size <= LEAST else fit(name, max(size - cells, LEAST))


def _what_is_shown(facts: Facts) -> Iterator[Cell]:
    for severity, role in COUNTED.items():
        if facts.findings.get(severity):
            yield Cell(f"  {facts.findings[severity]} {severity}", role)
    if facts.filter:
        yield Cell(f"  /{safe(facts.filter)}", "moving")
    if facts.faults_only:
        yield Cell("  faults only", "moving")
    if facts.sort != "worst":
        yield Cell(f"  by {facts.sort}", "dim")
    yield from (Cell(f"  {safe(note)}", "look") for note in facts.notes)


def right(facts: Facts, *, now: datetime, width: int) -> list[Cell]:
    """How fresh it is, and what is allowed; short where there is little room."""
    cells = [*_freshness(facts.standing, now=now, width=width)]
    if facts.standing is not None and facts.standing.unreadable:
        denied = facts.standing.unreadable
        names = f"denied: {safe(', '.join(resource for resource, _ in denied))}"
        words = names if len(names) < width - SPARE else f"{len(denied)} kinds denied"
        if facts.standing.state != "denied":
            words += _shown_as(facts.standing, now=now)
        cells.insert(0, Cell(f"{words}  ", "look"))
    if facts.standing is not None and facts.standing.lacking:
        cells.insert(0, Cell(f"{_lacking(facts.standing, room=width - SPARE)}  ", "look"))
    if facts.dns.text and width > 40:
        cells.insert(0, Cell(f"{facts.dns.text}  ", facts.dns.role))
    if facts.access:
        words = facts.access if width > NARROW else SHORT[facts.access.partition(" ")[0]]
        cells.append(Cell(f"  {words}", "dim"))
    return [*cells, Cell(" ")]


def _freshness(standing: Standing | None, *, now: datetime, width: int) -> list[Cell]:
    if standing is None:
        return [Cell("connecting", "moving")]
    match standing.state:
        case "live":
            return [Cell(f"{UNICODE.live} live", "plain")]
        case "polling":
            old = f", {_old(standing.since, now=now)} ago" if standing.since is not None else ""
            return [Cell(f"{UNICODE.stale} listed at intervals{old}", "look")]
        case "loading":
            more = f", {standing.remaining} to come" if standing.remaining else ""
            return [Cell(f"loading{more}", "moving")]
        case "denied":
            text = f"{UNICODE.stale} StatefulSets may not be read{_shown_as(standing, now=now)}"
            if standing.since is not None:
                why = f": {safe(standing.why)}" if standing.why and width > WIDE else ""
                text += f", the rest is stale {_old(standing.since, now=now)}{why}"
            return [Cell(text, "bad")]
        case _:
            return _trouble(standing, now=now, width=width)


def _trouble(standing: Standing, *, now: datetime, width: int) -> list[Cell]:
    old = ""
    if standing.state == "stale" and standing.since is not None:
        old = f" {_old(standing.since, now=now)}"
    text = f"{UNICODE.stale} {standing.state}{old}"
    if standing.why and width > WIDE:
        text = f"{text}: {safe(standing.why, limit=max(width - 30, 20))}"
    if standing.retry_at is not None:
        left_over = max(int((standing.retry_at - now).total_seconds()) + 1, 0)
        text = f"{text}, next try {left_over}s"
    return [Cell(text, "bad")]


def _lacking(standing: Standing, *, room: int) -> str:
    """What could not be read; the reason where there is one for all and it fits."""
    names = f"unread: {safe(', '.join(resource for resource, _ in standing.lacking))}"
    whys = {why for _, why in standing.lacking}
    told = f"{names} ({safe(whys.pop())})" if len(whys) == 1 else names
    few = f"{len(standing.lacking)} kinds unread"
    return next((each for each in (told, names) if len(each) < room), few)


def _shown_as(standing: Standing, *, now: datetime) -> str:
    """How old rows are that may not be read any more."""
    return f", shown as {_old(standing.kept, now=now)} ago" if standing.kept else ""


def _old(since: datetime, *, now: datetime) -> str:
    """How long that is ago."""
    return age(int((now - since).total_seconds()))


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""Which ordinal changes now, which later, and which stays: a plan drawn ordinal by ordinal."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.controller.revisions import revisions_of
from ststui.model.ordinal import claim_name, pod_name
from ststui.ui.widgets.tree.rows.cell import Cell, Role
from ststui.wording.escape import safe
from ststui.wording.revision import short_revision
from ststui.wording.symbols import UNICODE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ststui.actions import Consequences, Grounds, Plan
    from ststui.ui.plans.question import Line

MOST_ALIKE = 4
"""So many ordinals of one fate in a row are drawn; of more the first and the last."""
RULE = 28


class Fate(NamedTuple):
    """What becomes of one ordinal."""

    ordinal: int
    pod: str
    revision: str
    """Short, `old → new` where it changes; empty where it is not known."""
    word: str
    role: Role
    note: str = ""
    turn: int = 0
    """Its place in the order; 0: it has none."""


def ordinal_lines(grounds: Grounds, plan: Plan) -> Iterator[Line]:
    """The ordinals of a set under a plan, with the partition that it sets, or leaves."""
    fates = tuple(_fates(grounds, plan))
    if not fates:
        return
    stateful_set = grounds.known.set
    back = plan.reversal
    sets = back is not None and back.action == "partition"
    value = int(back.after) if back is not None and sets else stateful_set.partition
    boundary = stateful_set.start + value
    widths = (
        max(len(str(each.ordinal)) for each in fates),
        max(len(each.pod) for each in fates),
        max(len(each.revision) for each in fates),
        max(len(each.word) for each in fates),
    )
    shown = _thinned(fates, boundary)
    claims = _Claims.of(plan.consequences)
    drawn = value == 0
    for fate in shown:
        if isinstance(fate, str):
            yield (Cell(f"  {fate}", "dim"),)
            continue
        if not drawn and fate.ordinal >= boundary:
            drawn = True
            yield _rule(value)
        about = ""
        if fate.word.startswith(("created", "deleted")):
            about = _claims_note(grounds, claims, fate.ordinal)
        yield _line(fate._replace(note=about or fate.note), widths)
    if not drawn and stateful_set.spec.update_strategy.type == "RollingUpdate":
        yield _rule(value)


def _rule(value: int) -> Line:
    dashes = UNICODE.rule * 3
    text = f"  {dashes} partition {value} "
    return (Cell(text + UNICODE.rule * max(RULE - len(text), 3), "look"),)


def _line(fate: Fate, widths: tuple[int, int, int, int]) -> Line:
    number, pod, revision, word = widths
    dim: Role = "dim" if fate.role == "dim" else "plain"
    return (
        Cell(f"  {fate.ordinal:>{number}}  ", "dim"),
        Cell(f"{fate.pod:<{pod}}  ", dim),
        Cell(f"{fate.revision:<{revision}}   ", fate.role if fate.role == "moving" else dim),
        Cell(f"{fate.word:<{word}}", "strong" if fate.role == "moving" else fate.role),
        *((Cell(f"   {fate.note}", "dim"),) if fate.note else ()),
    )


def _thinned(fates: Sequence[Fate], boundary: int) -> Iterator[Fate | str]:
    """Long runs of one fate as their ends; the boundary is always seen."""
    runs: list[list[Fate]] = []
    for fate in fates:
        last = runs[-1][-1] if runs else None
        alike = (
            last is not None
            and last.word.rstrip("0123456789 ") == fate.word.rstrip("0123456789 ")
            and (last.ordinal < boundary) == (fate.ordinal < boundary)
        )
        if alike:
            runs[-1].append(fate)
        else:
            runs.append([fate])
    for run in runs:
        if len(run) <= MOST_ALIKE:
            yield from run
        else:
            yield from run[:1]
            yield f"{UNICODE.ellipsis} {len(run) - 2:,} more: {run[1].word.rstrip('0123456789 ')}"
            yield run[-1]


def _fates(grounds: Grounds, plan: Plan) -> Iterator[Fate]:
    family, found = grounds.known, plan.consequences
    update = revisions_of(family).update
    wanted = set(family.set.ordinals) | set(family.pods_by_ordinal)
    name = family.name
    turns = {pod: n for n, pod in enumerate((*found.creates, *found.deletes, *found.replaces), 1)}
    ordinals = set(_numbers(name, found.creates))
    created, deleted = frozenset(found.creates), frozenset(found.deletes)
    replaced = frozenset(found.replaces)
    # All at once, and in no order: a number would promise one.
    ordered = plan.action != "delete" and not family.set.parallel
    for ordinal in sorted(wanted | ordinals):
        pod_is = pod_name(name, ordinal)
        pod = family.pods_by_ordinal.get(ordinal)
        short = safe(short_revision(pod.revision, set_name=name)) if pod is not None else ""
        turn = turns.get(pod_is, 0)
        role: Role = "moving"
        if pod_is in created:
            word = f"created {turn}" if ordered else "created"
        elif pod_is in deleted:
            word = f"deleted {turn}" if ordered else "deleted"
        elif pod_is in replaced:
            word, short = f"replaced {turn}", _changing(plan, short, update, name)
        elif pod is None:
            word, role = "is missing", "look"
        elif pod.terminating:
            word, role = "Terminating", "look"
        elif plan.action in {"partition", "restart"} and _held(plan, pod.revision, update):
            word, role = "later", "plain"
        else:
            word, role = "stays", "dim"
        note = "not Ready" if pod is not None and not pod.running_and_ready else ""
        yield Fate(ordinal, safe(pod_is), short, word, role, note, turn)


def _held(plan: Plan, revision: str, update: str | None) -> bool:
    return plan.action == "restart" or (update is not None and revision != update)


def _changing(plan: Plan, short: str, update: str | None, name: str) -> str:
    known = plan.revision or (update if plan.action in {"partition", "scale"} else None)
    if known is not None:
        new = safe(short_revision(known, set_name=name))
        return f"{short} {UNICODE.arrow} {new}" if new != short else short
    return f"{short} {UNICODE.arrow} new" if plan.action in {"restart", "image"} else short


class _Claims(NamedTuple):
    """Names of claims by what happens to them."""

    deleted: frozenset[str]
    reattached: frozenset[str]
    kept: frozenset[str]

    @classmethod
    def of(cls, found: Consequences) -> _Claims:
        """Those of a plan."""
        return cls(
            frozenset(each.name for each in found.claims_deleted),
            frozenset(found.claims_reattached),
            frozenset(found.claims_kept),
        )


def _claims_note(grounds: Grounds, found: _Claims, ordinal: int) -> str:
    """What happens to the claims of an ordinal whose pod comes or goes."""
    family = grounds.known
    names = {claim_name(each, family.name, ordinal) for each in family.set.templates}
    names |= {each.metadata.name for each in family.claims_by_ordinal.get(ordinal, ())}
    if not names:
        return ""
    if names & found.deleted:
        return "claim deleted"
    if names & found.reattached:
        return "old claim, old data"
    if names & found.kept:
        return "claim kept"
    there = {each.metadata.name for each in family.claims_by_ordinal.get(ordinal, ())}
    return "" if there else "new claim"


def _numbers(name: str, pods: Sequence[str]) -> Iterator[int]:
    for pod in pods:
        tail = pod.removeprefix(f"{name}-")
        if tail.isdigit():
            yield int(tail)

"""A plan in lines: dangers first, then warnings, claims, the way back, the command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.kinds.cleanup import LEFT_OUT
from ststui.actions.kubectl import compact
from ststui.actions.request import redacted
from ststui.actions.reverse import NOT_RESTORED
from ststui.actions.way_back import way_back
from ststui.ui.plans.ordinals import ordinal_lines
from ststui.ui.widgets.tree.rows.cell import Cell
from ststui.wording.escape import safe
from ststui.wording.listed import listed
from ststui.wording.symbols import UNICODE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions import Grounds, LostClaim, Plan, PlannedRequest
    from ststui.ui.plans.question import Line

MOST_NAMES = 12
"""So many names stand in one line one by one; of more the runs of ordinals."""
MOST_DELETED = 20
"""So many claims that go stand in a line of their own with their volume."""
MARK_INDENT = "  "


def plan_lines(grounds: Grounds, plan: Plan, *, trial: str = "") -> Iterator[Line]:
    """Everything that is said of a plan.

    Args:
        grounds: what it was made from.
        plan: the plan.
        trial: what came of a dry run; empty if there was none, or the plan itself tells.
    """
    if not plan.allowed:
        yield from _not_allowed(plan)
        if plan.changes and not plan.refused:
            yield (Cell("this is what it would do:", "dim"),)
            yield from _consequences(grounds, plan)
            yield ()
        yield from command_lines(plan)
        return
    if not plan.changes:
        yield (Cell(safe(plan.why or "nothing to do"), "dim"),)
        if grounds.family is not None and plan.subject.kind == "StatefulSet":
            drawn = tuple(ordinal_lines(grounds, plan))
            yield from ((), *drawn) if drawn else ()
        return
    yield from _consequences(grounds, plan)
    yield (Cell(f"{MARK_INDENT}way back: {way_back(plan, by='U')}", "dim"),)
    if trial:
        yield (Cell(f"{MARK_INDENT}server dry run: {trial}", "dim"),)
    yield ()
    yield from command_lines(plan)
    yield ()
    for each in plan.requests:
        yield from _request(each)


def _consequences(grounds: Grounds, plan: Plan) -> Iterator[Line]:
    """What becomes of pods and claims, and what can go wrong."""
    if plan.subject.kind == "StatefulSet" and plan.action not in {"cleanup", "expand"}:
        yield from ordinal_lines(grounds, plan)
        yield ()
    else:
        yield from _pods(plan)
    yield from _cautions(plan)
    yield from _claims(plan)
    for detail in _details(plan):
        yield (Cell(f"{MARK_INDENT}{safe(detail)}"),)


def _request(request: PlannedRequest) -> Iterator[Line]:
    """A request with its body, an operation of a patch a line."""
    yield (Cell(f"{request.method} {safe(request.path)}", "dim"),)
    shown = redacted(request.body)
    for each in shown if isinstance(shown, list) else [shown]:
        yield (Cell(f"{MARK_INDENT}{safe(compact(each), limit=None)}", "dim"),)


def command_lines(plan: Plan) -> Iterator[Line]:
    """The kubectl command, whole; the widget wraps it."""
    if plan.kubectl:
        head = "by hand, whoever knows better:" if plan.refused else "the same with kubectl:"
        yield (Cell(head, "dim"),)
        yield (Cell(safe(plan.kubectl, limit=None), "plain"),)


def _not_allowed(plan: Plan) -> Iterator[Line]:
    word = "ststui does not do this: " if plan.refused else "not possible: "
    yield (Cell(f"{UNICODE.critical} {word}", "bad"), Cell(safe(plan.why)))
    yield ()


def _cautions(plan: Plan) -> Iterator[Line]:
    for each in sorted(plan.warnings, key=lambda caution: not caution.dangerous):
        if each.dangerous:
            yield (Cell(f"{UNICODE.critical} ", "bad"), Cell(each.text, "bad"))
        else:
            yield (Cell(f"{UNICODE.warning} ", "look"), Cell(each.text))


def _pods(plan: Plan) -> Iterator[Line]:
    """What becomes of pods, in order, where no ordinals are drawn."""
    found = plan.consequences
    any_ = False
    for word, names in (
        ("deleted and made anew", found.replaces),
        ("deleted", found.deletes),
        ("created", found.creates),
    ):
        if names:
            any_ = True
            yield (Cell(f"{MARK_INDENT}{word}: ", "dim"), Cell(_names(names), "strong"))
    if any_:
        yield ()


def _claims(plan: Plan) -> Iterator[Line]:
    found = plan.consequences
    for each in found.claims_deleted[:MOST_DELETED]:
        yield (
            Cell(f"{MARK_INDENT}claim deleted: ", "bad"),
            Cell(safe(each.name), "strong"),
            Cell(f", {_volume(each)}"),
        )
    rest = tuple(each.name for each in found.claims_deleted[MOST_DELETED:])
    if rest:
        yield (Cell(f"{MARK_INDENT}and deleted too: ", "bad"), Cell(_names(rest)))
    if found.claims_reattached:
        names = _names(found.claims_reattached)
        yield (Cell(f"{MARK_INDENT}old claims with old data: ", "look"), Cell(names))
    if found.claims_kept:
        yield (Cell(f"{MARK_INDENT}claims kept: ", "dim"), Cell(_names(found.claims_kept)))


def _volume(claim: LostClaim) -> str:
    if claim.volume is None:
        return "it has no volume"
    lost = {
        True: "its data is lost",
        False: "its data stays on the volume",
        None: "whether its data is lost is not known",
    }[claim.data_lost]
    return f"volume {safe(claim.volume)} ({safe(claim.policy)}): {lost}"


def _details(plan: Plan) -> Iterator[str]:
    # What others are later than is plain only where some change now.
    said = ("now: ", "later, ") if plan.consequences.replaces else ("now: ",)
    for each in plan.details:
        # The ordinals that are drawn, or the claims to tick, say it already; so does the line of
        # the way back.
        drawn = plan.action == "partition" and each.startswith(said)
        drawn |= plan.action == "cleanup" and not each.startswith(LEFT_OUT)
        if not drawn and each not in NOT_RESTORED.values():
            yield each


def _names(names: tuple[str, ...]) -> str:
    return listed((safe(each) for each in names), most=MOST_NAMES)

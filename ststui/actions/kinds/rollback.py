"""Rollback: the pod template of an earlier ControllerRevision."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.actions.after import with_revision
from ststui.actions.difference import difference
from ststui.actions.draft import if_allowed, stopped, unchanged
from ststui.actions.foresight import Foresight, foresee
from ststui.actions.kubectl import kubectl
from ststui.actions.need import PATCH_SET
from ststui.actions.obstacles import missing_right
from ststui.actions.plan import Caution, Plan, impossible, warn
from ststui.actions.request import WHOLE_TEMPLATE, patch_set
from ststui.actions.risks.bad_revision import failing_on
from ststui.actions.risks.rollouts import by_hand, held_back, later, replacing
from ststui.actions.second_step import held_up, second_step
from ststui.actions.templates import Live, live_revision
from ststui.controller.revisions import revisions_of
from ststui.model.readable import Readable
from ststui.wording.escape import safe
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import ControllerRevision

UNSEEN = "the controller has not seen the last change of the set"


def obstacle(grounds: Grounds) -> str:
    """Why this set has nothing to go back to; empty when it has."""
    return _nothing(grounds) or missing_right(grounds, PATCH_SET)


def _nothing(grounds: Grounds) -> str:
    found = grounds.known.revisions
    if not isinstance(found, Readable):
        return f"revisions could not be read ({found.why})"
    # Of a template that has no revision yet one goes back to the newest.
    observed = revisions_of(grounds.known).update is not None
    if len(found.value) < 1 + observed:
        return "there is no earlier revision"
    return ""


def earlier(grounds: Grounds, live: Live | None = None) -> tuple[ControllerRevision, ...]:
    """Revisions that the set is not on, the newest last; all where that is not known."""
    live = live or live_revision(grounds)
    family = grounds.known
    known = family.revisions.value if isinstance(family.revisions, Readable) else ()
    return tuple(each for each in known if each.metadata.name != live.name)


def target(grounds: Grounds, revision: str | None, live: Live) -> ControllerRevision | str:
    """The revision that is meant.

    Args:
        grounds: as things are; revisions must have been read.
        revision: full name, hash or number; None: the one before that of the set's template.
        live: that one.

    Returns:
        The revision, or why there is none.
    """
    family = grounds.known
    known = family.revisions.value if isinstance(family.revisions, Readable) else ()
    there = ", ".join(f"{e.revision} ({e.metadata.name})" for e in reversed(known))
    if revision is None and live.why:
        return (
            f"which revision is the previous one is not known: {UNSEEN}, and its template could "
            f"not be compared ({live.why}); name one: {there}"
        )
    if revision is None:
        found = earlier(grounds, live)
        return found[-1] if found else "there is no earlier revision"
    for each in known:
        name = each.metadata.name
        if revision in {name, name.removeprefix(f"{family.name}-"), str(each.revision)}:
            return each
    return f"there is no revision {revision}; there is {there}"


def plan_rollback(grounds: Grounds, *, revision: str | None = None) -> Plan:
    """Plan to go back to an earlier revision.

    Args:
        grounds: as things are; with `templates`.
        revision: full name, hash or number; None: the one before that of the set's template, as
            kubectl, which takes the newest for it.
    """
    family, subject = grounds.known, grounds.set_subject
    title = f"roll {subject.name} back to {revision or 'the previous revision'}"
    undo = ("rollout", "undo", f"statefulset/{subject.name}")
    live = live_revision(grounds)
    found = target(grounds, revision, live)
    to = () if isinstance(found, str) else (f"--to-revision={found.revision}",)
    why, command = _nothing(grounds), kubectl(grounds, *undo, *to)
    stop = stopped(grounds, "rollback", title=title, subject=subject, why=why, kubectl=command)
    if stop is not None:
        return stop
    if isinstance(found, str):
        return impossible("rollback", title=title, subject=subject, why=found)
    name = found.metadata.name
    title = f"roll {subject.name} back to revision {found.revision} ({name}){by_hand(grounds)}"
    templates = grounds.templates
    if not isinstance(templates, Readable) or not isinstance(templates.value.get(name), dict):
        why = f"its template could not be read ({getattr(templates, 'why', 'not found')})"
        return impossible("rollback", title=title, subject=subject, why=why)
    if name == live.name:
        why = f"{subject.name} is on revision {found.revision} already"
        return unchanged("rollback", title=title, subject=subject, why=why)
    foresight = foresee(grounds, with_revision(family, name))
    template = templates.value[name]
    plan = Plan(
        action="rollback",
        title=safe(title),
        subject=subject,
        consequences=foresight.consequences,
        warnings=(
            *_broken(grounds, found, foresight),
            *_unseen(grounds, live),
            *_held(grounds, foresight),
            *replacing(grounds, foresight, new_template=True),
        ),
        requests=(
            patch_set(family.set, {"op": "replace", "path": WHOLE_TEMPLATE, "value": template}),
        ),
        kubectl=command,
        details=(
            *_differs(grounds, live, template),
            *second_step(grounds, foresight),
        ),
        revision=name,
        leaves=live.name or "",
    )
    return if_allowed(plan, grounds, PATCH_SET)


def _differs(grounds: Grounds, live: Live, template: Any) -> tuple[str, ...]:
    """From the template that the set has now."""
    if isinstance(grounds.live_template, Readable) and revisions_of(grounds.known).update is None:
        return difference(grounds.live_template.value, template)
    if live.name is None or not isinstance(grounds.templates, Readable):
        return ("what differs from the template of now is not known",)
    return difference(grounds.templates.value.get(live.name), template)


def _unseen(grounds: Grounds, live: Live) -> Iterator[Caution]:
    """The newest revision is not taken for what the set has, unless it is."""
    family = grounds.known
    known = family.revisions.value if isinstance(family.revisions, Readable) else ()
    if revisions_of(family).update is not None or not known:
        return
    newest = known[-1].metadata.name
    if live.why:
        yield warn("other-revision", f"{UNSEEN}: which revision it is on is not known ({live.why})")
    elif live.name is None:
        yield warn(
            "other-revision",
            f"{UNSEEN}: the template of now has no revision, not even {newest}, the newest; it is "
            "lost with this, and nothing goes back to it",
        )
    elif live.name != newest:
        yield warn("other-revision", f"{UNSEEN}: it is on {live.name}, not on {newest}, the newest")


def _broken(grounds: Grounds, found: ControllerRevision, foresight: Foresight) -> Iterator[Caution]:
    """It goes back to a revision on which a pod does not start; else `bad_revision` tells."""
    name = found.metadata.name
    failing = failing_on(grounds.known, name)
    if failing and not any(step.revision == name for step in foresight.forecast.steps):
        does = "does" if len(failing) == 1 else "do"
        yield warn(
            "cannot-come-back",
            f"{listed(failing, 'pods')} {does} not start on {name}, to which this goes back",
            dangerous=True,
            about=name,
        )


def _held(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    stuck = held_up(grounds, foresight)
    held = [each for each in later(grounds, foresight) if each not in stuck]
    yield from held_back(grounds, held, what="the template")

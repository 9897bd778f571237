"""Rollback: the pod template of an earlier ControllerRevision."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.after import with_revision
from ststui.actions.difference import difference
from ststui.actions.draft import stopped, unchanged
from ststui.actions.foresight import Foresight, foresee
from ststui.actions.kubectl import kubectl
from ststui.actions.need import PATCH_SET
from ststui.actions.obstacles import missing_right
from ststui.actions.plan import Caution, Plan, impossible, warn
from ststui.actions.request import WHOLE_TEMPLATE, patch_set
from ststui.actions.risks.progress import names
from ststui.actions.risks.rollouts import later, replacing
from ststui.model.readable import Readable
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import ControllerRevision, Family


def obstacle(grounds: Grounds) -> str:
    """Why this set has nothing to go back to; empty when it has."""
    found = grounds.known.revisions
    if not isinstance(found, Readable):
        return f"revisions could not be read ({found.why})"
    if len(found.value) < 2:
        return "there is no earlier revision"
    return missing_right(grounds, PATCH_SET)


def target(family: Family, revision: str | None) -> ControllerRevision | str:
    """The revision that is meant.

    Args:
        family: the set; its revisions must have been read.
        revision: full name, hash or number; None: the one before the newest, as kubectl.

    Returns:
        The revision, or why there is none.
    """
    known = family.revisions.value if isinstance(family.revisions, Readable) else ()
    if revision is None:
        return known[-2] if len(known) > 1 else "there is no earlier revision"
    for each in known:
        name = each.metadata.name
        if revision in {name, name.removeprefix(f"{family.name}-"), str(each.revision)}:
            return each
    there = ", ".join(f"{e.revision} ({e.metadata.name})" for e in reversed(known))
    return f"there is no revision {revision}; there is {there}"


def plan_rollback(grounds: Grounds, *, revision: str | None = None) -> Plan:
    """Plan to go back to an earlier revision.

    Args:
        grounds: as things are; with `templates`.
        revision: full name, hash or number; None: the one before the newest.
    """
    family, subject = grounds.known, grounds.set_subject
    title = f"roll {subject.name} back to {revision or 'the previous revision'}"
    undo = ("rollout", "undo", f"statefulset/{subject.name}")
    why, command = obstacle(grounds), kubectl(grounds, *undo)
    stop = stopped(grounds, "rollback", title=title, subject=subject, why=why, kubectl=command)
    if stop is not None:
        return stop
    found = target(family, revision)
    if isinstance(found, str):
        return impossible("rollback", title=title, subject=subject, why=found)
    name, newest = found.metadata.name, _newest(family)
    title = f"roll {subject.name} back to revision {found.revision} ({name})"
    templates = grounds.templates
    if not isinstance(templates, Readable) or not isinstance(templates.value.get(name), dict):
        why = f"its template could not be read ({getattr(templates, 'why', 'not found')})"
        return impossible("rollback", title=title, subject=subject, why=why)
    if name == newest:
        why = f"{subject.name} is on revision {found.revision} already"
        return unchanged("rollback", title=title, subject=subject, why=why)
    foresight = foresee(grounds, with_revision(family, name))
    template = templates.value[name]
    return Plan(
        action="rollback",
        title=safe(title),
        subject=subject,
        consequences=foresight.consequences,
        warnings=(*_held(grounds, foresight), *replacing(grounds, foresight)),
        requests=(
            patch_set(family.set, {"op": "replace", "path": WHOLE_TEMPLATE, "value": template}),
        ),
        kubectl=kubectl(grounds, *undo, f"--to-revision={found.revision}"),
        details=(
            *difference(templates.value.get(newest), template),
            *_second_step(grounds, foresight),
        ),
        revision=name,
    )


def _newest(family: Family) -> str:
    assert isinstance(family.revisions, Readable)
    return family.revisions.value[-1].metadata.name


def _held(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    held = [each for each in later(grounds, foresight) if each not in _stuck(grounds, foresight)]
    if held:
        yield warn("other-revision", f"not replaced by this: {names(held)}")


def _stuck(grounds: Grounds, foresight: Foresight) -> tuple[str, ...]:
    """Pods that are not Ready and of another revision: the controller waits for them for ever."""
    update = foresight.after.revisions
    wanted = update.value[-1].metadata.name if isinstance(update, Readable) else ""
    replaced = set(foresight.consequences.replaces)
    return tuple(
        pod.metadata.name
        for ordinal, pod in sorted(grounds.known.pods_by_ordinal.items(), reverse=True)
        if ordinal in grounds.known.set.ordinals
        and pod.revision != wanted
        and not pod.running_and_ready
        and pod.metadata.name not in replaced
    )


def _second_step(grounds: Grounds, foresight: Foresight) -> tuple[str, ...]:
    stuck = _stuck(grounds, foresight)
    if not stuck:
        return ()
    return (
        safe(
            f"second step: the controller waits for {', '.join(stuck)} to be Ready, which may "
            "never be: delete it, and it comes back on the revision that it then gets"
        ),
        *(safe(f"ststui delete pod/{each} -n {grounds.namespace}") for each in stuck),
    )

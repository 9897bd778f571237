"""Pods that would get a revision on which others of the set do not start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.after import NEW_REVISION
from ststui.actions.plan import Caution, warn
from ststui.controller.revisions import revisions_of
from ststui.wording.listed import listed
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model import Family, Pod


def bad_revision(
    grounds: Grounds, foresight: Foresight, *, new_template: bool = False
) -> Iterator[Caution]:
    """What fails on another pod fails on those that get the same template.

    Only where no pod of that revision is Ready, and one says why its container does not run.

    Args:
        grounds: as things are.
        foresight: what follows from the write.
        new_template: whether a revision that the write makes has another template; a restart's has
            that of now.
    """
    family = grounds.known
    live = revisions_of(family).update
    for revision, pods in _made(foresight).items():
        made = revision.endswith(NEW_REVISION)
        like = live if made and not new_template else revision
        if like is not None:
            yield from given(family, like, pods, as_copy=like != revision)


def given(
    family: Family, revision: str, pods: Iterable[str], *, as_copy: bool = False
) -> Iterator[Caution]:
    """The same of pods that are known to get a revision, or a new one of its template."""
    failing = failing_on(family, revision)
    gets = [pod for pod in pods if pod not in failing]
    if failing and gets:
        short = short_revision(revision, set_name=family.name)
        verb = "get" if len(gets) > 1 else "gets"
        what = "the template of" if as_copy else "revision"
        yield warn(
            "cannot-come-back",
            f"{listed(gets)} {verb} {what} {short}, on which {listed(failing)} does not start",
            dangerous=True,
            about=f"revision {short}",
        )


def failing_on(family: Family, revision: str) -> tuple[str, ...]:
    """Pods that do not start on a revision on which none is Ready."""
    has = [each for each in family.pods_by_ordinal.values() if each.revision == revision]
    if any(each.running_and_ready for each in has):
        return ()
    return tuple(each.metadata.name for each in has if fails(each))


def fails(pod: Pod) -> bool:
    """Whether a container of it says why it does not run."""
    statuses = (*pod.status.init_container_statuses, *pod.status.container_statuses)
    waiting = (each.state.waiting for each in statuses)
    return any(each is not None and each.fails for each in waiting)


def _made(foresight: Foresight) -> dict[str, list[str]]:
    """Pods that are made, by the revision they get."""
    made: dict[str, list[str]] = {}
    for step in foresight.forecast.steps:
        if step.verb == "create" and step.pod is not None and step.revision is not None:
            made.setdefault(step.revision, []).append(step.pod)
    return made

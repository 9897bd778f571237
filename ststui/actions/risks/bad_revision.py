"""Pods that would get a revision on which others of the set do not start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.wording.listed import listed
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model import Pod


def bad_revision(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    """What fails on another pod fails on those that get the same template.

    Only where no pod of that revision is Ready, and one says why its container does not run.
    """
    family = grounds.known
    for revision, pods in _given(foresight).items():
        has = [each for each in family.pods_by_ordinal.values() if each.revision == revision]
        failing = [each.metadata.name for each in has if _fails(each)]
        if not failing or any(each.running_and_ready for each in has):
            continue
        gets = [pod for pod in pods if pod not in failing]
        if not gets:
            continue
        short = short_revision(revision, set_name=family.name)
        verb = "get" if len(gets) > 1 else "gets"
        yield warn(
            "cannot-come-back",
            f"{listed(gets)} {verb} revision {short}, on which {listed(failing)} does not start",
            dangerous=True,
        )


def _given(foresight: Foresight) -> dict[str, list[str]]:
    """Pods that are made, by the revision they get."""
    given: dict[str, list[str]] = {}
    for step in foresight.forecast.steps:
        if step.verb == "create" and step.pod is not None and step.revision is not None:
            given.setdefault(step.revision, []).append(step.pod)
    return given


def _fails(pod: Pod) -> bool:
    statuses = (*pod.status.init_container_statuses, *pod.status.container_statuses)
    waiting = (each.state.waiting for each in statuses)
    return any(each is not None and each.fails for each in waiting)

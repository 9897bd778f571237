"""What is going on already: a rollout, pods that are not Ready."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.controller.revisions import revisions_of
from ststui.wording.listed import first_few
from ststui.wording.revision import short_revision

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds


def rollout(grounds: Grounds) -> Iterator[Caution]:
    """A rollout that has pods left to replace."""
    family = grounds.known
    stateful_set = family.set
    update = revisions_of(family).update
    if update is None or stateful_set.spec.update_strategy.type == "OnDelete":
        return
    left = [
        pod.metadata.name
        for ordinal, pod in sorted(family.pods_by_ordinal.items())
        if ordinal in stateful_set.ordinals
        and ordinal >= stateful_set.start + stateful_set.partition
        and pod.revision != update
    ]
    if left:
        short = short_revision(update, set_name=family.name)
        yield warn(
            "rollout-in-progress",
            f"a rollout to {short} is in progress: {first_few(left)} not replaced yet",
        )


def not_ready(grounds: Grounds) -> Iterator[Caution]:
    """Pods in the range that are not Ready before anything was done."""
    family = grounds.known
    bad = [
        pod.metadata.name
        for ordinal, pod in sorted(family.pods_by_ordinal.items())
        if ordinal in family.set.ordinals and not pod.running_and_ready
    ]
    if bad:
        yield warn("not-ready-already", f"not Ready already: {first_few(bad)}")


def ended(grounds: Grounds) -> Iterator[Caution]:
    """Pods that have ended and are made anew (isFailed, isSucceeded, v1.36).

    Some end again as often as they are made.
    """
    family = grounds.known
    over = [
        pod.metadata.name
        for ordinal, pod in sorted(family.pods_by_ordinal.items())
        if ordinal in family.set.ordinals and pod.ended and not pod.terminating
    ]
    if not over or family.set.parallel:
        return
    if len(over) == 1:
        said = "has ended and is made anew: unless it becomes Ready then"
    else:
        said = "have ended and are made anew: unless they become Ready then"
    yield warn("not-ready-already", f"{first_few(over)} {said}, the controller does nothing else")


def halts(foresight: Foresight) -> Iterator[Caution]:
    """The controller stops on the way and waits for a pod."""
    rest = foresight.forecast.rest
    if rest.waits_for is not None and rest.waits_for.what == "observed":
        yield warn(
            "rollout-in-progress",
            "the controller has not seen the last change of the set yet: whether it replaces pods "
            "is not known",
        )
    elif rest.verb == "create":
        yield warn(
            "not-ready-already",
            f"{rest.pod} is deleted as soon as it is made, again and again, until the controller's "
            "count of pods happens to be right (Parallel, no rollingUpdate block)",
        )
    elif rest.code == "twice":
        yield warn(
            "not-ready-already",
            "two pods have the same ordinal: what the controller does is not known",
        )
    elif rest.verb == "wait" and rest.waits_for is not None:
        target = rest.waits_for.name
        yield warn(
            "not-ready-already",
            f"the controller waits for {target} and does no more before it is Ready or deleted",
        )
    elif rest.verb == "blocked" and rest.code == "nameTaken":
        yield warn(
            "cannot-come-back",
            f"{rest.pod} cannot be made: another pod holds the name",
            dangerous=True,
            about=rest.pod or "",
        )

"""What the StatefulSet controller does next with a set.

Mirrors UpdateStatefulSet (pkg/controller/statefulset/stateful_set_control.go, v1.36.3 and v1.37.2)
in its order: take and release pods, repair and scale up, scale down, update.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from ststui.controller.condemned import correct_claims, process_condemned
from ststui.controller.keepers import with_keepers
from ststui.controller.refusal import blocked, strategy_unknown, why_refused
from ststui.controller.replica import process_replica
from ststui.controller.revisions import unobserved
from ststui.controller.situation import Situation, situation
from ststui.controller.step import Step, WaitsFor
from ststui.controller.sync import Outcome, Sync, until_gone
from ststui.controller.toward import toward
from ststui.controller.twice import either, twins, views
from ststui.controller.update import outdated_in_range, recreate, recreates, update
from ststui.model.readable import Unreadable

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.controller.member import Member
    from ststui.controller.refusal import Refusing
    from ststui.model.family import Family


def next_step(family: Family, *, now: datetime, server_version: str | None = None) -> Step | None:
    """The controller's next step with a set, and all else that the same sync may do.

    Args:
        family: the set; pods, claims and revisions are looked at, and events if they were read.
        now: by the API server's clock.
        server_version: of the control plane (``v1.36.3``); the newest known one when None.

    Returns:
        The step; None when pods could not be read: then nothing can be said.
    """
    if isinstance(family.pods, Unreadable):
        return None
    if twins(family):
        steps = {_seen(each, now=now, server_version=server_version) for each in views(family)}
        return steps.pop() if len(steps) == 1 else either(family)
    return _seen(family, now=now, server_version=server_version)


def _seen(family: Family, *, now: datetime, server_version: str | None) -> Step:
    sync = sync_once(situation(family, now=now, server_version=server_version))
    step = _shown(family, sync.result(), now=now)
    return replace(step, waits_for=with_keepers(family, step), toward=toward(sync))


def _shown(family: Family, step: Step, *, now: datetime) -> Step:
    """A step as the API server, and the controller's gates, let it come."""
    if strategy_unknown(family, now=now):
        waits = WaitsFor("StatefulSet", family.name, "accepted")
        return Step(verb="blocked", code="strategy", waits_for=waits)
    why = why_refused(family, step, now=now)
    if why is not None:
        return blocked(step, why)
    if step.verb == "none" and step.code != "deleting" and unobserved(family.set):
        return Step(verb="wait", waits_for=WaitsFor("StatefulSet", family.name, "observed"))
    return step


def sync_once(seen: Situation, *, refused: Refusing | None = None) -> Sync:
    """Everything one sync does in a situation.

    Args:
        seen: the situation.
        refused: tells which steps the API server refuses; without it, it takes all of them.
    """
    sync = Sync(seen, refused)
    for name in seen.released:
        sync.act(Step(verb="update", pod=name, code="release"))
    for name in seen.adopted:
        sync.act(Step(verb="update", pod=name, code="adopt"))
    if seen.stateful_set.metadata.deletion_timestamp is not None:
        sync.pause = Step(verb="none", code="deleting")
        return sync
    if _repair(sync) and _scale_down(sync):
        update(sync)
    if sync.pause is None:
        sync.pause = _rest(sync)
    return sync


def _repair(sync: Sync) -> bool:
    if recreates(sync.situation) and not recreate(sync):
        return False
    outcome = sync.run(sync.situation.ordinals, partial(process_replica, sync))
    return outcome is Outcome.GO


def _scale_down(sync: Sync) -> bool:
    condemned = sync.situation.condemned
    # In an OrderedReady set every pod in the range is available here; in a Parallel one it does
    # not matter which pod is the first that is not.
    first = next((member for member in reversed(condemned) if sync.unavailable(member)), None)
    if sync.run(condemned, lambda member: correct_claims(sync, member)) is not Outcome.GO:
        return False
    outcome = sync.run(
        condemned, lambda member: process_condemned(sync, member, first_unavailable=first)
    )
    return outcome is Outcome.GO


def _rest(sync: Sync) -> Step | None:
    stateful_set = sync.situation.stateful_set
    if sync.situation.revisions.update is None and unobserved(stateful_set):
        return Step(verb="wait", waits_for=WaitsFor("StatefulSet", sync.situation.name, "observed"))
    if (ending := _ending(sync.situation)) is not None:
        return Step(verb="wait", pod=ending.name, waits_for=until_gone(ending))
    if not outdated_in_range(sync):
        return None
    on_delete = stateful_set.spec.update_strategy.type == "OnDelete"
    return Step(verb="none", code="onDelete" if on_delete else "held")


def _ending(seen: Situation) -> Member | None:
    """The pod whose end brings the next sync of a Parallel set, which does not wait for it before.

    One that is wanted is made anew then; one that is not is the last that is missing to be at rest.
    """
    ending = [each for each in seen.members.values() if each.terminating]
    if not ending:
        return None
    wanted = seen.ordinals
    return min(ending, key=lambda each: (each.ordinal not in wanted, each.ordinal))

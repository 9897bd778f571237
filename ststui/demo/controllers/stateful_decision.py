"""What a StatefulSet's controller does next; a seam until ststui.controller decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.demo.controllers.stateful_status import HASH_LABEL, is_available, is_running_ready
from ststui.demo.fields import Json, at, is_deleting, labels_of, name_of

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """All a decision needs."""

    set: Json
    pods: list[Json]
    current: Json
    update: Json
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """One step: create, delete, wait or none."""

    verb: str
    ordinal: int = -1
    pod: Json = field(default_factory=dict)
    from_current: bool = False
    healthy: list[Json] = field(default_factory=list)


_NONE = Action(verb="none")


def ordinal_of(pod: Json) -> int:
    """The number at the end of a pod's name."""
    return int(name_of(pod).rpartition("-")[2])


def next_action(situation: Situation) -> Action:
    """The next thing the controller of 1.36 does (stateful_set_control.go)."""
    spec = situation.set["spec"]
    start = at(spec, "ordinals", "start", default=0)
    wanted = range(start, start + spec["replicas"])
    by_ordinal = {ordinal_of(pod): pod for pod in situation.pods}
    ordered = spec["podManagementPolicy"] != "Parallel"
    found = _in_range(situation, wanted, by_ordinal, ordered=ordered)
    if found is not None:
        return found
    condemned = sorted((o for o in by_ordinal if o not in wanted), reverse=True)
    found = _scale_down(situation, [by_ordinal[o] for o in condemned], ordered=ordered)
    if found is not None:
        return found
    if at(spec, "updateStrategy", "type") == "OnDelete":
        return _NONE
    return _roll(situation, wanted, by_ordinal)


def _unavailable(situation: Situation, pod: Json) -> bool:
    wait = at(situation.set, "spec", "minReadySeconds", default=0)
    return is_deleting(pod) or not is_available(pod, wait, situation.now)


def _in_range(
    situation: Situation, wanted: range, by_ordinal: dict[int, Json], *, ordered: bool
) -> Action | None:
    healthy: list[Json] = []
    for ordinal in wanted:
        pod = by_ordinal.get(ordinal)
        if pod is None:
            return Action(
                verb="create", ordinal=ordinal, from_current=_takes_current(situation, ordinal)
            )
        if at(pod, "status", "phase") in ("Failed", "Succeeded"):
            if not is_deleting(pod):
                return Action(verb="delete", pod=pod)
            if ordered:
                return Action(verb="wait", healthy=healthy)
        elif ordered and (
            is_deleting(pod) or not is_running_ready(pod) or _unavailable(situation, pod)
        ):
            return Action(verb="wait", healthy=healthy)
        else:
            healthy.append(pod)
    return None


def _takes_current(situation: Situation, ordinal: int) -> bool:
    strategy = situation.set["spec"]["updateStrategy"]
    if strategy["type"] != "RollingUpdate":
        return False
    start = at(situation.set, "spec", "ordinals", "start", default=0)
    rolling = strategy.get("rollingUpdate")
    if rolling is None:
        kept = at(situation.set, "status", "currentReplicas", default=0)
    else:
        kept = rolling.get("partition", 0)
    return bool(ordinal < start + kept)


def _scale_down(situation: Situation, condemned: list[Json], *, ordered: bool) -> Action | None:
    first_bad = next((pod for pod in reversed(condemned) if _unavailable(situation, pod)), None)
    for pod in condemned:
        if is_deleting(pod):
            if ordered:
                return Action(verb="wait")
            continue
        if ordered and pod is not first_bad and _unavailable(situation, pod):
            return Action(verb="wait")
        return Action(verb="delete", pod=pod)
    return None


def _roll(situation: Situation, wanted: range, by_ordinal: dict[int, Json]) -> Action:
    strategy = situation.set["spec"]["updateStrategy"]
    partition = at(strategy, "rollingUpdate", "partition", default=0)
    update = name_of(situation.update)
    for ordinal in reversed(wanted[partition:]):
        pod = by_ordinal[ordinal]
        if labels_of(pod).get(HASH_LABEL) != update and not is_deleting(pod):
            return Action(verb="delete", pod=pod)
        if _unavailable(situation, pod):
            return Action(verb="wait", healthy=list(situation.pods))
    return Action(verb="none")

"""The record of one sync: what the controller would do in it, in order, and where it stops."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from ststui.controller.refusal import blocked
from ststui.controller.step import REST, Code, Step, WaitsFor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ststui.controller.member import Member
    from ststui.controller.refusal import Refusing
    from ststui.controller.situation import Situation

T = TypeVar("T")

_OWNERS = attrgetter("owners")

MAX_BATCH = 500
"""MaxBatchSize of slowStartBatch (stateful_set_control.go, v1.36)."""


class Outcome(Enum):
    """How the processing of one ordinal ended."""

    GO = auto()
    """Go on with the next one."""
    STOP = auto()
    """shouldExit: an OrderedReady set stops here; a Parallel one goes on."""
    ERROR = auto()
    """The sync ends with an error (a Parallel set still finishes the batch) and is retried."""


@dataclass(slots=True)
class Sync:
    """What one sync would do."""

    situation: Situation
    refused: Refusing | None = None
    """Tells which steps the API server refuses, and why."""
    steps: list[Step] = field(default_factory=list)
    """In the order of the controller's requests."""
    pause: Step | None = None
    """The first thing that it waits for or is blocked by."""
    failed: bool = False
    """Whether a step was refused: an error, which ends the sync."""
    leaves_owners: bool = field(init=False)
    """Whether no claim has an owner and none is to get one: what most sets are like, told once for
    all ordinals."""
    outdated: list[Member] | None = None
    """`update.outdated_in_range`, once it was asked for."""

    def __post_init__(self) -> None:
        claims, policy = self.situation.claims or {}, self.situation.retention
        keeps = policy.when_deleted == policy.when_scaled == "Retain"
        self.leaves_owners = keeps and not any(map(_OWNERS, claims.values()))

    def unavailable(self, member: Member) -> bool:
        """Whether a pod counts as unavailable: isUnavailable (v1.36); isHealthy before v1.34."""
        if self.situation.behaviour.waits_until_available:
            return member.unavailable
        return member.terminating or not member.running_and_ready

    def act(self, step: Step) -> None:
        """Note a request, unless it is one that is refused."""
        why = self.refused(step) if self.refused is not None else None
        if why is None:
            self.steps.append(step)
            return
        self.pause, self.failed = self.pause or blocked(step, why), True

    def wait(
        self,
        waits_for: WaitsFor,
        *,
        code: Code | None = None,
        pod: str | None = None,
        others: tuple[WaitsFor, ...] = (),
    ) -> None:
        """Note what it waits for; ``others`` would do as well."""
        instead = tuple(Step(verb="wait", pod=each.name, waits_for=each) for each in others)
        step = Step(verb="wait", pod=pod, code=code, waits_for=waits_for, allowed=instead)
        self.pause = self.pause or step

    def block(self, waits_for: WaitsFor, *, code: Code, pod: str) -> None:
        """Note a request that is refused and retried."""
        self.pause = self.pause or Step(verb="blocked", pod=pod, code=code, waits_for=waits_for)

    def run(self, items: Sequence[T], process: Callable[[T], Outcome]) -> Outcome:
        """Process items as runForAll and slowStartBatch do (stateful_set_control.go, v1.36).

        OrderedReady: one after the other until one does not go on. Parallel: in batches of 1, 2,
        4 … at once; only an error ends it, after its batch.
        """
        if not self.situation.stateful_set.parallel:
            for item in items:
                outcome = process(item)
                if self.failed:
                    return Outcome.ERROR
                if outcome is not Outcome.GO:
                    return outcome
            return Outcome.GO
        first, size = 0, 1
        while first < len(items):
            outcomes = [process(item) for item in items[first : first + size]]
            if Outcome.ERROR in outcomes or self.failed:
                return Outcome.ERROR
            first, size = first + size, min(2 * size, MAX_BATCH)
        return Outcome.GO

    def result(self) -> Step:
        """The first step with the others that the same sync may do; else the wait; else rest."""
        if not self.steps:
            return self.pause or REST
        first, *others = self.steps
        return Step(
            verb=first.verb,
            pod=first.pod,
            claim=first.claim,
            revision=first.revision,
            code=first.code,
            waits_for=first.waits_for,
            allowed=tuple(others),
        )


def until_gone(member: Member) -> WaitsFor:
    """Until a terminating pod is gone."""
    return WaitsFor("Pod", member.name, "gone", member.ends_in)


def until_available(member: Member) -> WaitsFor:
    """Until a pod is gone, Ready or available, whichever it lacks."""
    if member.terminating:
        return until_gone(member)
    if member.running_and_ready:
        return WaitsFor("Pod", member.name, "available", member.seconds_left)
    return WaitsFor("Pod", member.name, "ready")


def claim_gone(name: str) -> WaitsFor:
    """Until a claim is gone."""
    return WaitsFor("PersistentVolumeClaim", name, "gone")

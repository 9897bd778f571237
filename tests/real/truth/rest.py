"""Moments of rest: did ststui say that the controller waits, and for whom?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from ststui.controller import next_step
from tests.real.truth.states import states

if TYPE_CHECKING:
    from ststui.controller import WaitsFor
    from ststui.model.stateful_set import StatefulSet
    from tests.real.truth.deeds import Deed
    from tests.real.truth.recorder import Recorder, Seen
    from tests.real.truth.states import State
    from tests.real.truth.verdict import Verdict

CLAIM = "PersistentVolumeClaim"
LATEST_SECONDS = 20.0
"""How long a controller that should act is waited for."""
SHOWN = 24
"""Events shown in a complaint."""


@dataclass(frozen=True, slots=True)
class Rest:
    """A moment at which nothing had happened for a while."""

    version: int
    at: datetime


def not_woken(version: int, events: tuple[Seen, ...]) -> bool:
    """Whether a claim or a foreign pod went after the last event that wakes the controller.

    It listens to sets and to pods that sets own (NewStatefulSetController and deletePod,
    stateful_set.go, v1.36). A stale claim ends a sync without a retry (processReplica): when the
    claim is gone at last, the set stays as it is until something else happens to it or to its
    pods, or the resync of 12 hours. A name that is taken is tried again, each time after twice as
    long, up to 1000 s.
    """
    before = [event for event in events if event.version <= version]
    waking = max((e.version for e in before if _wakes(e)), default=0)
    return any(
        event.type == "DELETED" and event.version > waking and event.kind in {"Pod", CLAIM}
        for event in before
    )


def _wakes(event: Seen) -> bool:
    owners = event.object["metadata"].get("ownerReferences", ())
    owned = any(owner["kind"] == "StatefulSet" for owner in owners)
    return event.kind == "StatefulSet" or (event.kind == "Pod" and owned)


def _only_status(event: Seen, before: StatefulSet) -> bool:
    # The controller writes the status all the time; it does not wait for that.
    metadata = event.object["metadata"]
    same = (before.metadata.uid, before.metadata.generation)
    of_set = event.kind == "StatefulSet" and event.type == "MODIFIED"
    return of_set and (metadata["uid"], metadata["generation"]) == same


async def settle(
    name: str, recorder: Recorder, *, quiet: float, server_version: str
) -> Rest | None:
    """Wait until nothing happens any more, so many seconds long; None when that does not come."""
    while await recorder.quiet(quiet):
        rest = Rest(recorder.version, datetime.now(UTC))
        if not _overdue(name, rest, recorder.ordered, server_version=server_version):
            return rest
        # The controller may only be late: what it does not do in so long, it does not do.
        if not await recorder.moves(within=LATEST_SECONDS):
            return rest
    return None


def _overdue(name: str, rest: Rest, events: tuple[Seen, ...], *, server_version: str) -> bool:
    """Whether the controller should have acted by then; on a loaded machine it may only be late."""
    family = _at(rest, tuple(states(events))).family(name)
    step = family and next_step(family, now=rest.at, server_version=server_version)
    return bool(step and step.acts and not not_woken(rest.version, events))


def _at(rest: Rest, timeline: tuple[State, ...]) -> State:
    return [each for each in timeline if each.version <= rest.version][-1]


def check_rest(
    name: str,
    rest: Rest,
    timeline: tuple[State, ...],
    events: tuple[Seen, ...],
    done: tuple[Deed, ...],
    verdict: Verdict,
    *,
    server_version: str,
) -> None:
    family = _at(rest, timeline).family(name)
    if family is None:
        return
    step = next_step(family, now=rest.at, server_version=server_version)
    if step is not None and step.acts and not_woken(rest.version, events):
        verdict.asleep += 1
        return
    if step is None or step.acts:
        before = [each for each in events if each.version <= rest.version]
        head = f"at rest ({rest.version}, {rest.at:%H:%M:%S.%f}) it was said: {step}"
        verdict.wrong.append("\n".join([head, *(f"  {each}" for each in before[-SHOWN:])]))
        return
    verdict.rests += 1
    following = next((deed for deed in done if deed.version > rest.version), None)
    if following is None:
        return
    # Whoever was waited for, or a change of the spec, must be what let it go on; unless something
    # else happened to the very pod (or claim) that it then acted on.
    between = [each for each in events if rest.version < each.version <= following.version]
    before = [each for each in between if each.version < following.version]
    moved = {each.name for each in before if not _only_status(each, family.set)}
    its_pod = f"{name}-{following.name.rsplit('-', 1)[1]}"
    waits = [each.waits_for for each in (step, *step.allowed) if each.waits_for is not None]
    came = any(_in_time(wait, rest.at, following.at) for wait in waits) or any(
        _came(wait, event) for wait in waits for event in before
    )
    if not came and not moved & {name, following.name, its_pod}:
        head = f"{step.verb} {waits} was said at {rest.version}, but then {following}"
        verdict.wrong.append("\n".join([head, *(f"  {each}" for each in between)]))


def _in_time(wait: WaitsFor, said: datetime, done: datetime) -> bool:
    """Whether a pod had become available by then, as was said: no event tells that."""
    if wait.what != "available" or wait.seconds is None:
        return False
    return done >= said + timedelta(seconds=wait.seconds - 1)


def _came(wait: WaitsFor, event: Seen) -> bool:
    """Whether an event is what was waited for; a pod that is gone need not be Ready any more."""
    if (event.kind, event.name) != (wait.kind, wait.name):
        return False
    status = event.object.get("status", {})
    ready = status.get("phase") == "Running" and any(
        each["type"] == "Ready" and each["status"] == "True"
        for each in status.get("conditions", ())
    )
    return event.type == "DELETED" or (wait.what in {"ready", "available"} and ready)

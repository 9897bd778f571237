"""Replay a record: before each deed of the real controller, was it said to be next?"""

from __future__ import annotations

from datetime import timedelta
from itertools import islice, product
from typing import TYPE_CHECKING

from ststui.controller import Step, next_step
from ststui.controller.claim import claim_seen
from ststui.controller.retention import corrected_owners
from ststui.controller.situation import situation
from tests.real.truth.evidence import (
    ClaimsMade,
    Successors,
    check_unobserved,
    claims_fit,
    reason_fits,
    told,
    tried_again,
)
from tests.real.truth.passed_over import passed_over
from tests.real.truth.rest import Rest, check_rest
from tests.real.truth.states import MODELS, State, states
from tests.real.truth.verdict import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from ststui.model.family import Family
    from tests.real.truth.deeds import Deed
    from tests.real.truth.recorder import Seen

MOST_MIXTURES = 5_000
"""Combinations of lagging caches that are tried before a deed counts as not foretold."""
LAG = 8
"""Changes of a kind that a cache may lack."""
LAG_TIME = timedelta(seconds=1)
"""How much older than the state before the previous deed one cache may be."""
SHOWN = 16
"""States shown in a complaint with what was said of them."""
SHOWN_EVENTS = 48
"""Events shown in a complaint: the deeds before are among them."""


def replay(
    name: str,
    *,
    events: tuple[Seen, ...],
    done: tuple[Deed, ...],
    rests: Iterable[Rest],
    server_version: str,
) -> Verdict:
    """Hold the record of the set ``name`` against what ``controller/`` says."""
    verdict = Verdict()
    timeline = tuple(states(events))
    check_unobserved(name, timeline, verdict)
    successors, claims = Successors(verdict, events), ClaimsMade()
    previous, began, whole, pending = 0, 0, True, list[Step]()
    of_sync, left_over = list[Step](), dict[int, int]()
    for deed in done:
        window = _window(timeline, since=previous, until=deed.version)
        wider = _wider(timeline, window, began=began or window[0].version, until=deed.version)
        found = _foretold(name, deed, window, wider, server_version=server_version)
        # A sync that began before later events goes on by what it saw then.
        foretold = [step for step in pending if _is(step, deed)]
        again = tried_again(deed, of_sync, window[-1])
        same_sync = bool(foretold) or again
        began = began if same_sync else window[0].version
        pending = [step for step in pending if not _is_all(step, deed)] if same_sync else []
        of_sync = of_sync if same_sync else []
        if same_sync:
            left_over[deed.version] = began
        previous = deed.version
        if found is None and not same_sync:
            verdict.wrong.append(
                _complaint(name, deed, window, events, server_version=server_version)
            )
            continue
        steps, how = found or ([], "whole")
        foretold += [step for step in steps if _is(step, deed)]
        whole = (whole if same_sync else True) and how != "mixed"
        successors.see(deed, foretold, since=began, whole=whole)
        unmade = claims.see(deed, foretold, since=began if whole else 0)
        verdict.wrong += [unmade] if unmade else []
        if deed.kind == "Pod" and deed.verb == "create":
            verdict.any_revision += all(step.revision is None for step in foretold)
        verdict.unsaid += how == "told"
        pending += [step for step in steps if not _is_all(step, deed)]
        of_sync += steps
        verdict.mixed += how == "mixed"
        verdict.count(deed)
    for rest in rests:
        # What a sync that had begun before still had to do is no deed of one that looked then.
        later = tuple(
            each for each in done if left_over.get(each.version, each.version) > rest.version
        )
        check_rest(name, rest, timeline, events, later, verdict, server_version=server_version)
    verdict.wrong += passed_over(
        timeline,
        done,
        lambda state: (
            said(name, state, state.at, server_version=server_version) if state.at else []
        ),
    )
    return verdict


def _window(timeline: tuple[State, ...], *, since: int, until: int) -> tuple[State, ...]:
    # The state in which the previous deed was done is the last one before it.
    before = [state for state in timeline if state.version < since]
    between = [state for state in timeline if since <= state.version < until]
    return (*before[-1:], *between)


def _wider(
    timeline: tuple[State, ...], window: tuple[State, ...], *, began: int, until: int
) -> tuple[State, ...]:
    # One cache may be older than the previous deed, which another one let happen; and a sync goes
    # on with the set and the pods that it read when it began, however long its requests take.
    begin = [state.at for state in timeline if began <= state.version <= window[0].version]
    first = next((at for at in begin if at is not None), None)
    if first is None:
        return window
    return tuple(
        state
        for state in timeline
        if state.version < until and state.at is not None and state.at >= first - LAG_TIME
    )


def _foretold(
    name: str,
    deed: Deed,
    window: tuple[State, ...],
    wider: tuple[State, ...],
    *,
    server_version: str,
) -> tuple[list[Step], str] | None:
    # Several states may explain a deed; what each allowed besides may follow from the same sync.
    for compared in (False, True):
        explained: list[Step] = []
        for state in window:
            explained += _explained(
                name, deed, state, server_version=server_version, compared=compared
            )
        if explained:
            return explained, "told" if compared else "whole"
    for state in _mixtures(wider):
        for compared in (False, True):
            if explained := _explained(
                name, deed, state, server_version=server_version, compared=compared
            ):
                return explained, "mixed"
    return None


def _explained(
    name: str, deed: Deed, state: State, *, server_version: str, compared: bool
) -> list[Step]:
    family = state.family(name)
    if family is not None and compared:
        family = told(name, state, family)
    if family is None:
        return []
    for now in dict.fromkeys((deed.at, state.at or deed.at)):
        steps = _steps(family, now, server_version=server_version)
        fitting = [step for step in steps if _is(step, deed)]
        if fitting and not compared and deed.revision and fitting[0].revision is None:
            # A revision said to be unknown: what it is when templates are compared must fit too.
            known = told(name, state, family)
            steps = _steps(known, now, server_version=server_version) if known else steps
            fitting = [step for step in steps if _is(step, deed)]
        if deed.verb == "delete":
            fitting = [step for step in fitting if reason_fits(step, state, family)]
        if not claims_fit(deed, family):
            fitting = []
        if fitting and _owners_fit(name, deed, state, now, server_version=server_version):
            return [*steps, *_besides(name, state, family, now, server_version=server_version)]
    return []


def _besides(
    name: str, state: State, family: Family, now: datetime, *, server_version: str
) -> list[Step]:
    """What the same sync may do beside, where the update revision is said to be unknown.

    A Parallel set without a rollingUpdate block may make a pod and delete it in one sync: only the
    templates tell that.
    """
    known = told(name, state, family)
    return _steps(known, now, server_version=server_version) if known else []


def _mixtures(window: tuple[State, ...]) -> Iterator[State]:
    # Each kind has its own cache: all combinations of what they held in the window.
    held = [_distinct(window, kind) for kind in MODELS]
    for states_by_kind in islice(product(*held), MOST_MIXTURES):
        state = states_by_kind[0]
        for kind, other in zip(MODELS, states_by_kind, strict=True):
            state = state.mixed(other, kinds=(kind,))
        yield state


def _distinct(window: tuple[State, ...], kind: str) -> tuple[State, ...]:
    found = tuple({id(state.objects[kind]): state for state in reversed(window)}.values())
    # The newest ones, and those of when a long sync began.
    return (*found[:LAG], *found[LAG:][-LAG:])


def said(name: str, state: State, now: datetime, *, server_version: str) -> list[Step]:
    """The step and all that the same sync may do, in a state."""
    family = state.family(name)
    return [] if family is None else _steps(family, now, server_version=server_version)


def _steps(family: Family, now: datetime, *, server_version: str) -> list[Step]:
    step = next_step(family, now=now, server_version=server_version)
    return [] if step is None else [step, *step.allowed]


def _is(step: Step, deed: Deed) -> bool:
    if deed.kind == "Pod":
        same = step.verb == deed.verb and step.pod == deed.name
        if deed.verb == "update":
            return same and step.code == deed.code
        # None: not known yet, before the set's first ControllerRevision is there.
        return same and (deed.verb == "delete" or step.revision in {deed.revision, None})
    if deed.verb == "create":
        return step.verb == "create" and step.claim == deed.name
    return step.code == "claimOwners" and step.claim == deed.name


def _is_all(step: Step, deed: Deed) -> bool:
    # The claim of a step that also makes the pod is not yet all of it.
    return _is(step, deed) and (deed.kind == "Pod" or step.verb == "update" or step.pod is None)


def _owners_fit(name: str, deed: Deed, state: State, now: datetime, *, server_version: str) -> bool:
    family = state.family(name)
    claim = state.objects["PersistentVolumeClaim"].get(deed.name)
    if deed.verb != "update" or family is None or claim is None:
        return True
    seen = situation(family, now=now, server_version=server_version)
    ordinal = int(deed.name.rsplit("-", 1)[1])
    expected = corrected_owners(
        claim_seen(claim),
        seen.retention,
        stateful_set=seen.owner,
        pod=seen.pod_owner(ordinal),
        condemned=ordinal not in family.set.ordinals,
    )
    return {(o.kind, o.name, o.uid, o.controller) for o in expected} == set(deed.owners)


def _complaint(
    name: str,
    deed: Deed,
    window: tuple[State, ...],
    events: tuple[Seen, ...],
    *,
    server_version: str,
) -> str:
    by_version = {
        state.version: said(name, state, deed.at, server_version=server_version)
        for state in window[-SHOWN:]
    }
    shown = [event for event in events if event.version <= deed.version][-SHOWN_EVENTS:]
    lines = [f"  {event} -> {_words(by_version.get(event.version, []))}" for event in shown]
    return "\n".join([f"not foretold: {deed}", *lines])


def _words(steps: Iterable[Step]) -> str:
    return "; ".join(
        " ".join(
            str(each) for each in (s.verb, s.pod, s.claim, s.code, s.revision, s.waits_for) if each
        )
        for s in steps
    )

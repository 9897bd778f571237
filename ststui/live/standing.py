"""How the whole store stands: one word for the state line, and what cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ststui.live.health import Health

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import datetime

    from ststui.live.health import HealthState, Scope
    from ststui.live.store import Store

_WORST: tuple[HealthState, ...] = ("down", "stale", "loading", "polling", "live")
NEEDED = frozenset({"statefulsets"})
"""Without these nothing is true any more; others add columns."""

MOMENT = 3.0
"""Seconds without a watch of which nothing is said: every few minutes one is opened again, and a
list of the usual size that is read anew, also for ctrl-r, takes no longer."""


@dataclass(frozen=True, slots=True)
class Standing:
    """The state of all scopes in one."""

    state: HealthState
    why: str
    since: datetime | None
    """The oldest moment from which data may be old."""
    retry_at: datetime | None
    remaining: int | None
    """Objects still to come while loading, where the server says so."""
    unreadable: tuple[tuple[str, str], ...]
    """(resource, why) of what is denied; with its namespace where others may be read."""
    lacking: tuple[tuple[str, str], ...] = ()
    """(resource, why) of what could not be read so far and is not needed, such as an API that the
    server does not have."""
    kept: datetime | None = None
    """As of when sets are shown that may not be read any more; None when there are none."""


def standing(store: Store, *, now: datetime) -> Standing:
    """The worst of all scopes; what is denied or not needed is named and does not count.

    Args:
        store: the store.
        now: the API server's time.
    """
    found = ((s, _as_it_is(h, now=now)) for s, h in store.healths.by_scope.items())
    scopes = dict(sorted(found, key=lambda each: _rank(each[1])))
    denied = {s: h for s, h in scopes.items() if h.state == "denied"}
    lacking = {s: h for s, h in scopes.items() if h.state == "down" and s.resource not in NEEDED}
    counted = {s: h for s, h in scopes.items() if s not in denied and s not in lacking}
    # By rank the first is the worst.
    worst = next(iter(counted.values()), Health(state="down" if scopes else "loading"))
    needed = [h for s, h in denied.items() if s.resource in NEEDED]
    without = needed and not any(s.resource in NEEDED for s in counted)
    # What is listed at intervals is old as well, which is said where nothing is worse.
    aged = [h for h in counted.values() if h.state == "stale" or not without]
    old = [h.since for h in aged if h.since is not None]
    remaining = [h.remaining for h in counted.values() if h.state == "loading" and h.remaining]
    return Standing(
        state="denied" if without else worst.state,
        why=needed[0].why if without and not old else worst.why,
        since=min(old) if old else None,
        retry_at=needed[0].retry_at if without else worst.retry_at,
        remaining=sum(remaining) if remaining and not without else None,
        unreadable=tuple(_named(denied, scopes)),
        # Without the sets the rest lacks for the same reason.
        lacking=() if worst.state == "down" else tuple(_named(lacking, scopes)),
        kept=min(_kept(store, denied), default=None),
    )


def _named(some: Mapping[Scope, Health], scopes: Iterable[Scope]) -> Iterator[tuple[str, str]]:
    """Each resource once where that is so everywhere, else beside its namespace."""
    others = {scope.resource for scope in scopes if scope not in some}
    named: dict[str, str] = {}
    for scope, health in some.items():
        here = scope.namespace is not None and scope.resource in others
        name = f"{scope.resource} in {scope.namespace}" if here else scope.resource
        named.setdefault(name, health.why)
    yield from named.items()


def _kept(store: Store, denied: Mapping[Scope, Health]) -> Iterator[datetime]:
    """Since when sets are old that were read before the right was taken away."""
    for scope, health in denied.items():
        if (
            scope.resource in NEEDED
            and health.since is not None
            and any(store.keys(scope.namespace))
        ):
            yield health.since


def _as_it_is(health: Health, *, now: datetime) -> Health:
    """What is not watched for longer than a moment is not live."""
    ended = health.unwatched
    if health.state != "live" or ended is None or (now - ended).total_seconds() <= MOMENT:
        return health
    return replace(health, state="stale", since=ended, why="everything is read anew")


def _rank(health: Health) -> int:
    return _WORST.index(health.state) if health.state in _WORST else len(_WORST)

"""How the whole store stands: one word for the state line, and what cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.live.health import Health, HealthState, Scope
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
    """(resource, why) of what is denied."""


def standing(store: Store, *, now: datetime) -> Standing:
    """The worst of all scopes; a denied scope is named and does not count.

    Args:
        store: the store.
        now: the API server's time.
    """
    found = ((s, _as_it_is(h, now=now)) for s, h in store.healths.by_scope.items())
    scopes = sorted(found, key=lambda each: _rank(each[1]))
    denied = tuple(
        (scope.resource, health.why) for scope, health in scopes if health.state == "denied"
    )
    needed = next((h for s, h in scopes if h.state == "denied" and s.resource in NEEDED), None)
    if needed is not None:
        return Standing("denied", needed.why, needed.since, needed.retry_at, None, denied)
    counted = [(s, h) for s, h in scopes if h.state != "denied"]
    if not counted:
        return Standing("down" if denied else "loading", "", None, None, None, denied)
    worst: tuple[Scope, Health] = counted[0]
    health = worst[1]
    since = [h.since for _, h in counted if h.since is not None]
    remaining = [h.remaining for _, h in counted if h.state == "loading" and h.remaining]
    return Standing(
        state=health.state,
        why=health.why,
        since=min(since) if since else None,
        retry_at=health.retry_at,
        remaining=sum(remaining) if remaining else None,
        unreadable=denied,
    )


def _as_it_is(health: Health, *, now: datetime) -> Health:
    """What is not watched for longer than a moment is not live."""
    ended = health.unwatched
    if health.state != "live" or ended is None or (now - ended).total_seconds() <= MOMENT:
        return health
    return replace(health, state="stale", since=ended, why="everything is read anew")


def _rank(health: Health) -> int:
    return _WORST.index(health.state) if health.state in _WORST else len(_WORST)

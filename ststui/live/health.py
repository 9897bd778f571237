"""How far the data of one kind in one scope can be trusted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.cluster.trouble import Trouble

HealthState = Literal["loading", "live", "polling", "stale", "denied", "down"]
"""loading: the first list is not complete. live: watched. polling: listed at an interval, for
watching is not possible. stale: was complete once, the connection is lost. denied: no right.
down: never complete, and the last try failed."""


class Scope(NamedTuple):
    """What one list-watch covers."""

    resource: str
    """The API's plural name."""
    namespace: str | None
    """None = all namespaces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """The state of one scope."""

    state: HealthState = "loading"
    complete: bool = False
    """Whether a list was complete at least once."""
    since: datetime | None = None
    """When the data was last known to be true, by the API server's clock; None while live."""
    why: str = ""
    """For people, raw; empty while live."""
    retry_at: datetime | None = None
    """Next try, by the API server's clock."""
    remaining: int | None = None
    """While loading: how many objects are still to come, where the server says so."""

    @property
    def known(self) -> bool:
        """Whether what the store holds of this scope is a whole list, fresh or stale."""
        return self.complete

    @property
    def reads_as(self) -> tuple[bool, bool, str]:
        """What a Family says of its part: whether it is known, or denied, and why it is not."""
        return self.known, self.state == "denied", "" if self.known else self.why

    def alive(self) -> Health:
        """After a sign of life."""
        if self.state in {"live", "polling"} and self.since is None and not self.why:
            return self
        state: HealthState = "loading" if not self.complete else "live"
        return replace(self, state=state, since=None, why="", retry_at=None)

    def completed(self) -> Health:
        """After a list was complete."""
        return replace(
            self,
            state="polling" if self.state == "polling" else "live",
            complete=True,
            since=None,
            retry_at=None,
            remaining=None,
            why=self.why if self.state == "polling" else "",
        )

    def polled(self, why: str) -> Health:
        """When watching is not possible."""
        return replace(self, state="polling", why=why, since=None)

    def lost(self, trouble: Trouble, *, now: datetime, retry_at: datetime | None) -> Health:
        """After a failure."""
        state: HealthState = "stale" if self.complete else "down"
        if trouble.kind == "denied":
            state = "denied"
        return replace(
            self,
            state=state,
            complete=self.complete and state != "denied",
            since=self.since or now,
            why=trouble.text,
            retry_at=retry_at,
        )

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
    unwatched: datetime | None = None
    """Since when no watch stands, though the state is live: one is opened again every few minutes,
    or everything is read anew."""
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
    def fresh(self) -> bool:
        """Whether what the store holds is a whole list that is watched, or listed at intervals."""
        return self.complete and self.state in {"live", "polling"}

    @property
    def reads_as(self) -> tuple[bool, bool, str]:
        """What a Family says of its part: whether it is known, or denied, and why it is not."""
        return self.known, self.state == "denied", "" if self.known else self.why

    def alive(self) -> Health:
        """After a sign of life."""
        if self.state == "live" and self.unwatched is None:
            return self
        state: HealthState = "loading" if not self.complete else "live"
        return replace(self, state=state, since=None, unwatched=None, why="", retry_at=None)

    def ended(self, at: datetime) -> Health:
        """After a watch ended without trouble, or was given up for a new list."""
        return replace(self, unwatched=self.unwatched or at) if self.state == "live" else self

    def completed(
        self, *, true_at: datetime | None = None, unwatched: datetime | None = None
    ) -> Health:
        """After a list was complete.

        Args:
            true_at: when it was asked for.
            unwatched: when it was complete, where a watch is to follow.
        """
        polls = self.state == "polling"
        return replace(
            self,
            state="polling" if polls else "live",
            complete=True,
            since=true_at if polls else None,
            unwatched=None if polls else unwatched,
            retry_at=None,
            remaining=None,
            why=self.why if polls else "",
        )

    def polled(self, why: str, *, true_at: datetime | None = None) -> Health:
        """When watching is not possible.

        Args:
            why: the reason.
            true_at: when the last list was asked for.
        """
        return replace(self, state="polling", why=why, since=true_at, unwatched=None)

    def lost(
        self,
        trouble: Trouble,
        *,
        now: datetime,
        retry_at: datetime | None,
        true_at: datetime | None = None,
    ) -> Health:
        """After a failure.

        Args:
            trouble: what failed.
            now: the API server's time.
            retry_at: when it is tried again.
            true_at: the last sign of life, where there was one: a connection may have been dead
                for minutes when that is noticed.
        """
        state: HealthState = "stale" if self.complete else "down"
        if trouble.kind == "denied":
            state = "denied"
        return replace(
            self,
            state=state,
            complete=self.complete and state != "denied",
            since=self.since or true_at or self.unwatched or now,
            unwatched=None,
            why=trouble.text,
            retry_at=retry_at,
        )

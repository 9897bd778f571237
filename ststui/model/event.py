"""Event (v1), as recorded by both of Kubernetes' event libraries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from ststui.model.metadata import Metadata
from ststui.model.value import Value

if TYPE_CHECKING:
    from collections.abc import Iterable


COMBINED = "(combined from similar events): "
"""What stands before the newest of ten or more messages that one object got for one reason within
ten minutes (EventAggregatorByReasonMessageFunc, client-go/tools/record/events_cache.go, v0.36)."""


class InvolvedObject(Value, frozen=True):
    """The object an event is about; the uid tells incarnations of one name apart."""

    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    field_path: str = ""
    """``spec.containers{main}`` where it is about one container of a pod."""

    @property
    def container(self) -> str:
        """The container it is about; empty where it is about no single one."""
        return self.field_path.partition("{")[2].removesuffix("}")

    @property
    def bearer(self) -> str:
        """Kind and name, ``Pod/web-1``: the same for all that bore the name one after another."""
        return f"{self.kind}/{self.name}"


class EventSource(Value, frozen=True):
    """Who reported, in the old library."""

    component: str = ""
    host: str = ""


class EventSeries(Value, frozen=True):
    """Repetition, in the new library."""

    count: int = 0
    last_observed_time: datetime | None = None


class Event(Value, frozen=True):
    """Something that happened to an object."""

    metadata: Metadata
    involved_object: InvolvedObject = InvolvedObject()
    type: str = "Normal"
    reason: str = ""
    message: str = ""
    count: int = 0
    first_timestamp: datetime | None = None
    last_timestamp: datetime | None = None
    event_time: datetime | None = None
    series: EventSeries | None = None
    source: EventSource = EventSource()

    @property
    def words(self) -> str:
        """The message as its author wrote it."""
        return self.message.removeprefix(COMBINED)

    @property
    def at(self) -> datetime | None:
        """When it last happened: the new library leaves lastTimestamp null."""
        observed = self.series.last_observed_time if self.series else None
        return (
            observed
            or self.last_timestamp
            or self.event_time
            or self.first_timestamp
            or self.metadata.creation_timestamp
        )

    @property
    def times(self) -> int:
        """How often it happened, at least once."""
        return max(self.series.count if self.series else self.count, 1)


def by_object(events: Iterable[Event]) -> dict[str, tuple[Event, ...]]:
    """Events by the uid of what they are about, and by its ``bearer``; oldest first."""
    found: dict[str, list[Event]] = {}
    for event in sorted(events, key=lambda e: e.at.timestamp() if e.at else 0.0):
        about = event.involved_object
        for key in (about.uid, about.bearer):
            found.setdefault(key, []).append(event)
    return {key: tuple(each) for key, each in found.items()}

"""Event (v1), as recorded by both of Kubernetes' event libraries."""

from __future__ import annotations

from datetime import datetime

from ststui.model.metadata import Metadata
from ststui.model.value import Value


class InvolvedObject(Value, frozen=True):
    """The object an event is about; the uid tells incarnations of one name apart."""

    kind: str = ""
    namespace: str = ""
    name: str = ""
    uid: str = ""
    field_path: str = ""


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
    reporting_component: str = ""

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

"""Events, by the uid of the object they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.signs.text import facts_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model import Event

Whose = Literal["subject", "set", "claims", "volume"]
"""subject: the object itself. set: the StatefulSet. claims: those of the subject's ordinal. volume:
the PersistentVolume of the subject's claim."""

MOST = 50
"""Newest events of an object that are looked at."""


@dataclass(frozen=True, slots=True)
class EventSign:
    """The newest event with one of these reasons whose message fits.

    Events live for an hour: none proves nothing, and an old one may be history. Put a sign of the
    object's present state before it.
    """

    reasons: str | tuple[str, ...]
    text: str = ""
    """A regular expression; its named groups become facts."""
    of: Whose = field(default="subject", kw_only=True)
    within: float | None = field(default=None, kw_only=True)
    """Seconds; older events do not count. None = any age."""
    needs: tuple[Need, ...] = field(default=("events",), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """The event as evidence."""
        reasons = (self.reasons,) if isinstance(self.reasons, str) else self.reasons
        for who, uid in _whose(seen, subject, self.of):
            for event in reversed(seen.events(uid)[-MOST:]):
                age = seen.seconds_since(event.at)
                if self.within is not None and (age is None or age > self.within):
                    continue
                if reasons and event.reason not in reasons:
                    continue
                facts = facts_in(event.message, self.text)
                if facts is not None:
                    return Match(evidence=(event_evidence(event, who),), facts=facts)
        return None


def event_evidence(event: Event, who: str) -> Evidence:
    """An event as evidence."""
    times = f", {event.times} times" if event.times > 1 else ""
    return Evidence(event.message, f"event {event.reason} of {who}{times}")


def _whose(seen: Seen, subject: Subject, whose: Whose) -> Iterator[tuple[str, str]]:
    family = seen.family
    match whose:
        case "subject":
            yield f"{subject.kind} {subject.name}", subject.uid
        case "set":
            yield f"StatefulSet {family.name}", family.set.metadata.uid
        case "claims":
            for claim in family.claims_by_ordinal.get(
                -1 if subject.ordinal is None else subject.ordinal, ()
            ):
                yield f"PersistentVolumeClaim {claim.metadata.name}", claim.metadata.uid
        case "volume":
            name = subject.claim.spec.volume_name if subject.claim else ""
            volume = seen.volume(name)
            if volume is not None:
                yield f"PersistentVolume {name}", volume.metadata.uid

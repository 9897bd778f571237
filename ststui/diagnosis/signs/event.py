"""Events, by the uid of the object they are about."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.signs.overcome import overcome
from ststui.diagnosis.signs.text import facts_in

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject
    from ststui.model import Event

Whose = Literal["subject", "former"]
"""subject: the object itself, by its uid. former: those that bore its name before."""

MOST = 50
"""Newest events of an object that are looked at."""


@dataclass(frozen=True, slots=True)
class EventSign:
    """The newest event with one of these reasons whose message fits.

    Events live for an hour: none proves nothing, and an old one may be history. Put a sign of the
    object's present state before it. What a later event shows to be over does not count.
    """

    reasons: str | tuple[str, ...]
    text: str = ""
    """A regular expression; its named groups become facts. One more is the container, where the
    event is about one."""
    of: Whose = field(default="subject", kw_only=True)
    within: float | None = field(default=None, kw_only=True)
    """Seconds; older events do not count. None = any age."""
    needs: tuple[Need, ...] = field(default=("events",), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """The event as evidence."""
        reasons = (self.reasons,) if isinstance(self.reasons, str) else self.reasons
        who = f"{subject.kind} {subject.name}"
        newest = self._events(seen, subject)[-MOST:]
        for at, event in reversed([*enumerate(newest, start=1)]):
            age = seen.seconds_since(event.at)
            if self.within is not None and (age is None or age > self.within):
                continue
            if event.reason not in reasons:
                continue
            facts = facts_in(event.message, self.text)
            if facts is None or (self.of == "subject" and overcome(event, newest[at:])):
                continue
            container = event.involved_object.container
            about = {"container": container} if container else {}
            former = self.of == "former"
            evidence = event_evidence(event, f"an earlier {who}" if former else who)
            return Match(evidence=(evidence,), facts={**about, **facts})
        return None

    def _events(self, seen: Seen, subject: Subject) -> Sequence[Event]:
        if self.of == "subject":
            return seen.events(subject.uid)
        named = seen.events_named(f"{subject.kind}/{subject.name}")
        return [each for each in named if each.involved_object.uid != subject.uid]


def event_evidence(event: Event, who: str) -> Evidence:
    """An event as evidence."""
    times = f", {event.times} times" if event.times > 1 else ""
    return Evidence(event.message, f"event {event.reason} of {who}{times}")

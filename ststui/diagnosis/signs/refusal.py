"""The API server refused to create the pod of a missing ordinal, or one of its claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.controller.refusal import about_pod, refusals
from ststui.diagnosis.match import Match
from ststui.diagnosis.signs.event import event_evidence
from ststui.diagnosis.signs.text import facts_in

if TYPE_CHECKING:
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject


@dataclass(frozen=True, slots=True)
class Refusal:
    """The newest word about the creation of this ordinal's pod is a refusal whose text fits."""

    text: str
    needs: tuple[Need, ...] = field(default=("pods", "events"), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """The event as evidence."""
        events = seen.events(seen.set.metadata.uid)
        for event in refusals(events, about_pod(subject.name), verb="create", now=seen.now):
            facts = facts_in(event.message, self.text)
            if facts is not None:
                who = f"StatefulSet {seen.family.name}"
                return Match(evidence=(event_evidence(event, who),), facts=facts)
        return None

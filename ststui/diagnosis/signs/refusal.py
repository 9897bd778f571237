"""The API server refused to create the pod of a missing ordinal, or one of its claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.controller.refusal import RETRIED_WITHIN
from ststui.diagnosis.match import Match
from ststui.diagnosis.signs.event import event_evidence
from ststui.diagnosis.signs.text import facts_in

if TYPE_CHECKING:
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject


@dataclass(frozen=True, slots=True)
class Refusal:
    """The newest word about the creation of this ordinal's pod is a refusal whose text fits.

    Events of the set: ``create Pod web-0 in StatefulSet web failed error: …`` and ``create Claim
    data-web-0 for Pod web-0 in …`` (recordPodEvent, recordClaimEvent, stateful_pod_control.go; a
    capital letter from v1.35 on). A SuccessfulCreate that is newer ends it.
    """

    text: str
    needs: tuple[Need, ...] = field(default=("pods", "events"), kw_only=True)

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """The event as evidence."""
        about = f"Pod {subject.name} in StatefulSet"
        events = seen.events(seen.set.metadata.uid)
        refused = next((each for each in reversed(events) if each.reason == "FailedCreate"), None)
        # Of its events about one set one in 300 s is kept (EventSourceObjectSpamFilter, client-go
        # v0.36): a refusal of another pod tells as well that the controller is still refused.
        age = seen.seconds_since(refused.at) if refused else None
        if age is None or age > RETRIED_WITHIN.total_seconds():
            return None
        for event in reversed(events):
            if event.reason not in {"FailedCreate", "SuccessfulCreate"}:
                continue
            if about not in event.message:
                continue
            if event.reason == "SuccessfulCreate":
                if event.words.lower().startswith("create claim"):
                    continue
                return None
            facts = facts_in(event.message, self.text)
            if facts is not None:
                who = f"StatefulSet {seen.family.name}"
                return Match(evidence=(event_evidence(event, who),), facts=facts)
        return None

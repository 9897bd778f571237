"""Phase and conditions of claims."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.diagnosis.match import Evidence, Match
from ststui.diagnosis.signs.text import facts_in
from ststui.model.metadata import condition

if TYPE_CHECKING:
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject


@dataclass(frozen=True, slots=True)
class ClaimPhase:
    """The claim has one of these phases; it holds since the claim was created."""

    phases: tuple[str, ...]
    needs: tuple[Need, ...] = field(default=("persistentvolumeclaims",), kw_only=True)

    def match(self, _: Seen, subject: Subject) -> Match | None:
        """The phase as evidence."""
        claim = subject.claim
        if claim is None or claim.status.phase not in self.phases or claim.terminating:
            return None
        return Match(
            evidence=(
                Evidence(
                    f"phase {claim.status.phase}", f"PersistentVolumeClaim {claim.metadata.name}"
                ),
            ),
            since=claim.metadata.creation_timestamp,
        )


@dataclass(frozen=True, slots=True)
class ClaimCondition:
    """One of these conditions of the claim has a status."""

    types: tuple[str, ...]
    status: str = "True"
    text: str = field(default="", kw_only=True)
    needs: tuple[Need, ...] = field(default=("persistentvolumeclaims",), kw_only=True)

    def match(self, _: Seen, subject: Subject) -> Match | None:
        """The condition as evidence."""
        for type_ in self.types if subject.claim else ():
            held = condition(subject.claim.status.conditions, type_) if subject.claim else None
            if held is None or held.status != self.status:
                continue
            facts = facts_in(held.message, self.text)
            if facts is None:
                continue
            words = ": ".join(each for each in (held.reason, held.message) if each)
            source = f"condition {type_} of PersistentVolumeClaim {subject.name}"
            return Match(
                evidence=(Evidence(words or f"{type_}={held.status}", source),),
                facts=facts,
                since=held.last_transition_time,
            )
        return None

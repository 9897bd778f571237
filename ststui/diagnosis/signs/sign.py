"""What every sign can do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from ststui.diagnosis.match import Match
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.subject import Subject


class Sign(Protocol):
    """One matcher; pure and hashable, so that equal ones are asked once."""

    @property
    def needs(self) -> tuple[Need, ...]:
        """What must have been read before it is asked."""

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """The evidence; None when the sign does not hold."""

"""A sign that knows more where more may be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.diagnosis.match import HOLDS
from ststui.model.readable import Unreadable

if TYPE_CHECKING:
    from ststui.diagnosis.match import Match
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.signs.sign import Sign
    from ststui.diagnosis.subject import Subject


@dataclass(frozen=True, slots=True)
class IfRead:
    """Asks a sign where what it needs was read, and holds where it was not."""

    sign: Sign
    needs: tuple[Need, ...] = field(default=(), init=False)

    @property
    def wishes(self) -> tuple[Need, ...]:
        """What is read for it if nobody did yet."""
        return self.sign.needs

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """The sign's answer, or nothing to show."""
        if any(isinstance(seen.part(need), Unreadable) for need in self.wishes):
            return HOLDS
        return self.sign.match(seen, subject)

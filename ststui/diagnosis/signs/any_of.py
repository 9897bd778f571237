"""One of several signs holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.model.readable import Unreadable

if TYPE_CHECKING:
    from ststui.diagnosis.match import Match
    from ststui.diagnosis.need import Need
    from ststui.diagnosis.seen import Seen
    from ststui.diagnosis.signs.sign import Sign
    from ststui.diagnosis.subject import Subject


@dataclass(frozen=True, slots=True)
class AnyOf:
    """The first that holds, in order; those that cannot be asked are passed over.

    It counts as not checked only where none holds and one could not be asked (``unasked``).
    """

    signs: tuple[Sign, ...]

    @property
    def needs(self) -> tuple[Need, ...]:
        """What all of its signs need in any case."""
        return tuple(
            need for need in self.signs[0].needs if all(need in each.needs for each in self.signs)
        )

    @property
    def wishes(self) -> tuple[Need, ...]:
        """What only some of its signs need."""
        needs = (need for each in self.signs for need in each.needs)
        return tuple(dict.fromkeys(need for need in needs if need not in self.needs))

    def unasked(self, seen: Seen) -> tuple[Need, ...]:
        """Needs of signs that cannot be asked."""
        return tuple(
            need
            for each in self.signs
            for need in each.needs
            if isinstance(seen.part(need), Unreadable)
        )

    def match(self, seen: Seen, subject: Subject) -> Match | None:
        """The first that holds."""
        for each in self.signs:
            if any(isinstance(seen.part(need), Unreadable) for need in each.needs):
                continue
            found = each.match(seen, subject)
            if found is not None:
                return found
        return None

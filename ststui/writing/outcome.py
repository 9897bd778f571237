"""What became of a plan."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from ststui.actions import Caution, Plan

End = Literal[
    "accepted",
    "nothing",
    "closed",
    "impossible",
    "name",
    "changed",
    "unread",
    "refused",
    "unnoted",
    "unknown",
]
"""accepted: the API server took every request. nothing: there was nothing to do. closed: the gate.
impossible: the plan is not possible, or refused. name: the name has to be typed. changed: things
are not as they were shown. unread: they could not be read again. refused: by the API server.
unnoted: the audit cannot be written, so nothing was sent. unknown: sent, and no answer came."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a plan."""

    end: End
    plan: Plan
    """The plan as it was carried out; where things changed, the one of now."""
    message: str
    """One sentence for people, safe for a terminal."""
    changed: tuple[str, ...] = ()
    """What is not as it was shown."""
    cautions: tuple[Caution, ...] = ()
    """What the dry run told beyond the plan."""
    done: int = 0
    """So many of the plan's requests were accepted."""
    remarks: tuple[str, ...] = field(default=())
    """What else has to be known, such as an end that could not be noted."""

    otherwise: bool = False
    """Whether the API server made something else of it than the plan says, as the message tells."""

    @property
    def accepted(self) -> bool:
        """Whether everything was accepted, or there was nothing to do."""
        return self.end in {"accepted", "nothing"}

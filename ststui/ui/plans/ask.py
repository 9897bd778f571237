"""What a key asks for: the dialog's words, the object, and its first question."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from ststui.actions import Grounds
    from ststui.live.grounds import Target
    from ststui.ui.plans.question import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """Fixed at the moment of the key, so that rows may move on."""

    title: str
    """E.g. `Set partition`."""
    kind: str
    """Kubernetes kind of the object."""
    context: str
    target: Target
    """With the uid of the object."""
    question: Callable[[Grounds], Question]
    """The question as it opens, on the values of now."""

    @property
    def name(self) -> str:
        """The object's name."""
        return self.target.claim or self.target.pod or self.target.set

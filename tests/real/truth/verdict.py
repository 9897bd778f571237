"""What a replay found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.real.truth.deeds import Deed


@dataclass(slots=True)
class Verdict:
    """Counts of what agreed, and what did not."""

    pods: int = 0
    """Creations and deletions of pods that were foretold."""
    changed: int = 0
    """Pods adopted, released and relabelled, as foretold."""
    claims: int = 0
    """Creations and updates of claims that were foretold."""
    rests: int = 0
    """Moments of rest at which a wait or nothing was said."""
    mixed: int = 0
    """Of all deeds, those explained only by caches of different age."""
    asleep: int = 0
    """Moments at which the controller could go on, but nothing had woken it; see `not_woken`."""
    unsaid: int = 0
    """Of all deeds, those that were foretold only once the templates were compared."""
    any_revision: int = 0
    """Created pods whose revision was said to be unknown."""
    named: int = 0
    """Moments at which a change was not observed yet and the update revision was named rightly."""
    unnamed: int = 0
    """The same, said to be unknown."""
    successors: int = 0
    """Deletions that named the revision of the pod that came next rightly."""
    successors_not_compared: int = 0
    """Deletions whose successor's revision was said to be unknown, or the spec changed between."""
    other_writes: int = 0
    """Writes of the controller to revisions, which are not replayed."""
    wrong: list[str] = field(default_factory=list)
    """Disagreements, in words."""

    def count(self, deed: Deed) -> None:
        """Count a deed that was foretold."""
        if deed.kind != "Pod":
            self.claims += 1
        elif deed.verb == "update":
            self.changed += 1
        else:
            self.pods += 1

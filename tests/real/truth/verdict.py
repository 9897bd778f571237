"""What a replay found."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Verdict:
    """Counts of what agreed, and what did not."""

    pods: int = 0
    """Creations and deletions of pods that were foretold."""
    claims: int = 0
    """Creations and updates of claims that were foretold."""
    rests: int = 0
    """Moments of rest at which a wait or nothing was said."""
    mixed: int = 0
    """Of all deeds, those explained only by caches of different age."""
    asleep: int = 0
    """Moments at which the controller could go on, but nothing had woken it; see `not_woken`."""
    wrong: list[str] = field(default_factory=list)
    """Disagreements, in words."""

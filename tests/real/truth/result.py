"""What the replay of one life found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.real.truth.verdict import Verdict


@dataclass(frozen=True, slots=True)
class Result:
    """One life and what its replay found."""

    seed: int
    verdict: Verdict
    done: tuple[str, ...]

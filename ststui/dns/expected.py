"""What a name must answer, or why it cannot: the value that is compared with answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from ststui.model.dns import Layer, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Expectation:
    """What a name must answer, or why it cannot."""

    verdict: Verdict | None = None
    """Decided already, whatever DNS answers; None where the answer decides."""
    layer: Layer | None = None
    """The layer of that verdict, or of what is expected."""
    sentence: str = ""
    """Why there is no record, or why it is not known what there should be."""
    values: tuple[str, ...] | None = None
    """Sorted; empty = no record; None = not known."""
    in_slices: tuple[str, ...] | None = None
    """What the EndpointSlices tell, which is what DNS servers read; None = not known."""
    since: datetime | None = None
    """Since when it is so; None = not known."""
    headless: bool = True
    """False where the answer is one that clients should not rely on."""
    subset: bool = False
    """Whether other values may stand beside the expected ones (PTR)."""

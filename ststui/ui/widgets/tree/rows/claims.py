"""The CLAIMS cell."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from ststui.ui.widgets.tree.rows.cell import BLANK, Cell, Role
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ststui.report import SetReport
    from ststui.report.claim import ClaimReport

ROLES: dict[str, Role] = {
    "bound": "plain",
    "pending": "look",
    "missing": "look",
    "terminating": "look",
    "lost": "bad",
}
WORST: tuple[Role, ...] = ("plain", "look", "bad")
WORDS = {
    "bound": "Bound",
    "pending": "Pending",
    "missing": "Missing",
    "terminating": "Terminating",
    "lost": "Lost",
}
UNKNOWN = Cell("?", "look")
FULL = 0.9
"""Share from which a volume deserves a look."""


def claim_role(claim: ClaimReport) -> Role:
    """How a claim looks: by its state, and by how full it is."""
    role = ROLES[claim.state]
    full = claim.used_fraction is not None and claim.used_fraction >= FULL
    return "look" if role == "plain" and full else role


def set_claims(report: SetReport) -> Cell:
    """How many claims are in which state."""
    counts: Counter[str] = Counter()
    for ordinal in report.ordinals:
        if ordinal.claims is None:
            return UNKNOWN
        # A claim is made together with its pod: before that nothing is missing.
        counts.update(
            e.state for e in ordinal.claims if e.state != "missing" or ordinal.pod is not None
        )
    if not counts:
        return BLANK
    worst = max(counts, key=lambda state: list(ROLES).index(state))
    text = ", ".join(f"{counts[state]} {WORDS[state]}" for state in WORDS if counts[state])
    return Cell(text, ROLES[worst])


def ordinal_claims(claims: Sequence[ClaimReport] | None, *, dim: bool) -> Cell:
    """Each claim by template: how full it is, how large, or what is wrong.

    Args:
        claims: of the ordinal; None when not readable.
        dim: whether there is no pod, so that claims that are missing are not missed.
    """
    if claims is None:
        return UNKNOWN
    if not claims:
        return BLANK
    shown = [each for each in claims if not (dim and each.state == "missing")]
    if not shown:
        return BLANK
    role = max(map(claim_role, shown), key=WORST.index)
    return Cell(", ".join(map(_one, shown)), "dim" if dim and role == "plain" else role)


def _one(claim: ClaimReport) -> str:
    name = safe(claim.template or claim.name, limit=60)
    if claim.state != "bound":
        return f"{name} {WORDS[claim.state]}"
    if claim.used_fraction is not None:
        return f"{name} {claim.used_fraction:.0%}"
    return f"{name} {safe(claim.capacity or '', limit=20)}".rstrip()

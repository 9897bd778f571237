"""Old claims that new pods get: a member that left comes back with the data it had then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.quorum import voters
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from ststui.actions.grounds import Grounds

MOST_NAMES = 5
"""So many claims are named in one sentence."""


def reattached(grounds: Grounds, claims: Iterable[str], *, once: str = "") -> Iterator[Caution]:
    """What has to be said of claims from earlier that new pods get.

    Dangerous where members vote: the others may have removed the one that comes back, or its old
    data may count as a voice.

    Args:
        grounds: as things are.
        claims: their names.
        once: what has to happen before, e.g. `as soon as db-0 is Ready, `.
    """
    found = tuple(claims)
    if not found:
        return
    needs = voters(grounds)
    old = f"{once}new pods get old data: {listed(found, 'claims', most=MOST_NAMES)}"
    if needs is None:
        text = f"{old}; a member that left may come back as it was"
        yield warn("claims-reattached", text)
        return
    yield warn(
        "claims-reattached",
        f"{old}; {needs.why}, and a member comes back with the data and the identity of when it "
        "left: look whether the others still know it",
        dangerous=True,
        about="voters",
    )

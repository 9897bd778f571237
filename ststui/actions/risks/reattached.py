"""Old claims that new pods get: a member that left comes back with the data it had then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.quorum import voters
from ststui.model.readable import Readable
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
    yield from _on_going_volumes(grounds, found)
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


def _on_going_volumes(grounds: Grounds, claims: tuple[str, ...]) -> Iterator[Caution]:
    """Those whose volume is being deleted: it serves the pod, and goes once the claim does."""
    volumes, every = grounds.volumes, grounds.known.claims
    if not isinstance(volumes, Readable) or not isinstance(every, Readable):
        return
    going = [
        f"{each.metadata.name} ({found.metadata.name})"
        for each in every.value
        if each.metadata.name in claims
        and (found := volumes.value.get(each.spec.volume_name)) is not None
        and found.metadata.deletion_timestamp is not None
    ]
    if going:
        are = "is" if len(going) == 1 else "are"
        yield warn(
            "claims-reattached",
            f"the volume of {listed(going, most=MOST_NAMES)} {are} being deleted, and goes as soon "
            "as nothing claims it",
        )

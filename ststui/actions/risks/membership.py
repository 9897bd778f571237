"""What an application's members need where their set becomes smaller."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.risks.applications import application
from ststui.model.ordinal import pod_name
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds

MOST_NAMES = 6
"""So many names are written one by one."""


def leaving(grounds: Grounds, foresight: Foresight) -> Iterator[str]:
    """The step before a pod goes, and that of members whose pods are gone already.

    With no pod left there is nobody whom a member would have to be taken from.
    """
    family, after = grounds.known, foresight.after.set
    if not after.replicas:
        return
    found = application(family.set)
    step = found.leave if found else "take its member out of the application"
    dropped = [each for each in family.set.ordinals if each not in after.ordinals]
    gone = [each for each in dropped if not _stands(grounds, each)]
    if len(gone) < len(dropped):
        yield f"before a pod goes: {step}"
        return
    # One that ends, or left a claim, was a member; of one that never was there is no trace.
    were = [e for e in gone if e in family.pods_by_ordinal or family.claims_by_ordinal.get(e)]
    if were:
        names = listed((pod_name(family.name, e) for e in were), "pods", most=MOST_NAMES)
        are, member = ("is", "a member") if len(were) == 1 else ("are", "members")
        yield f"{names} {are} going or gone, and may still be counted as {member}: {step}"


def _stands(grounds: Grounds, ordinal: int) -> bool:
    pod = grounds.known.pods_by_ordinal.get(ordinal)
    return pod is not None and not pod.terminating

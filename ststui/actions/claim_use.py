"""Who needs a claim: why it must not be deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.risks.claims import lost
from ststui.model.claim_owner import possible_sets
from ststui.model.metadata import condition
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Readable
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import PersistentVolumeClaim, StatefulSet


def why_needed(grounds: Grounds, claim: PersistentVolumeClaim) -> str:
    """Why a claim must not be deleted; empty when nothing needs it.

    Not knowing is a reason too: a deletion cannot be taken back, not even while a pod holds the
    claim up.
    """
    name, split = claim.metadata.name, split_ordinal(claim.metadata.name)
    pods = grounds.surroundings.pods
    if not isinstance(pods, Readable):
        return f"whether a pod uses {name} could not be read ({pods.why})"
    for pod in pods.value:
        if name in pod.claims and not pod.ended:
            return f"{name} is in use by {pod.metadata.name}"
    for each in _sets(grounds, name):
        set_name = each.metadata.name
        if each.replicas == 0:
            return f"{set_name} is asleep: {name} waits for it to be scaled up again"
        if split is not None and split[1] in each.ordinals:
            return f"{name} belongs to ordinal {split[1]}, which {set_name} wants"
    neighbours = grounds.surroundings.neighbours
    if not isinstance(neighbours, Readable):
        return f"whether a StatefulSet wants {name} could not be read ({neighbours.why})"
    return ""


def described(grounds: Grounds, claim: PersistentVolumeClaim) -> str:
    """One line about a claim before it goes: size, volume, policy, last use."""
    found = lost(grounds, claim)
    volume = "no volume" if found.volume is None else f"volume {found.volume} ({found.policy})"
    return safe(f"{claim.metadata.name}: {claim.size or '?'}, {volume}, {last_use(claim)}")


def last_use(claim: PersistentVolumeClaim) -> str:
    """When a pod last used it, as far as the API tells.

    Condition Unused is alpha in 1.36 (PersistentVolumeClaimUnusedSinceTime).
    """
    found = condition(claim.status.conditions, "Unused")
    if found is None or found.status != "True" or found.last_transition_time is None:
        return "last use not known"
    return f"unused since {found.last_transition_time:%Y-%m-%d %H:%M} UTC"


def _sets(grounds: Grounds, claim: str) -> Iterator[StatefulSet]:
    """Sets that may use a claim of this name, the family's own first."""
    possible = {name for _, name in possible_sets(claim)}
    known: dict[str, StatefulSet] = {}
    neighbours = grounds.surroundings.neighbours
    for each in neighbours.value if isinstance(neighbours, Readable) else ():
        if each.metadata.namespace == grounds.namespace:
            known[each.metadata.name] = each
    if grounds.family is not None:
        known[grounds.family.name] = grounds.family.set
    for name in sorted(possible & known.keys()):
        yield known[name]

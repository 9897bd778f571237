"""Claims that are being deleted and do not go: the pods of their ordinals are not made before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.plan import Caution, warn
from ststui.actions.risks.comeback import MOST_NAMED
from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Consequences


def held_claims(grounds: Grounds, found: Consequences) -> Iterator[Caution]:
    """Those that other finalizers hold; a note where the pod was wanted before, and is missing.

    The controller makes no pod while a claim of it is being deleted (createPersistentVolumeClaims,
    stateful_pod_control.go, v1.36).
    """
    family, said = grounds.known, 0
    for pod in (*found.replaces, *found.creates):
        split = split_ordinal(pod)
        if split is None:
            continue
        claims = family.claims_of(split[1])
        for claim in (claims[each] for each in family.set.templates if each in claims):
            if not claim.held_by or said == MOST_NAMED:
                continue
            said += 1
            yield warn(
                "cannot-come-back",
                f"{claim.metadata.name} is being deleted and stays until who set its finalizers "
                f"({', '.join(claim.held_by)}) takes them off: {pod} is not made before",
                dangerous=pod in found.replaces or split[1] not in family.set.ordinals,
                about=claim.metadata.name,
            )

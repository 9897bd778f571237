"""What a sync does with the claims of one ordinal.

Mirrors pkg/controller/statefulset/stateful_pod_control.go (v1.36, unchanged in v1.37).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ststui.controller.retention import owners_up_to_date, pod_owner
from ststui.controller.step import Step
from ststui.model.ordinal import pod_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.controller.claim import Claim
    from ststui.controller.situation import Situation


class ClaimNeeds(NamedTuple):
    """What stands between an ordinal and its claims."""

    missing: tuple[str, ...]
    terminating: tuple[str, ...]


def claim_needs(situation: Situation, ordinal: int) -> ClaimNeeds:
    """Claims to create, and claims being deleted: createPersistentVolumeClaims.

    Nothing where claims could not be read.
    """
    known = situation.claims
    if known is None:
        return ClaimNeeds((), ())
    names = situation.claim_names(ordinal)
    return ClaimNeeds(
        missing=tuple(name for name in names if name not in known),
        terminating=tuple(name for name in names if name in known and known[name].terminating),
    )


def stale_claim(situation: Situation, ordinal: int) -> str | None:
    """A claim that still belongs to a former pod of the ordinal: PodClaimIsStale.

    With whenScaled Retain no claim is stale.
    """
    if situation.retention.when_scaled == "Retain":
        return None
    unborn = pod_owner(pod_name(situation.name, ordinal), "")
    for claim in _existing(situation, ordinal):
        if unborn.stale_in(claim):
            return claim.name
    return None


def owner_updates(situation: Situation, ordinal: int) -> tuple[Step, ...]:
    """Claims whose owner references the sync corrects: UpdatePodClaimForRetentionPolicy."""
    known = situation.claims
    if not known:
        return ()
    policy = situation.retention
    keeps = policy.when_deleted == policy.when_scaled == "Retain"
    claims = []
    for name in situation.claim_names(ordinal):
        claim = known.get(name)
        if claim is not None and (claim.owners or not keeps):
            claims.append(claim)
    # Most claims have no owner and need none: told first, for that is most of the time spent here.
    if not claims:
        return ()
    pod = situation.pod_owner(ordinal)
    condemned = ordinal not in situation.ordinals
    return tuple(
        Step(verb="update", pod=pod.name, claim=claim.name, code="claimOwners")
        for claim in claims
        if not owners_up_to_date(
            claim,
            policy,
            stateful_set=situation.owner,
            pod=pod,
            condemned=condemned,
            controllers=situation.behaviour.claims_have_controllers,
        )
    )


def _existing(situation: Situation, ordinal: int) -> Iterator[Claim]:
    known = situation.claims or {}
    for name in situation.claim_names(ordinal):
        if name in known:
            yield known[name]

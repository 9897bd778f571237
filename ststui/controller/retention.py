"""Who owns a claim: the retention policy, carried out by owner references.

Mirrors pkg/controller/statefulset/stateful_set_utils.go (v1.36, unchanged in v1.37).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.model.metadata import OwnerReference

if TYPE_CHECKING:
    from ststui.controller.claim import Claim
    from ststui.model.stateful_set import ClaimRetention

SET_API = "apps/v1"
POD_API = "v1"


@dataclass(frozen=True, slots=True)
class Owner:
    """The set, or the pod of an ordinal, as an owner of claims."""

    api_version: str
    kind: str
    name: str
    uid: str
    """Empty for a pod that does not exist yet."""

    @property
    def reference(self) -> OwnerReference:
        """As metav1.NewControllerRef writes it."""
        return OwnerReference(
            api_version=self.api_version,
            kind=self.kind,
            name=self.name,
            uid=self.uid,
            controller=True,
            block_owner_deletion=True,
        )

    def named_by(self, reference: OwnerReference) -> bool:
        """matchesRef: kind and name, whatever the uid."""
        return (
            reference.name == self.name
            and reference.kind == self.kind
            and reference.api_version == self.api_version
        )

    def stale_in(self, claim: Claim) -> bool:
        """hasStaleOwnerRef: the first reference of that name is to another uid."""
        for reference in claim.owners:
            if self.named_by(reference):
                return reference.uid != self.uid
        return False

    def owns(self, claim: Claim) -> bool:
        """hasOwnerRef: by uid."""
        return any(reference.uid == self.uid for reference in claim.owners)


def set_owner(name: str, uid: str) -> Owner:
    """The set as an owner."""
    return Owner(SET_API, "StatefulSet", name, uid)


def pod_owner(name: str, uid: str) -> Owner:
    """A pod as an owner."""
    return Owner(POD_API, "Pod", name, uid)


def wanted_owners(
    policy: ClaimRetention, *, stateful_set: Owner, pod: Owner, condemned: bool
) -> tuple[Owner, ...]:
    """Who should own the claims of a pod (updateClaimOwnerRefForSetAndPod).

    An unknown policy counts as Retain, as there.
    """
    match policy.when_scaled, policy.when_deleted:
        case "Delete", "Retain" | "Delete" if condemned:
            return (pod,)
        case "Retain" | "Delete", "Delete":
            return (stateful_set,)
        case _:
            return ()


def owners_up_to_date(
    claim: Claim,
    policy: ClaimRetention,
    *,
    stateful_set: Owner,
    pod: Owner,
    condemned: bool,
    controllers: bool = True,
) -> bool:
    """Whether the controller leaves the owner references as they are (isClaimOwnerUpToDate).

    ``controllers``: the controller looks at who else owns the claim, and an owner must be its
    controller (hasNonControllerOwner); before, only the policy counted
    (claimOwnerMatchesSetAndPod, v1.28.12).
    """
    mine = (stateful_set, pod)
    if controllers:
        if stateful_set.stale_in(claim) or pod.stale_in(claim):
            return True
        if has_unexpected_controller(claim, policy, stateful_set=stateful_set, pod=pod):
            return not any(owner.owns(claim) for owner in mine)
        uids = {owner.uid for owner in mine}
        if any(each.uid in uids and not each.controller for each in claim.owners):
            return False
    wanted = wanted_owners(policy, stateful_set=stateful_set, pod=pod, condemned=condemned)
    return all(owner.owns(claim) == (owner in wanted) for owner in mine)


def has_unexpected_controller(
    claim: Claim, policy: ClaimRetention, *, stateful_set: Owner, pod: Owner
) -> bool:
    """Whether something else controls the claim (hasUnexpectedController)."""
    if policy.when_scaled == "Retain" and policy.when_deleted == "Retain":
        return False
    for reference in claim.owners:
        named = next((each for each in (stateful_set, pod) if each.named_by(reference)), None)
        if named is not None and reference.uid != named.uid:
            return True
        if named is None and reference.controller:
            return True
    return False


def corrected_owners(
    claim: Claim,
    policy: ClaimRetention,
    *,
    stateful_set: Owner,
    pod: Owner,
    condemned: bool,
    controllers: bool = True,
) -> tuple[OwnerReference, ...]:
    """The owner references the controller writes (updateClaimOwnerRefForSetAndPod).

    ``controllers`` as in `owners_up_to_date`.
    """
    mine = (stateful_set, pod)
    uids = {owner.uid for owner in mine}
    kept = tuple(
        each
        for each in claim.owners
        if not (any(o.named_by(each) for o in mine) if controllers else each.uid in uids)
    )
    if controllers and has_unexpected_controller(claim, policy, stateful_set=stateful_set, pod=pod):
        return kept
    wanted = wanted_owners(policy, stateful_set=stateful_set, pod=pod, condemned=condemned)
    present = {each.uid for each in kept}
    return kept + tuple(owner.reference for owner in wanted if owner.uid not in present)

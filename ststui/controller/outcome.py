"""The situation after a sync, and after time went by."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from msgspec import structs

from ststui.controller.claim import Claim
from ststui.controller.member import Member
from ststui.controller.retention import corrected_owners
from ststui.model.ordinal import claim_name, split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.controller.situation import Situation
    from ststui.controller.step import Step

UNBORN = "new:"
"""Begins the uids of pods that do not exist yet."""


def after_sync(seen: Situation, steps: Iterable[Step]) -> Situation:
    """The situation once these steps were done; deleted pods are terminating."""
    claims, members = dict(seen.claims or {}), dict(seen.members)
    known = None if seen.claims is None else claims
    going = replace(seen, members=members, claims=known, adopted=(), released=())
    for step in steps:
        _do(going, step, members, claims)
    return going


def after_time(seen: Situation) -> Situation:
    """Terminating pods and what they held are gone, new pods Ready, Ready pods available.

    Then the status is written: currentReplicas, and the promotion of the update revision
    (completeRollingUpdate, stateful_set_utils.go, v1.36; completeUpdate, v1.37).
    """
    members = {
        ordinal: _settled(member)
        for ordinal, member in seen.members.items()
        if not member.terminating
    }
    claims = seen.claims
    if claims is not None:
        mounted = {name for each in members.values() for name in each.claim_by_volume.values()}
        alive = {member.uid for member in members.values()}
        claims = {
            claim.name: claim
            for claim in claims.values()
            if claim.name in mounted or not (claim.terminating or _orphaned(seen, claim, alive))
        }
    return _promoted(replace(seen, members=members, claims=claims))


def lowered(seen: Situation) -> Situation:
    """The situation once the status counts the pods there are: computeReplicaStatus (v1.36)."""
    current = sum(
        each.revision == seen.revisions.current and not each.terminating
        for each in seen.members.values()
    )
    return replace(seen, current_replicas=current)


def _do(seen: Situation, step: Step, members: dict[int, Member], claims: dict[str, Claim]) -> None:
    """Change what `seen` is made of."""
    split = split_ordinal(step.pod or "")
    ordinal = split[1] if split else -1
    if step.verb == "create":
        if step.claim is not None:
            claims[step.claim] = Claim(step.claim, terminating=False, owners=())
        if step.pod is not None:
            members[ordinal] = _newborn(seen, step.pod, ordinal=ordinal, revision=step.revision)
    elif step.verb == "delete" and ordinal in members:
        members[ordinal] = structs.replace(members[ordinal], terminating=True)
    elif step.code == "claimOwners" and step.claim in claims:
        claims[step.claim] = _corrected(seen, claims[step.claim], ordinal=ordinal)
    elif step.code == "identity" and ordinal in members:
        members[ordinal] = structs.replace(members[ordinal], labelled=True)


def _newborn(seen: Situation, name: str, *, ordinal: int, revision: str | None) -> Member:
    return Member(
        name=name,
        ordinal=ordinal,
        uid=f"{UNBORN}{name}",
        revision=revision or "",
        phase="Running",
        scheduled=True,
        ready=True,
        available=True,
        seconds_left=None,
        terminating=False,
        ends_in=None,
        labelled=True,
        claim_by_volume={
            template: claim_name(template, seen.name, ordinal) for template in seen.templates
        },
    )


def _corrected(seen: Situation, claim: Claim, *, ordinal: int) -> Claim:
    owners = corrected_owners(
        claim,
        seen.retention,
        stateful_set=seen.owner,
        pod=seen.pod_owner(ordinal),
        condemned=ordinal not in seen.ordinals,
        controllers=seen.behaviour.claims_have_controllers,
    )
    return structs.replace(claim, owners=owners)


def _settled(member: Member) -> Member:
    if member.running_and_ready and not member.available:
        return structs.replace(member, available=True, seconds_left=None)
    return member


def _orphaned(seen: Situation, claim: Claim, alive: set[str]) -> bool:
    # The garbage collector deletes an object none of whose owners exists. Whether owners other than
    # pods of the set exist is not known here. pvc-protection holds a claim that a pod mounts.
    return bool(claim.owners) and all(
        each.kind == "Pod"
        and each.uid not in alive
        and (split_ordinal(each.name) or ("",))[0] == seen.name
        for each in claim.owners
    )


def _promoted(seen: Situation) -> Situation:
    stateful_set, revisions = seen.stateful_set, seen.revisions
    replicas = max(stateful_set.replicas, 0)
    everyone = seen.members.values()
    updated = sum(each.revision == revisions.update for each in everyone)
    ready = sum(each.running_and_ready for each in everyone)
    rolling = stateful_set.spec.update_strategy.type == "RollingUpdate"
    applies = rolling or seen.behaviour.promotes_any_strategy
    if applies and revisions.update is not None and updated == ready == len(everyone) == replicas:
        revisions = revisions._replace(current=revisions.update)
    current = sum(each.revision == revisions.current for each in everyone)
    return replace(seen, revisions=revisions, current_replicas=current)

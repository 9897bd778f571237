"""What a sync does with one ordinal in the range.

Mirrors processReplica (pkg/controller/statefulset/stateful_set_control.go, v1.36; the same in
v1.37) and, of stateful_pod_control.go, CreateStatefulPod and UpdateStatefulPod.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.controller.claims import claim_needs, owner_updates, stale_claim
from ststui.controller.retention import wanted_owners
from ststui.controller.step import Code, Step, WaitsFor
from ststui.controller.sync import Outcome, Sync, claim_gone, until_available, until_gone
from ststui.controller.update import is_target
from ststui.model.ordinal import pod_name

if TYPE_CHECKING:
    from ststui.controller.member import Member


def process_replica(sync: Sync, ordinal: int) -> Outcome:
    """One ordinal of the range, present or not."""
    situation = sync.situation
    member = situation.members.get(ordinal)
    if member is None:
        return create(sync, ordinal)
    if member.ended:
        _replace_ended(sync, member)
        return Outcome.STOP
    if member.phase == "Pending" and not _mend_claims(sync, member):
        return Outcome.ERROR
    if not situation.stateful_set.parallel and not _may_pass(sync, member):
        return Outcome.STOP
    return _mend(sync, member)


def create(sync: Sync, ordinal: int) -> Outcome:
    """Create the pod of an ordinal that has none, with the claims it lacks."""
    situation = sync.situation
    stale = stale_claim(situation, ordinal)
    pod = pod_name(situation.name, ordinal)
    if stale is not None:
        sync.wait(claim_gone(stale), pod=pod)
        return Outcome.STOP
    missing, terminating = claim_needs(situation, ordinal)
    if terminating or ordinal in situation.taken:
        _create_claims(sync, missing)
        if terminating:
            sync.wait(claim_gone(terminating[0]), pod=pod)
        else:
            holder = WaitsFor("Pod", situation.taken[ordinal], "gone")
            sync.block(holder, code="nameTaken", pod=pod)
        return Outcome.ERROR
    sync.act(
        Step(
            verb="create",
            pod=pod,
            claim=missing[0] if missing else None,
            revision=situation.revision_for(ordinal),
        )
    )
    _create_claims(sync, missing[1:])
    _correct_owners(sync, ordinal)
    unborn = situation.pod_owner(ordinal)
    if wanted_owners(
        situation.retention, stateful_set=situation.owner, pod=unborn, condemned=False
    ):
        # Done in this sync if the claim cache is quick enough to show the new claims, else in the
        # next one.
        for claim in missing:
            sync.act(Step(verb="update", pod=pod, claim=claim, code="claimOwners"))
    return Outcome.GO if situation.stateful_set.parallel else Outcome.STOP


def _replace_ended(sync: Sync, member: Member) -> None:
    if member.terminating:
        sync.wait(until_gone(member), code="failed", pod=member.name)
        return
    revision = sync.situation.revision_for(member.ordinal)
    sync.act(Step(verb="delete", pod=member.name, revision=revision, code="failed"))


def _mend_claims(sync: Sync, member: Member) -> bool:
    # createMissingPersistentVolumeClaims: only for pods in phase Pending, terminating ones too.
    missing, terminating = claim_needs(sync.situation, member.ordinal)
    _create_claims(sync, missing)
    if terminating:
        # The sync ends with an error while the pod is Pending. One that has its node may become
        # Ready all the same; another cannot be scheduled with a claim that is being deleted.
        ready = until_available(member)
        sync.wait(ready if member.scheduled else claim_gone(terminating[0]), pod=member.name)
        return False
    _correct_owners(sync, member.ordinal)
    return True


def _may_pass(sync: Sync, member: Member) -> bool:
    if not member.terminating and member.running_and_ready and member.available:
        return True
    # The update comes after: an outdated pod that never becomes Ready is never replaced.
    code: Code | None = "outdated" if is_target(sync, member) else None
    sync.wait(until_available(member), code=code, pod=member.name)
    return False


def _mend(sync: Sync, member: Member) -> Outcome:
    situation = sync.situation
    if situation.mended.get(member.ordinal) is member:
        return Outcome.GO
    before = len(sync.steps)
    stored = situation.mounts(member)
    if not stored:
        missing, terminating = claim_needs(situation, member.ordinal)
        _create_claims(sync, missing)
        if terminating:
            sync.wait(claim_gone(terminating[0]), pod=member.name)
            return Outcome.ERROR
    # Pending pods had their claims corrected already.
    if member.phase != "Pending":
        _correct_owners(sync, member.ordinal)
    if not stored:
        # A pod's volumes are immutable: the update is refused each time.
        sync.block(WaitsFor("Pod", member.name, "gone"), code="storage", pod=member.name)
        return Outcome.ERROR
    if not member.labelled:
        if member.name != pod_name(situation.name, member.ordinal):
            # Written under the name it should have: UpdateStatefulPod, updateIdentity (v1.36).
            sync.block(WaitsFor("Pod", member.name, "gone"), code="identity", pod=member.name)
            return Outcome.ERROR
        sync.act(Step(verb="update", pod=member.name, code="identity"))
    if len(sync.steps) == before:
        situation.mended[member.ordinal] = member
    return Outcome.GO


def _create_claims(sync: Sync, names: tuple[str, ...]) -> None:
    for name in names:
        sync.act(Step(verb="create", claim=name))


def _correct_owners(sync: Sync, ordinal: int) -> None:
    if sync.leaves_owners:
        return
    for step in owner_updates(sync.situation, ordinal):
        sync.act(step)

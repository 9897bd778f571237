"""Scale: another number of replicas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.after import with_replicas
from ststui.actions.draft import if_allowed, stopped, unchanged
from ststui.actions.foresight import Foresight, foresee
from ststui.actions.guards import check
from ststui.actions.kubectl import kubectl
from ststui.actions.need import PATCH_SCALE, PATCH_SET
from ststui.actions.obstacles import missing_right
from ststui.actions.pace import rollout_at_once, scaling_away
from ststui.actions.plan import Caution, Plan, Reversal, warn
from ststui.actions.readiness import fewest_ready
from ststui.actions.request import patch_scale, patch_set
from ststui.actions.risks.admission import not_admitted
from ststui.actions.risks.afterwards import afterwards
from ststui.actions.risks.bad_revision import bad_revision
from ststui.actions.risks.budgets import beyond_budget
from ststui.actions.risks.claims import claim_warnings, unknown_claims
from ststui.actions.risks.comeback import finalizers, nowhere, of_names
from ststui.actions.risks.endings import endings
from ststui.actions.risks.held_claims import held_claims
from ststui.actions.risks.members import colocation, primary
from ststui.actions.risks.owners import autoscaler, spec_owners
from ststui.actions.risks.progress import ended, halts, not_ready, rollout
from ststui.actions.risks.quorum import none_left, scaled_down, while_away
from ststui.actions.risks.reattached import reattached
from ststui.actions.risks.refusals import warnings_of_refusals
from ststui.actions.risks.silent import unconfirmed
from ststui.controller.revisions import revisions_of
from ststui.model.stateful_set import MOST_REPLICAS
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.actions.plan import Consequences


def obstacle(grounds: Grounds) -> str:
    """Why nobody can scale this set now; empty when one can."""
    return missing_right(grounds, PATCH_SET, PATCH_SCALE)


def plan_scale(grounds: Grounds, *, replicas: int) -> Plan:
    """Plan to scale a set.

    Args:
        grounds: as things are.
        replicas: how many are wanted.
    """
    stateful_set = grounds.known.set
    before, subject = stateful_set.replicas, grounds.set_subject
    title = f"scale {subject.name} from {before} to {replicas}{none_left(grounds, replicas)}"
    command = kubectl(
        grounds,
        "scale",
        f"statefulset/{subject.name}",
        f"--replicas={replicas}",
        f"--current-replicas={before}",
    )
    why = _odd(replicas)
    stop = stopped(grounds, "scale", title=title, subject=subject, why=why, kubectl=command)
    if stop is not None:
        return stop
    if replicas == before:
        return unchanged(
            "scale", title=title, subject=subject, why=f"{subject.name} has {before} already"
        )
    foresight = foresee(grounds, with_replicas(grounds, replicas))
    whole = PATCH_SET not in grounds.denied or PATCH_SCALE in grounds.denied
    operation = {"op": "replace", "path": "/spec/replicas", "value": replicas}
    request = (
        patch_set(stateful_set, operation, was=(check("/spec/replicas", before),))
        if whole
        else patch_scale(stateful_set, replicas=replicas)
    )
    plan = Plan(
        action="scale",
        title=safe(title),
        subject=subject,
        consequences=foresight.consequences,
        warnings=tuple(_warnings(grounds, foresight, replicas=replicas, whole=whole)),
        requests=(request,),
        kubectl=command,
        reversal=Reversal("scale", before, replicas),
    )
    return if_allowed(plan, grounds, PATCH_SET, PATCH_SCALE)


def _odd(replicas: int) -> str:
    if replicas < 0:
        return f"{replicas} is no number of replicas"
    if replicas > MOST_REPLICAS:
        return f"{replicas} replicas are taken for a mistake: more than {MOST_REPLICAS}"
    return ""


def _warnings(
    grounds: Grounds, foresight: Foresight, *, replicas: int, whole: bool
) -> Iterator[Caution]:
    found, before = foresight.consequences, grounds.known.set.replicas
    down = replicas < before
    deletes_claims = down and grounds.known.set.retention.when_scaled == "Delete"
    yield from claim_warnings(grounds, found.claims_deleted)
    yield from unknown_claims(grounds, may_delete=deletes_claims)
    yield from reattached(grounds, found.claims_reattached)
    left, pace = fewest_ready(grounds, foresight), rollout_at_once(grounds, foresight.after.set)
    if down:
        replaced = bool(found.replaces)
        yield from scaled_down(grounds, foresight, left, at_a_time=replaced)
    elif found.replaces:
        several = pace is not None and len(found.replaces) > pace
        yield from while_away(grounds, left, at_a_time=several, after=foresight.after)
    away = scaling_away(grounds, foresight)
    by = _what_goes(found)
    yield from beyond_budget(grounds, found.leaving, at_once=away, by=by, for_good=found.deletes)
    yield from autoscaler(grounds, replicas=replicas)
    yield from spec_owners(grounds)
    yield from primary(grounds, found.leaving)
    if down:
        yield from colocation(grounds, found.deletes)
    yield from rollout(grounds)
    yield from not_ready(grounds)
    yield from ended(grounds)
    yield from endings(grounds, foresight)
    yield from halts(foresight)
    yield from afterwards(grounds, foresight)
    yield from bad_revision(grounds, foresight)
    leaving = [e for e in of_names(grounds.known, found.leaving) if not e.terminating]
    yield from finalizers(leaving, wanted=foresight.after.set.ordinals)
    yield from unconfirmed(grounds, found, after=foresight.after.set)
    yield from held_claims(grounds, found)
    yield from nowhere(grounds, (*found.replaces, *found.creates))
    yield from warnings_of_refusals(grounds, foresight)
    yield from not_admitted(grounds, foresight)
    yield from _promotes(grounds, replicas=replicas)
    if not whole:
        yield warn(
            "rights",
            "with only statefulsets/scale allowed, the write is guarded by uid and replicas: a "
            "change of anything else in between is not seen",
        )


def _what_goes(found: Consequences) -> str:
    """What asks no budget: the scale-down, a rollout that goes on, or both."""
    if found.deletes and found.replaces:
        return "what follows"
    return "a rollout" if found.replaces else "a scale-down"


def _promotes(grounds: Grounds, *, replicas: int) -> Iterator[Caution]:
    family = grounds.known
    current, update = revisions_of(family)
    if replicas == 0 and family.set.partition > 0 and update not in {None, current}:
        yield warn(
            "partition-promotes",
            f"at 0 replicas the controller takes the rollout for done: all pods come back on "
            f"{update}, the partition does not hold them any more",
        )

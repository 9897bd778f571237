"""Delete a set, with its pods or without."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from ststui.actions.draft import if_allowed, refused_plan
from ststui.actions.foresight import unread
from ststui.actions.kubectl import kubectl
from ststui.actions.need import DELETE_SET
from ststui.actions.obstacles import another, going, missing_right
from ststui.actions.plan import Caution, Consequences, Plan, impossible, warn
from ststui.actions.request import SETS, delete
from ststui.actions.risks.budgets import beyond_budget
from ststui.actions.risks.claims import claim_warnings, lost, unknown_claims
from ststui.actions.risks.comeback import finalizers, of_names
from ststui.actions.risks.members import primary
from ststui.actions.risks.owners import gitops, operator
from ststui.actions.risks.progress import not_ready
from ststui.actions.risks.quorum import all_gone, none_left
from ststui.actions.risks.silent import unconfirmed
from ststui.model.ordinal import natural
from ststui.model.readable import Readable
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.grounds import Grounds
    from ststui.model import Family, PersistentVolumeClaim

Cascade = Literal["background", "orphan"]


def obstacle(grounds: Grounds) -> str:
    """Why this set cannot be deleted; empty when it can."""
    return going(grounds) or missing_right(grounds, DELETE_SET)


def plan_set_deletion(grounds: Grounds, *, cascade: Cascade = "background") -> Plan:
    """Plan to delete a set.

    Args:
        grounds: as things are.
        cascade: background: pods go with it, all at once and in no order; orphan: they stay and
            nothing makes them anew.
    """
    family, subject = grounds.known, grounds.set_subject
    orphan = cascade == "orphan"
    title = f"delete {subject.name}" + (
        " and leave its pods" if orphan else f" with its pods{none_left(grounds)}"
    )
    flags = ("--cascade=orphan",) if orphan else ()
    command = kubectl(grounds, "delete", "statefulset", subject.name, *flags)
    if changed := another(grounds, family.set.metadata):
        return refused_plan("delete", title=title, subject=subject, why=changed, kubectl=command)
    if found := going(grounds) or unread(family):
        return impossible("delete", title=title, subject=subject, why=found)
    consequences = _orphaned(family) if orphan else _cascaded(grounds)
    plan = Plan(
        action="delete",
        title=safe(title),
        subject=subject,
        consequences=consequences,
        warnings=tuple(_warnings(grounds, consequences, orphan=orphan)),
        requests=(
            delete(SETS, family.set.metadata, propagation="Orphan" if orphan else "Background"),
        ),
        kubectl=command,
        details=_details(family, consequences, orphan=orphan),
    )
    return if_allowed(plan, grounds, DELETE_SET)


def _orphaned(family: Family) -> Consequences:
    claims = family.claims.value if isinstance(family.claims, Readable) else ()
    kept = tuple(each.metadata.name for each in claims if not each.terminating)
    return Consequences(claims_kept=kept)


def _cascaded(grounds: Grounds) -> Consequences:
    family = grounds.known
    pods = family.pods.value if isinstance(family.pods, Readable) else ()
    # Also those that end already: no other comes in their place.
    names = tuple(sorted((each.metadata.name for each in pods), key=natural))
    mine = {family.set.metadata.uid, *(each.metadata.uid for each in pods)}
    collected = [each for each in _claims(grounds) if _collected(grounds, each, mine)]
    gone = {each.metadata.name for each in collected}
    # Whether there is a pod or not: also of ordinals whose pod is missing, and ghosts.
    there = (e for _, each in sorted(family.claims_by_ordinal.items()) for e in each)
    kept = (each.metadata.name for each in there if not each.terminating)
    return Consequences(
        deletes=names,
        claims_kept=tuple(name for name in kept if name not in gone),
        claims_deleted=tuple(lost(grounds, each) for each in collected),
    )


def _claims(grounds: Grounds) -> tuple[PersistentVolumeClaim, ...]:
    """Claims of its ordinals, and those that somebody else made and that the set owns."""
    family, every = grounds.known, grounds.surroundings.claims
    own = family.claims.value if isinstance(family.claims, Readable) else ()
    names = {each.metadata.name for each in own}
    uid = family.set.metadata.uid
    return (
        *own,
        *(
            each
            for each in (every.value if isinstance(every, Readable) else ())
            if each.metadata.name not in names
            and any(owner.uid == uid for owner in each.metadata.owner_references)
        ),
    )


def _collected(grounds: Grounds, claim: PersistentVolumeClaim, mine: set[str]) -> bool:
    """Whether the garbage collector takes it once the set and its pods are gone.

    An object goes when none of its owners exists (pkg/controller/garbagecollector, v1.36), whatever
    its name; the retention policy works by such owners alone. A pod may be gone before.
    """
    owners, pods = claim.metadata.owner_references, grounds.surroundings.pods
    alive = {e.metadata.uid for e in pods.value} if isinstance(pods, Readable) else None
    return bool(owners) and all(
        each.uid in mine or (alive is not None and each.kind == "Pod" and each.uid not in alive)
        for each in owners
    )


def _warnings(grounds: Grounds, consequences: Consequences, *, orphan: bool) -> Iterator[Caution]:
    yield from _stays(grounds.known)
    yield from operator(grounds, deletes=True)
    yield from gitops(grounds)
    if orphan:
        return
    may_delete = grounds.known.set.retention.when_deleted == "Delete"
    yield from claim_warnings(grounds, consequences.claims_deleted)
    yield from unknown_claims(grounds, may_delete=may_delete)
    if consequences.deletes:
        yield from all_gone(grounds)
    yield from beyond_budget(
        grounds, consequences.deletes, at_once=None, by="the deletion of a set"
    )
    yield from finalizers(of_names(grounds.known, consequences.deletes), wanted=())
    yield from unconfirmed(grounds, consequences)
    yield from primary(grounds, consequences.deletes)
    yield from not_ready(grounds)


def _stays(family: Family) -> Iterator[Caution]:
    """Finalizers of the set itself: what it owns is collected only once it is gone."""
    if found := family.set.metadata.finalizers:
        yield warn(
            "cannot-come-back",
            f"{family.name} has finalizers ({', '.join(found)}): it stays until who set them takes "
            "them off; its pods run on until then, and none is made anew",
        )


def _details(family: Family, consequences: Consequences, *, orphan: bool) -> tuple[str, ...]:
    if orphan:
        return (
            (
                "the pods stay and run on, but none is made anew; a set of the same name and "
                "selector takes them over"
            ),
        )
    if len(consequences.deletes) > 1:
        at_once = "the pods go all at once and in no order"
        # Scaled to 0, they would go at once as well, or take their claims along.
        if family.set.parallel or family.set.retention.when_scaled == "Delete":
            return (at_once,)
        return (f"{at_once}; scale to 0 before to have them go one by one",)
    return ()

"""Clean up: delete ghosts, the claims that ordinals outside the range left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.claim_use import described, why_needed
from ststui.actions.draft import if_allowed, refused_plan, stopped, unchanged
from ststui.actions.kubectl import kubectl
from ststui.actions.need import DELETE_CLAIM
from ststui.actions.obstacles import missing_right
from ststui.actions.plan import Consequences, Plan, impossible
from ststui.actions.request import CLAIMS, delete
from ststui.actions.risks.claims import claim_warnings, lost
from ststui.model.claim_owner import possible_sets, using_sets
from ststui.model.ordinal import split_ordinal
from ststui.model.readable import Readable
from ststui.wording.counted import counted
from ststui.wording.escape import safe
from ststui.wording.listed import first_few

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.actions.grounds import Grounds
    from ststui.model import PersistentVolumeClaim

LEFT_OUT = "left out: "
"""How the lines of claims begin that nobody chose and something needs."""


def obstacle(grounds: Grounds) -> str:
    """Why the ghosts of this set cannot be cleaned up; empty when they can."""
    return _unread(grounds) or missing_right(grounds, DELETE_CLAIM)


def _unread(grounds: Grounds) -> str:
    claims = grounds.known.claims
    return "" if isinstance(claims, Readable) else f"claims could not be read ({claims.why})"


def ghosts(grounds: Grounds) -> tuple[PersistentVolumeClaim, ...]:
    """Claims of ordinals outside the range without a pod, by ordinal; none of a set asleep."""
    family = grounds.known
    if family.set.replicas == 0:
        return ()
    return tuple(
        claim
        for ordinal in family.ghosts
        for claim in family.claims_by_ordinal[ordinal]
        if not claim.terminating
    )


def plan_cleanup(grounds: Grounds, *, claims: Iterable[str] | None = None) -> Plan:
    """Plan to delete ghosts of a set.

    Args:
        grounds: as things are.
        claims: names of the chosen ones, of which some may be gone already; None: all that
            nothing needs.
    """
    subject = grounds.set_subject
    title = f"clean up claims of {subject.name}"
    stop = stopped(grounds, "cleanup", title=title, subject=subject, why=_unread(grounds))
    if stop is not None:
        return stop
    there = {each.metadata.name: each for each in ghosts(grounds)}
    gone_already: tuple[str, ...] = ()
    if claims is None:
        chosen = tuple(e for e in there.values() if not why_needed(grounds, e))
        left = tuple(why for e in there.values() if (why := why_needed(grounds, e)))
        if grounds.known.set.replicas == 0 and grounds.known.claims_by_ordinal:
            why = f"{subject.name} is asleep: its claims wait for it to be scaled up again"
            return refused_plan("cleanup", title=title, subject=subject, why=why)
    else:
        wanted, left = tuple(dict.fromkeys(claims)), ()
        why = _why_not(grounds, wanted)
        if why:
            command = kubectl(grounds, "delete", "persistentvolumeclaim", *wanted)
            return refused_plan("cleanup", title=title, subject=subject, why=why, kubectl=command)
        gone_already = tuple(name for name in wanted if _gone(grounds, name))
        absent = [name for name in wanted if name not in there]
        if not there.keys() & set(wanted) or len(absent) > len(gone_already):
            why = f"no claim without a pod outside the range: {first_few(absent)}"
            return impossible("cleanup", title=title, subject=subject, why=why)
        chosen = tuple(there[name] for name in wanted if name in there)
    if not chosen:
        why = f"{subject.name} has no claims to clean up"
        return unchanged("cleanup", title=title, subject=subject, why="; ".join((why, *left)))
    gone = tuple(lost(grounds, each) for each in chosen)
    plan = Plan(
        action="cleanup",
        title=safe(f"delete {counted(len(chosen), 'claim')} that {subject.name} left behind"),
        subject=subject,
        consequences=Consequences(claims_deleted=gone),
        warnings=tuple(claim_warnings(grounds, gone)),
        requests=tuple(delete(CLAIMS, each.metadata) for each in chosen),
        kubectl=kubectl(
            grounds, "delete", "persistentvolumeclaim", *(e.metadata.name for e in chosen)
        ),
        details=(
            *(described(grounds, each) for each in chosen),
            *(safe(f"{LEFT_OUT}{each}") for each in left),
            *((safe(f"not there any more: {first_few(gone_already)}"),) if gone_already else ()),
        ),
    )
    return if_allowed(plan, grounds, DELETE_CLAIM)


def _why_not(grounds: Grounds, wanted: tuple[str, ...]) -> str:
    """Why one of the chosen ones must not go, ghost or not."""
    claims = grounds.known.claims
    for each in claims.value if isinstance(claims, Readable) else ():
        if each.metadata.name in wanted and (why := why_needed(grounds, each)):
            return why
    return ""


def _gone(grounds: Grounds, name: str) -> bool:
    """Whether this would be a ghost of the set, but is not there, or is being deleted."""
    family, split = grounds.known, split_ordinal(name)
    neighbours = grounds.surroundings.neighbours
    sets = neighbours.value if isinstance(neighbours, Readable) else ()
    templates = {each.metadata.name: each.templates for each in (*sets, family.set)}
    if split is None or split[1] in family.set.ordinals:
        return False
    if family.name not in using_sets(possible_sets(name), templates):
        return False
    claims = family.claims.value if isinstance(family.claims, Readable) else ()
    return all(each.terminating for each in claims if each.metadata.name == name)

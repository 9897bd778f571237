"""Delete, evict, kill or force-delete one pod."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ststui.actions import draft
from ststui.actions.after import terminating
from ststui.actions.draft import if_allowed, unchanged
from ststui.actions.foresight import claims_kept, foresee, unread
from ststui.actions.obstacles import another, missing_right
from ststui.actions.others import Others, others
from ststui.actions.pace import rollout_at_once
from ststui.actions.plan import (
    Action,
    Caution,
    Consequences,
    Plan,
    Subject,
    impossible,
)
from ststui.actions.pod_deletion import How, command, need, prolonged, request
from ststui.actions.readiness import Fewest, fewest_ready, ready_names
from ststui.actions.risks.admission import not_admitted
from ststui.actions.risks.budgets import beyond_budget, beyond_its_budget, eviction_budget
from ststui.actions.risks.claims import claim_warnings, unknown_claims
from ststui.actions.risks.comeback import (
    finalizers,
    no_answer,
    nowhere,
    of_names,
    stuck,
    wanted,
)
from ststui.actions.risks.comes_back_on import comes_back_on
from ststui.actions.risks.endings import held_ends
from ststui.actions.risks.fencing import at_most_one, unfenced, where_it_may_run
from ststui.actions.risks.held_claims import held_claims
from ststui.actions.risks.members import colocation, if_primary, primary
from ststui.actions.risks.no_set import of_no_set
from ststui.actions.risks.quorum import while_away
from ststui.actions.risks.reattached import reattached
from ststui.actions.risks.refusals import warnings_of_refusals
from ststui.actions.risks.silent import unconfirmed
from ststui.model.ordinal import split_ordinal
from ststui.wording.escape import safe

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds
    from ststui.model import Family, Pod

WORDS: dict[How, str] = {
    "delete": "delete pod",
    "evict": "evict pod",
    "now": "kill pod",
    "force": "force the deletion of pod",
}


def obstacle(grounds: Grounds, *, how: How) -> str:
    """Why no pod can be deleted that way here; empty when one can."""
    return missing_right(grounds, need(how))


def plan_pod_deletion(grounds: Grounds, *, how: How = "delete", action: Action = "delete") -> Plan:
    """Plan to delete the pod of the grounds, so that the controller makes it anew.

    Args:
        grounds: as things are.
        how: see `How`.
        action: what it is called: `restart` of a pod is its eviction.

    Raises:
        ValueError: the grounds have no pod; a bug of the caller.
    """
    pod = grounds.pod
    if pod is None:
        raise ValueError("these grounds have no pod")
    name = pod.metadata.name
    subject = Subject("Pod", grounds.context, grounds.namespace, name, pod.metadata.uid)
    title, does = f"{WORDS[how]} {name}", command(grounds, pod, how)
    stop = another(grounds, pod.metadata) or (unfenced(grounds, pod) if how == "force" else "")
    if stop:
        return draft.refused_plan(action, title=title, subject=subject, why=stop, kubectl=does)
    blind = unread(grounds.family) if grounds.family is not None else ""
    if blind:
        return impossible(action, title=title, subject=subject, why=blind)
    stray = grounds.family is not None and grounds.family.member(name) is None
    if stray:
        grounds = replace(grounds, family=None)
    if pod.terminating and how in {"delete", "evict"}:
        why = f"{name} is being deleted already"
        return unchanged(action, title=title, subject=subject, why=why)
    silent = how != "force" and no_answer(grounds, pod) is not None
    hangs = silent or bool(pod.metadata.finalizers)
    foresight = None if hangs else _foresight(grounds, pod)
    consequences = _held(grounds, pod) if hangs else _consequences(grounds, pod, foresight)
    beside = others(grounds, foresight, name) if foresight is not None else Others()
    plan = Plan(
        action=action,
        title=safe(title),
        subject=subject,
        consequences=consequences,
        warnings=tuple(
            # What is not known, e.g. of nodes, is so of the pod and of the others.
            dict.fromkeys(
                (
                    *_warnings(grounds, pod, foresight, consequences, how=how, stray=stray),
                    *_beside(grounds, beside.leaving),
                )
            )
        ),
        requests=(request(pod, how),),
        kubectl=does,
        details=(
            *beside.lines,
            *(where_it_may_run(grounds, pod) if how == "force" else prolonged(pod, how)),
        ),
    )
    return if_allowed(plan, grounds, need(how))


def _foresight(grounds: Grounds, pod: Pod) -> Foresight | None:
    """What the controller does once the pod stops; None where it is no member of a set."""
    name, family = pod.metadata.name, grounds.family
    if family is None:
        return None
    return foresee(grounds, terminating(family, name, now=grounds.now), stopping=name)


def _held(grounds: Grounds, pod: Pod) -> Consequences:
    """Of a pod that stays for now; its claims that go once it does are told all the same."""
    name, later = pod.metadata.name, _foresight(grounds, pod)
    if later is None:
        return Consequences(deletes=(name,))
    gone = tuple(e for e in later.consequences.claims_deleted if _ordinal(e.name) == _ordinal(name))
    kept = claims_kept(grounds.known, (name,), end=None)
    return Consequences(
        deletes=(name,),
        claims_kept=tuple(each for each in kept if each not in {e.name for e in gone}),
        claims_deleted=gone,
    )


def _ordinal(name: str) -> int | None:
    split = split_ordinal(name)
    return split[1] if split else None


def _consequences(grounds: Grounds, pod: Pod, foresight: Foresight | None) -> Consequences:
    name, family = pod.metadata.name, grounds.family
    if family is None:
        return Consequences(deletes=(name,))
    kept = claims_kept(family, (name,), end=None)
    if foresight is None:
        return Consequences(deletes=(name,), claims_kept=kept)
    found = foresight.consequences
    gone = {each.name for each in found.claims_deleted}
    again = name in found.creates
    return replace(
        found,
        creates=tuple(each for each in found.creates if each != name),
        replaces=(name, *found.replaces) if again else found.replaces,
        deletes=found.deletes if again else (name, *found.deletes),
        claims_kept=tuple(
            dict.fromkeys(each for each in (*kept, *found.claims_kept) if each not in gone)
        ),
    )


def _warnings(
    grounds: Grounds,
    pod: Pod,
    foresight: Foresight | None,
    consequences: Consequences,
    *,
    how: How,
    stray: bool,
) -> Iterator[Caution]:
    name = pod.metadata.name
    if how == "force":
        yield from at_most_one(pod)
    yield from finalizers((pod,), wanted=_made_anew(grounds))
    hung = no_answer(grounds, pod) if how != "force" else None
    if hung is not None:
        yield hung
    if grounds.family is None:
        yield of_no_set(grounds, pod, stray=stray)
        yield from if_primary(grounds, pod)
        if how == "evict":
            yield from eviction_budget(grounds, pod)
        else:
            yield from beyond_its_budget(grounds, pod, by="a deletion")
        return
    yield from claim_warnings(grounds, consequences.claims_deleted)
    yield from unknown_claims(grounds, may_delete=_takes_claims(grounds.known, name))
    once = "the controller then goes on: "
    yield from reattached(grounds, consequences.claims_reattached, once=once)
    yield from stuck(grounds, name)
    yield from held_claims(grounds, consequences)
    if wanted(grounds.known, name):
        yield from nowhere(grounds, (name,))
    if foresight is not None:
        yield from warnings_of_refusals(grounds, foresight, consequences)
        yield from not_admitted(grounds, foresight)
    ready = pod.running_and_ready and not pod.terminating
    if ready or consequences.leaving != (name,):
        yield from _away(grounds, foresight, name)
    if ready:
        yield from colocation(grounds, (name,))
    if how == "evict":
        yield from eviction_budget(grounds, pod)
    else:
        yield from beyond_budget(grounds, (name,), at_once=1, by="a deletion")
    yield from primary(grounds, (name,))
    yield from unconfirmed(grounds, consequences, after=grounds.known.set, but=name)
    yield from held_ends(grounds, but=(name,))
    yield from comes_back_on(grounds, pod)


def _beside(grounds: Grounds, leaving: tuple[str, ...]) -> Iterator[Caution]:
    """What can go wrong with others that the controller deletes because of this."""
    if not leaving:
        return
    yield from beyond_budget(grounds, leaving, at_once=rollout_at_once(grounds), by="what follows")
    yield from primary(grounds, leaving)
    yield from finalizers(of_names(grounds.known, leaving), wanted=_made_anew(grounds))
    yield from nowhere(grounds, (each for each in leaving if wanted(grounds.known, each)))


def _away(grounds: Grounds, foresight: Foresight | None, name: str) -> Iterator[Caution]:
    """What stays Ready, also while the controller goes on with others."""
    if foresight is None:
        stay = [each for each in ready_names(grounds.known) if each != name]
        yield from while_away(grounds, Fewest(len(stay)))
        return
    several = bool(set(foresight.consequences.leaving) - {name})
    yield from while_away(grounds, fewest_ready(grounds, foresight, begun=True), at_a_time=several)


def _made_anew(grounds: Grounds) -> range:
    """The ordinals of which a pod is made anew: none without a set, or of one that goes."""
    family = grounds.family
    if family is None or family.set.metadata.deletion_timestamp is not None:
        return range(0)
    return family.set.ordinals


def _takes_claims(family: Family, name: str) -> bool:
    """Whether the pod is not wanted any more, and its claims go with it."""
    return not wanted(family, name) and family.set.retention.when_scaled == "Delete"

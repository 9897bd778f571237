"""All that can go wrong when pods are replaced one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.pace import rollout_at_once
from ststui.actions.plan import Caution, warn
from ststui.actions.readiness import fewest_ready
from ststui.actions.risks.admission import not_admitted
from ststui.actions.risks.afterwards import afterwards
from ststui.actions.risks.bad_revision import bad_revision
from ststui.actions.risks.budgets import beyond_budget
from ststui.actions.risks.claims import claim_warnings, unknown_claims
from ststui.actions.risks.comeback import finalizers, nowhere, of_names
from ststui.actions.risks.endings import endings
from ststui.actions.risks.held_claims import held_claims
from ststui.actions.risks.members import primary
from ststui.actions.risks.owners import spec_owners
from ststui.actions.risks.progress import ended, halts, not_ready, rollout
from ststui.actions.risks.quorum import while_away
from ststui.actions.risks.refusals import warnings_of_refusals
from ststui.actions.risks.silent import unconfirmed
from ststui.wording.listed import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds

MOST_NAMES = 12
"""So many pods are written one by one."""


def replacing(
    grounds: Grounds, foresight: Foresight, *, new_template: bool = False, restart: bool = False
) -> Iterator[Caution]:
    """The warnings of an action that makes the controller replace pods.

    Args:
        grounds: as things are.
        foresight: what follows from the write.
        new_template: whether they are made from another template.
        restart: whether only the time of a restart is written.
    """
    found, at_once = foresight.consequences, rollout_at_once(grounds)
    yield from claim_warnings(grounds, found.claims_deleted)
    yield from unknown_claims(grounds)
    if found.leaving:
        several = at_once is not None and len(found.leaving) > at_once
        yield from while_away(grounds, fewest_ready(grounds, foresight), at_a_time=several)
    yield from beyond_budget(grounds, found.leaving, at_once=at_once, by="a rollout")
    yield from spec_owners(grounds, restart=restart)
    yield from primary(grounds, found.leaving)
    leaving = of_names(grounds.known, found.leaving)
    yield from finalizers(leaving, wanted=foresight.after.set.ordinals)
    yield from unconfirmed(grounds, found, after=foresight.after.set)
    yield from held_claims(grounds, found)
    yield from nowhere(grounds, (*found.replaces, *found.creates))
    yield from warnings_of_refusals(grounds, foresight, new_template=new_template)
    yield from not_admitted(grounds, foresight)
    yield from rollout(grounds)
    yield from not_ready(grounds)
    yield from ended(grounds)
    yield from endings(grounds, foresight)
    yield from halts(foresight)
    yield from afterwards(grounds, foresight)
    yield from bad_revision(grounds, foresight, new_template=new_template)


def later(grounds: Grounds, foresight: Foresight) -> tuple[str, ...]:
    """Pods in the range that stay on another revision: below the partition, or OnDelete.

    Pods above it that a pod which is not Ready holds up are not among them: they need no change of
    the set (`risks.afterwards`).
    """
    stateful_set = foresight.after.set
    update = foresight.forecast.end.revisions.update
    held = stateful_set.start + stateful_set.partition
    by_hand = stateful_set.spec.update_strategy.type == "OnDelete"
    return tuple(
        member.name
        for ordinal, member in sorted(foresight.forecast.end.members.items())
        if ordinal in grounds.known.set.ordinals
        and (by_hand or ordinal < held)
        and member.revision != update
    )


def by_hand(grounds: Grounds) -> str:
    """For a headline: with OnDelete a new template is only written down."""
    on_delete = grounds.known.set.spec.update_strategy.type == "OnDelete"
    return ": OnDelete, no pod is replaced by itself" if on_delete else ""


def held_back(grounds: Grounds, held: Sequence[str], *, what: str) -> Iterator[Caution]:
    """Pods that a new template does not reach by itself, and why; stands before all else.

    Args:
        grounds: as things are.
        held: the pods, by ordinal.
        what: they do not get, e.g. `the image`.
    """
    if not held:
        return
    stateful_set, pods = grounds.known.set, listed(held, "pods", most=MOST_NAMES)
    if stateful_set.spec.update_strategy.type == "OnDelete":
        yield warn(
            "other-revision",
            f"OnDelete: no pod is replaced by this; {pods} {_get(held)} {what} only when somebody "
            f"deletes {'it' if len(held) == 1 else 'them'}",
        )
    else:
        keep = "stays as it is" if len(held) == 1 else "stay as they are"
        yield warn(
            "other-revision",
            f"{pods} {keep} and {'does' if len(held) == 1 else 'do'} not get {what}: the "
            f"partition {stateful_set.partition} holds {'it' if len(held) == 1 else 'them'}",
        )


def _get(pods: Sequence[str]) -> str:
    return "gets" if len(pods) == 1 else "get"

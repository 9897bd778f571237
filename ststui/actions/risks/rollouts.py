"""All that can go wrong when pods are replaced one after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.actions.pace import rollout_at_once
from ststui.actions.plan import Caution, warn
from ststui.actions.risks.budgets import beyond_budget
from ststui.actions.risks.claims import claim_warnings
from ststui.actions.risks.comeback import nowhere
from ststui.actions.risks.members import primary
from ststui.actions.risks.owners import spec_owners
from ststui.actions.risks.progress import halts, names, not_ready, rollout
from ststui.actions.risks.quorum import while_away
from ststui.model.ordinal import split_ordinal

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.actions.foresight import Foresight
    from ststui.actions.grounds import Grounds


def replacing(grounds: Grounds, foresight: Foresight) -> Iterator[Caution]:
    """The warnings of an action that makes the controller replace pods."""
    found, at_once = foresight.consequences, rollout_at_once(grounds)
    yield from claim_warnings(grounds, found.claims_deleted)
    yield from while_away(grounds, found.leaving, at_once=at_once)
    yield from beyond_budget(grounds, found.leaving, at_once=at_once, by="a rollout")
    yield from spec_owners(grounds)
    yield from primary(grounds, found.leaving)
    yield from nowhere(grounds, found.replaces)
    yield from rollout(grounds)
    yield from not_ready(grounds)
    yield from halts(foresight)
    yield from lost_claims(grounds, found.replaces)


def lost_claims(grounds: Grounds, pods: tuple[str, ...]) -> Iterator[Caution]:
    """Claims that are being deleted already and wait only for their pod to stop."""
    family = grounds.known
    going = []
    for pod in pods:
        split = split_ordinal(pod)
        going += [
            claim.metadata.name
            for claim in (family.claims_by_ordinal.get(split[1], ()) if split else ())
            if claim.terminating
        ]
    if going:
        yield warn(
            "data-lost",
            f"{names(going)} was deleted already and goes, with its data, once the pod stops",
            dangerous=True,
        )


def later(grounds: Grounds, foresight: Foresight) -> tuple[str, ...]:
    """Pods in the range that stay on another revision: below the partition, or OnDelete."""
    stateful_set = grounds.known.set
    update = foresight.forecast.end.revisions.update
    return tuple(
        member.name
        for ordinal, member in sorted(foresight.forecast.end.members.items())
        if ordinal in stateful_set.ordinals and member.revision != update
    )

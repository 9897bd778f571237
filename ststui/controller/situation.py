"""All that one sync of the StatefulSet controller looks at, at one moment."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ststui.controller.claim import Claim, claim_seen
from ststui.controller.member import Member, member
from ststui.controller.retention import Owner, pod_owner, set_owner
from ststui.controller.revisions import Revisions, revisions_of
from ststui.controller.versions import Behaviour, behaviour
from ststui.model.ordinal import claim_name, pod_name
from ststui.model.readable import Readable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ststui.model.family import Family
    from ststui.model.stateful_set import ClaimRetention, StatefulSet


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """A set, its pods and its claims as the controller's caches show them."""

    stateful_set: StatefulSet
    behaviour: Behaviour
    revisions: Revisions
    current_replicas: int
    """status.currentReplicas, as last written."""
    members: Mapping[int, Member]
    """Pods by ordinal, adopted ones included."""
    adopted: tuple[str, ...]
    """Pods without an owner that match selector and name: the sync takes them first."""
    released: tuple[str, ...]
    """Owned pods that do not match (any more): the sync lets go of them first."""
    taken: Mapping[int, str]
    """Ordinals whose pod name is held by a pod of someone else."""
    claims: Mapping[str, Claim] | None
    """Claims by name; None when they could not be read: then nothing is said of them."""
    templates: tuple[str, ...]
    """Names of the claim templates: the set's, worked out once for all ordinals."""
    ordinals: range
    """The ordinals that are wanted: the set's, worked out once for all members."""
    mended: dict[int, Member] = field(default_factory=dict, compare=False)
    """Members that have nothing to mend, as found so far: a forecast asks again after each step,
    and what a step changes is another Member."""

    @property
    def name(self) -> str:
        """The set's name."""
        return self.stateful_set.metadata.name

    @property
    def owner(self) -> Owner:
        """The set as an owner of claims."""
        return set_owner(self.name, self.stateful_set.metadata.uid)

    @property
    def retention(self) -> ClaimRetention:
        """The claim retention policy."""
        return self.stateful_set.retention

    @property
    def condemned(self) -> tuple[Member, ...]:
        """Members outside the range, highest ordinal first, as they are deleted."""
        wanted = self.ordinals
        outside = sorted([each for each in self.members if each not in wanted], reverse=True)
        return tuple([self.members[each] for each in outside])

    def pod_owner(self, ordinal: int) -> Owner:
        """The pod of an ordinal as an owner of claims; without a uid when it does not exist."""
        found = self.members.get(ordinal)
        return pod_owner(pod_name(self.name, ordinal), found.uid if found else "")

    def claim_names(self, ordinal: int) -> tuple[str, ...]:
        """Names of the claims the templates ask for."""
        name = self.name
        return tuple([claim_name(template, name, ordinal) for template in self.templates])

    def mounts(self, member: Member) -> bool:
        """Whether a pod mounts the claims of its ordinal: storageMatches (v1.36)."""
        name, ordinal, mounted = self.name, member.ordinal, member.claim_by_volume
        # Without a generator: this is asked of every pod of every set.
        for template in self.templates:
            if mounted.get(template) != claim_name(template, name, ordinal):
                return False
        return True

    def revision_for(self, ordinal: int) -> str | None:
        """The revision a pod gets that is created now: newVersionedStatefulSetPod (v1.36).

        The partition is an index from ordinals.start. A RollingUpdate strategy written without its
        ``rollingUpdate`` block counts status.currentReplicas instead.
        """
        stateful_set = self.stateful_set
        strategy = stateful_set.spec.update_strategy
        if strategy.rolling_update is not None:
            boundary = stateful_set.start + stateful_set.partition
        elif strategy.type == "RollingUpdate":
            boundary = stateful_set.start + self.current_replicas
        else:
            return self.revisions.update
        return self.revisions.current if ordinal < boundary else self.revisions.update


def situation(family: Family, *, now: datetime, server_version: str | None) -> Situation:
    """See a family whose pods could be read with the controller's eyes."""
    stateful_set = family.set
    deleted = stateful_set.metadata.deletion_timestamp is not None
    name, minimum = stateful_set.metadata.name, stateful_set.spec.min_ready_seconds
    selector = stateful_set.spec.selector
    everyone = family.pods_by_ordinal
    let_go = {o: p for o, p in everyone.items() if not selector.matches(p.metadata.labels)}
    matching = {o: p for o, p in everyone.items() if o not in let_go} if let_go else everyone
    adopted = {} if deleted else family.orphans_by_ordinal
    not_mine = {o: p for o, p in family.foreign_by_ordinal.items() if o not in adopted}
    claims = family.claims
    return Situation(
        stateful_set=stateful_set,
        behaviour=behaviour(server_version),
        revisions=revisions_of(family),
        current_replicas=stateful_set.status.current_replicas,
        members={
            o: member(p, ordinal=o, set_name=name, min_ready_seconds=minimum, now=now)
            for o, p in {**adopted, **matching}.items()
        },
        adopted=tuple(pod.metadata.name for pod in adopted.values()),
        released=()
        if deleted
        else tuple(pod.metadata.name for pod in (*let_go.values(), *family.strays)),
        taken={o: p.metadata.name for o, p in (*not_mine.items(), *let_go.items())},
        claims={each.metadata.name: claim_seen(each) for each in claims.value}
        if isinstance(claims, Readable)
        else None,
        templates=stateful_set.templates,
        ordinals=stateful_set.ordinals,
    )

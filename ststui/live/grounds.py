"""The grounds of a plan, read anew: complete lists from the API server, none from a cache."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from ststui.actions import NEEDS, Grounds, QuorumHints
from ststui.cluster import kinds
from ststui.cluster.listing import get_one, list_once
from ststui.cluster.rights import review
from ststui.cluster.rules import Ask
from ststui.cluster.trouble import Trouble
from ststui.controller.revisions import revisions_of
from ststui.live.around import Around
from ststui.live.index import Name
from ststui.live.once import read_once
from ststui.live.unclear import readable
from ststui.model import Complaint, Readable, Unreadable
from ststui.model.claim_owner import possible_sets, using_sets
from ststui.model.readable import NOT_READ
from ststui.model.role import ROLE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ststui.actions.need import Need as Right
    from ststui.cluster.session import Session
    from ststui.diagnosis import Need
    from ststui.live.once import Once
    from ststui.model import Family, PersistentVolumeClaim
    from ststui.model.readable import Part
    from ststui.model.revision import FullRevision
    from ststui.model.surroundings import Surroundings
    from ststui.settings import Settings

AROUND: tuple[Need, ...] = (
    "nodes",
    "persistentvolumes",
    "storageclasses",
    "volumeattachments",
    "resourcequotas",
    "limitranges",
    "allPods",
    "nodeLeases",
)
"""What plans look at beside the Family."""
MORE = (kinds.BUDGETS, kinds.AUTOSCALERS)
"""Kinds that a plan's Family has beside those of the tree."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What the settings say of sets."""

    quorum: QuorumHints = field(default_factory=QuorumHints)
    role_labels: tuple[str, ...] = ROLE_LABELS


def hints_of(settings: Settings) -> Hints:
    """What they say."""
    quorum = QuorumHints(settings.quorum.sets, settings.quorum.never)
    return Hints(quorum, (*settings.roles.labels, *ROLE_LABELS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The object that an action is about."""

    namespace: str
    set: str = ""
    """Name of a set; of a pod or claim its set is found."""
    pod: str = ""
    claim: str = ""
    uid: str | None = None
    """Of the object when the action was asked for; None the first time."""


async def read_grounds(
    session: Session, target: Target, *, hints: Hints | None = None
) -> Grounds | Trouble:
    """Read what a plan is made from.

    Args:
        session: the session.
        target: what the action is about.
        hints: of the settings.

    Returns:
        The grounds; or why there are none: the object does not exist (notFound), or it or the sets
        of its namespace cannot be read.
    """
    hints = hints or Hints()
    namespace = target.namespace
    once, denied = await asyncio.gather(
        read_once(session, namespace=namespace, more=MORE), denied_rights(session, namespace)
    )
    trouble = once.trouble("statefulsets")
    if trouble is not None:
        return trouble
    around = Around(once.store)
    templates, pod, claim, _ = await asyncio.gather(
        _templates(session, namespace),
        _one(session, kinds.PODS, namespace, target.pod),
        _one(session, kinds.CLAIMS, namespace, target.claim),
        around.read(session, AROUND, namespace=namespace),
    )
    for each in (pod, claim):
        if isinstance(each, Trouble):
            return each
    name = Name(namespace, _set_name(once, target, pod))
    family = once.store.families.of(name)
    if family is None and (odd := once.store.sets.complaints.get(name)) is not None:
        return _odd_set(odd)
    if target.set and family is None:
        return _no_set(session, target)
    live = await _live_template(session, family)
    return Grounds(
        context=session.context,
        namespace=namespace,
        now=session.now(),
        family=family,
        server_version=once.store.server_version,
        pod=pod if not isinstance(pod, Trouble) else None,
        claim=claim if not isinstance(claim, Trouble) else None,
        surroundings=_surroundings(around, once, namespace),
        templates=_of(family, templates),
        live_template=live,
        denied=denied,
        quorum=hints.quorum,
        role_labels=(*hints.role_labels,),
        uid=target.uid,
    )


async def denied_rights(session: Session, namespace: str) -> Mapping[Right, str]:
    """The rights of actions that are known to be missing in a namespace, and why."""
    asks = {
        Ask(verb=n.verb, resource=n.resource, group=n.group, subresource=n.subresource): n
        for n in NEEDS
    }
    found = await review(session, tuple(asks), namespace=namespace)
    return {asks[each.ask]: each.why for each in found if each.verdict == "denied"}


def _surroundings(around: Around, once: Once, namespace: str) -> Surroundings:
    found = replace(around.surroundings(namespace), claims=_claims(once, namespace))
    trouble = once.trouble("statefulsets")
    return replace(found, neighbours=Unreadable(trouble.text)) if trouble else found


def _claims(once: Once, namespace: str) -> Part[tuple[PersistentVolumeClaim, ...]]:
    trouble, claims = once.trouble("persistentvolumeclaims"), once.store.claims
    if trouble is not None:
        return Unreadable(trouble.text)
    mine = (each for each in claims if each.metadata.namespace == namespace)
    return readable(mine, claims.complaints.values(), namespace=namespace)


def _set_name(once: Once, target: Target, pod: Any) -> str:
    if target.set:
        return target.set
    if target.pod and pod is not None and not isinstance(pod, Trouble):
        owner = pod.metadata.owner
        return owner.name if owner is not None and owner.kind == "StatefulSet" else ""
    if target.claim:
        templates = once.store.claim_groups.templates(target.namespace)
        return next(iter(using_sets(possible_sets(target.claim), templates)), "")
    return ""


def _odd_set(odd: Complaint) -> Trouble:
    """What follows for a set that was not understood, or for its pods, is not known."""
    text = f"StatefulSet {odd.namespace}/{odd.name} is there and is not understood: {odd.why}"
    return Trouble(kind="malformed", text=text)


def _no_set(session: Session, target: Target) -> Trouble:
    text = f"StatefulSet {target.set} does not exist in namespace {target.namespace}"
    return Trouble(kind="notFound", text=f"{text} ({session.server})")


async def _one(session: Session, kind: Any, namespace: str, name: str) -> Any:
    if not name:
        return None
    found = await get_one(session, kind, namespace=namespace, name=name)
    if isinstance(found, Complaint):
        return Trouble(kind="malformed", text=f"{kind.plural}/{name}: {found.why}")
    return found


async def _templates(session: Session, namespace: str) -> Part[tuple[FullRevision, ...]]:
    found = await list_once(session, kinds.FULL_REVISIONS, namespace=namespace)
    return Unreadable(found.text) if isinstance(found, Trouble) else Readable(found.items)


async def _live_template(session: Session, family: Family | None) -> Part[Any]:
    """Only where the newest revision may not be of it: it is not needed otherwise."""
    if family is None or revisions_of(family).update is not None:
        return NOT_READ
    metadata = family.set.metadata
    found = await get_one(
        session, kinds.WHOLE_SETS, namespace=metadata.namespace, name=metadata.name
    )
    if isinstance(found, Trouble):
        return Unreadable(found.text)
    if isinstance(found, Complaint) or found.metadata.generation != metadata.generation:
        return Unreadable("it was changed while it was read")
    return Readable(found.spec.template)


def _of(
    family: Family | None, revisions: Part[tuple[FullRevision, ...]]
) -> Part[Mapping[str, Any]]:
    if isinstance(revisions, Unreadable):
        return revisions
    uid = family.set.metadata.uid if family is not None else ""
    mine: Iterable[FullRevision] = (
        each
        for each in revisions.value
        if each.metadata.owner is not None and each.metadata.owner.uid == uid
    )
    return Readable({each.metadata.name: each.template for each in mine})

"""Everything read once: what the command line needs."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any

from ststui.cluster import kinds
from ststui.cluster.listing import get_one, list_once
from ststui.cluster.trouble import Trouble
from ststui.cluster.version import server_version
from ststui.live.health import Health, Scope
from ststui.live.index import Name
from ststui.live.selectors import REFUSALS
from ststui.live.store import Store
from ststui.model import Complaint
from ststui.model.ordinal import pod_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session
    from ststui.model import StatefulSet

KINDS: tuple[Kind[Any], ...] = (
    kinds.STATEFUL_SETS,
    kinds.PODS,
    kinds.CLAIMS,
    kinds.SERVICES,
    kinds.SLICES,
    kinds.REVISIONS,
    kinds.EVENTS,
)
"""What the tree is made from."""
AT_ONCE = 10
"""So many are asked for side by side."""
MOST_NAMES = 200
"""So many missing ordinals are asked for by name; a large set that does not start is cheap."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A list that could not be read."""

    scope: Scope
    trouble: Trouble


@dataclass(frozen=True, slots=True, order=True)
class Unasked:
    """Nobody said that missing pods of a namespace are not there under another owner."""

    namespace: str
    why: str


@dataclass(frozen=True, slots=True)
class Once:
    """What was read and what was not."""

    store: Store
    unread: tuple[Unread, ...]
    unasked: tuple[Unasked, ...] = ()
    """Where missing pods are missing by the list alone."""

    def trouble(self, resource: str, *, namespace: str | None = None) -> Trouble | None:
        """Why a resource could not be read, anywhere or in a namespace; None when it was."""
        for each in self.unread:
            if each.scope.resource == resource and namespace in {None, each.scope.namespace}:
                return each.trouble
        return None


async def read_once(
    session: Session,
    *,
    namespace: str | None,
    beside: tuple[str, ...] = (),
    more: tuple[Kind[Any], ...] = (),
) -> Once:
    """Read all lists of a scope side by side.

    Args:
        session: the session.
        namespace: None = all namespaces.
        beside: further namespaces.
        more: kinds that are read beside those of the tree.
    """
    store = Store(session.context)
    *results, _ = await asyncio.gather(
        *(
            _read(session, store, kind, each)
            for kind in (*KINDS, *more)
            for each in (namespace, *(beside if kind.namespaced else ()))
        ),
        learn_version(session, store),
    )
    unasked = await ask_for_missing(session, store)
    return Once(store, tuple(each for each in results if each is not None), unasked)


async def _read(
    session: Session, store: Store, kind: Kind[Any], namespace: str | None
) -> Unread | None:
    # All services' slices: one list tells what each of them has ready.
    labels = "" if kind is kinds.SLICES else None
    fields = REFUSALS if kind is kinds.EVENTS else ""
    found = await list_once(
        session, kind, namespace=namespace, label_selector=labels, field_selector=fields
    )
    scope = Scope(kind.plural, namespace)
    if isinstance(found, Trouble):
        health = Health().lost(found, now=session.now(), retry_at=None)
        store.set_health(scope, health)
        return Unread(scope, found)
    for item in found.items:
        store.put(kind.plural, item)
    for complaint in found.complaints:
        store.complain(complaint)
    store.set_health(scope, Health().completed())
    return None


async def learn_version(session: Session, store: Store) -> None:
    """Ask for the server's version: what the controller does differs between versions."""
    found = await server_version(session)
    if not isinstance(found, Trouble):
        store.server_version = found.text


def missing_pods(store: Store) -> Iterator[tuple[str, str]]:
    """(namespace, pod name) of wanted ordinals that no known pod holds."""
    for each in store.sets:
        yield from missing_of(store, each)


def missing_of(store: Store, stateful_set: StatefulSet) -> Iterator[tuple[str, str]]:
    """(namespace, pod name) of one set's wanted ordinals that no known pod holds."""
    namespace = stateful_set.metadata.namespace
    if not store.healths.knows("pods", Name(namespace, stateful_set.metadata.name)):
        return
    for ordinal in stateful_set.ordinals:
        name = pod_name(stateful_set.metadata.name, ordinal)
        if store.pods.get(namespace, name) is None:
            yield namespace, name


async def ask_for_missing(session: Session, store: Store) -> tuple[Unasked, ...]:
    """Ask by name for the pods of wanted ordinals that no list told of.

    Returns:
        Of which namespaces the server did not say for each name that there is no such pod.
    """
    # A pod of another owner lacks the label that pods are listed by, and may hold the name.
    missing = missing_pods(store)
    some = list(islice(missing, MOST_NAMES))
    left = {namespace for namespace, _ in missing}
    unasked = {Unasked(each, f"only {MOST_NAMES} missing were asked for by name") for each in left}
    for start in range(0, len(some), AT_ONCE):
        batch = some[start : start + AT_ONCE]
        async with asyncio.TaskGroup() as group:
            asked = [
                (namespace, group.create_task(_ask(session, store, namespace, name)))
                for namespace, name in batch
            ]
        whys = ((namespace, task.result()) for namespace, task in asked)
        unasked |= {Unasked(namespace, f"by name: {why}") for namespace, why in whys if why}
    return tuple(sorted(unasked))


async def _ask(session: Session, store: Store, namespace: str, name: str) -> str:
    """Ask for one pod; returns why that is not known, empty if it is."""
    found = await get_one(session, kinds.PODS, namespace=namespace, name=name)
    if isinstance(found, Trouble):
        return "" if found.kind == "notFound" else found.text
    if isinstance(found, Complaint):
        store.complain(found)  # it is there, whatever it is
    else:
        store.put("pods", found)
    return ""

"""What DNS must answer, read once more: what was read before DNS was asked may be old by then."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from ststui.cluster import kinds
from ststui.cluster.listing import list_once
from ststui.cluster.trouble import Trouble
from ststui.live.index import Name
from ststui.live.once import ask_for_missing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cluster.kinds import Kind
    from ststui.cluster.session import Session
    from ststui.live.store import Store
    from ststui.model.dns import SetDns, Verdict

KINDS: tuple[Kind[Any], ...] = (kinds.STATEFUL_SETS, kinds.PODS, kinds.SERVICES, kinds.SLICES)
"""What the names depend on."""
DOUBTED: frozenset[Verdict] = frozenset({"stale", "split", "nodata", "nxdomain-unexpected"})
"""Verdicts that are also found where something changed between reading and asking."""


def doubted(dns: SetDns) -> bool:
    """Whether a verdict says that DNS and the API server differ."""
    checks = (dns.service, *dns.ordinals.values(), *dns.records)
    return any(each.verdict in DOUBTED for each in checks)


async def read_again(session: Session, store: Store, namespaces: Iterable[str]) -> None:
    """Bring the store up to date; what cannot be read now stays as it was.

    Args:
        session: the session.
        store: what was read before.
        namespaces: where.
    """
    pairs = [(kind, namespace) for namespace in namespaces for kind in KINDS]
    await asyncio.gather(*(_bring(session, store, kind, where) for kind, where in pairs))
    await ask_for_missing(session, store)


async def _bring(session: Session, store: Store, kind: Kind[Any], namespace: str) -> None:
    labels = "" if kind is kinds.SLICES else None
    found = await list_once(session, kind, namespace=namespace, label_selector=labels)
    if isinstance(found, Trouble):
        return
    there = {Name(namespace, each.metadata.name) for each in found.items}
    for name in tuple(store.index(kind.plural).names()):
        if name.namespace == namespace and name not in there:
            store.drop(kind.plural, name)
    for item in found.items:
        store.put(kind.plural, item)

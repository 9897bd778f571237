"""How the nodes of a command's pods are: those that are not well are marked, and hold up pods."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any, Final

from ststui.cluster import kinds
from ststui.cluster.listing import get_one, list_once
from ststui.cluster.trouble import Trouble
from ststui.live.health import Health, Scope
from ststui.model import Complaint
from ststui.report import UnreadableReport

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ststui.cli.read import Reading
    from ststui.cluster.session import Session
    from ststui.live import Store

FEW: Final = 20
"""So many nodes are read one by one; of more the whole list, in one request after another."""


async def ask_nodes(
    session: Session, reading: Reading, *, of_ending: bool = False
) -> tuple[UnreadableReport, ...]:
    """Read them into the store.

    Args:
        session: the session.
        reading: what was read so far.
        of_ending: only nodes of pods that are to be gone: whether a wait can end depends on these.

    Returns:
        Why they could not be read, where they could not.
    """
    store = reading.once.store
    pods = (pod for each in reading.families for pod in each.pods_by_ordinal.values())
    asked_of = (pod for pod in pods if pod.terminating or not of_ending)
    names = sorted({pod.spec.node_name for pod in asked_of} - {""})
    if not names:
        return ()
    if len(names) <= FEW:
        asked = (get_one(session, kinds.NODES, namespace=None, name=each) for each in names)
        answers: Iterable[Any] = zip(names, await asyncio.gather(*asked), strict=True)
    else:
        listed = await list_once(session, kinds.NODES, namespace=None)
        if isinstance(listed, Trouble):
            return (_unreadable(store, listed.text),)
        answers = [
            *((each.metadata.name, each) for each in listed.items),
            *((each.name, each) for each in listed.complaints),
        ]
    whys: dict[str, str] = {}
    for name, found in answers:
        if isinstance(found, Complaint):
            whys[name] = f"{name or 'an object'}: {found.why}"
            store.complain(found)
        elif not isinstance(found, Trouble):
            store.put("nodes", found)
        elif found.kind != "notFound":  # one that is gone is no trouble of the reader
            whys[name] = found.text
            store.complain(Complaint("nodes", "", name, "", found.text))
    if any(each not in whys for each in names):
        store.set_health(Scope("nodes", None), Health().completed())
    return tuple(_unreadable(store, why) for why in dict.fromkeys(whys.values()))


def _unreadable(store: Store, why: str) -> UnreadableReport:
    return UnreadableReport(context=store.context, resource="nodes", namespace=None, why=why)

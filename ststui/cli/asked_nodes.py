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
    from ststui.cli.read import Reading
    from ststui.cluster.session import Session

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
    found: tuple[Any, ...]
    if len(names) <= FEW:
        asked = (get_one(session, kinds.NODES, namespace=None, name=each) for each in names)
        found = tuple(await asyncio.gather(*asked))
    else:
        listed = await list_once(session, kinds.NODES, namespace=None)
        found = (listed,) if isinstance(listed, Trouble) else listed.items
    for each in found:
        if not isinstance(each, Complaint | Trouble):
            store.put("nodes", each)
    if not all(isinstance(each, Trouble) for each in found):
        store.set_health(Scope("nodes", None), Health().completed())
    # A node that is gone is no trouble of the reader.
    troubles = (e for e in found if isinstance(e, Trouble) and e.kind != "notFound")
    whys = dict.fromkeys(each.text for each in troubles)
    return tuple(
        UnreadableReport(context=store.context, resource="nodes", namespace=None, why=why)
        for why in whys
    )

"""How full the claims of a command's sets are, asked of their nodes' kubelets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.live.fullness import MOST_NODES, nodes_of
from ststui.live.kubelets import Kubelets

if TYPE_CHECKING:
    from ststui.cli.read import Reading
    from ststui.cluster.session import Session


async def ask_kubelets(session: Session, reading: Reading) -> None:
    """Ask each once; the store keeps what they say."""
    store = reading.once.store
    nodes = nodes_of(store, reading.names)
    await Kubelets(store).ask(session, nodes[:MOST_NODES])

"""The demo cluster, a proxy in front of it, and a session through the proxy."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import yaml

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.demo import start_in_process
from tests.demo.conftest import standing_clock
from tests.faults.fault_proxy import fault_proxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from ststui.cluster.session import Session
    from ststui.demo.running import Demo
    from tests.faults.fault_proxy import FaultProxy


@asynccontextmanager
async def behind_a_proxy() -> AsyncIterator[tuple[Demo, FaultProxy, Session]]:
    """Open all three; the clock stands."""
    async with start_in_process("guide", clock=standing_clock()) as demo:
        path = str(demo.kubeconfig_path)
        (cluster,) = yaml.safe_load(demo.kubeconfig_path.read_text())["clusters"]
        async with fault_proxy(cluster["cluster"]["server"]) as proxy:
            flags = ConnectionFlags(kubeconfig=path, server=proxy.url)
            async with open_session(flags) as session:
                yield demo, proxy, session

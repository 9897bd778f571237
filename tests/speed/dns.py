"""1,000 ordinal names through one port-forward, beside the same straight to the same CoreDNS.

``python -m tests.speed.dns``; goal: at most 1 s through the port-forward.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.dns.datagram import DatagramServer
from ststui.dns.message import Question, Reply
from ststui.dns.stream import StreamServer
from ststui.live.dns.way import DnsWishes, Server, find_servers
from tests.testbed.control_plane import ControlPlane

NAMES = 1_000
ROUNDS = 5


async def seconds(server: Server, questions: list[Question]) -> float:
    """One round; every name must be answered."""
    began = time.perf_counter()
    outcomes = await server.ask(questions)
    took = time.perf_counter() - began
    replies = [each for each in outcomes.values() if isinstance(each, Reply)]
    if len(replies) != len(questions):
        sys.exit(f"only {len(replies)} of {len(questions)} were answered")
    return took


async def measure(bed: ControlPlane) -> None:
    """Print the table."""
    found = [Question(f"db-{n}.db.shop.svc.cluster.local.", "A") for n in range(NAMES)]
    async with open_session(ConnectionFlags(kubeconfig=str(bed.kubeconfig))) as session:
        servers = (await find_servers(session, DnsWishes())).servers
        direct = DatagramServer("127.0.0.1", bed.dns[0].port)
        ways: tuple[tuple[str, Server], ...] = (
            ("port-forward, one stream", servers[0]),
            ("straight, TCP", StreamServer("direct", direct.connect)),
            ("straight, UDP", direct),
        )
        for what, server in ways:
            first = await seconds(server, found)
            rounds = [await seconds(server, found) for _ in range(ROUNDS)]
            print(f"{what:<26} first {first:.3f} s   then {statistics.median(rounds):.3f} s")


def main() -> int:
    """Start a bed and measure on it."""
    with ControlPlane(nodes=1) as bed:
        asyncio.run(measure(bed))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""The way to the DNS servers: the first transport that applies."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ststui.cluster.port_forward import forward
from ststui.cluster.rights import review
from ststui.cluster.rules import Ask
from ststui.cluster.trouble import Trouble
from ststui.dns.datagram import DatagramServer
from ststui.dns.flight import Silence
from ststui.dns.stream import StreamServer
from ststui.dns.zone import name_servers
from ststui.live.dns.discovery import DnsPod, find_pods, find_service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable

    from ststui.cluster.session import Session
    from ststui.dns.flight import Outcome
    from ststui.dns.message import Question
    from ststui.dns.stream import Stream
    from ststui.model.dns import Transport

RESOLV_CONF = Path("/etc/resolv.conf")
"""Where a pod's resolver is written down."""

FORWARD = (
    Ask(verb="get", resource="pods", subresource="portforward"),
    Ask(verb="create", resource="pods", subresource="portforward"),
)
"""A WebSocket is an HTTP GET, so ``get``; since 1.35 the API server wants ``create`` as well
(AuthorizePodWebsocketUpgradeCreatePermission, pkg/registry/core/pod/rest/subresources.go)."""


class Server(Protocol):
    """A DNS server that can be asked."""

    @property
    def label(self) -> str:
        """The DNS pod's name, or address and port."""

    async def ask(self, questions: Iterable[Question]) -> dict[Question, Outcome]:
        """Ask; each question has an outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DnsWishes:
    """What flags and settings say."""

    server: tuple[str, int] | None = None
    """``--dns-server``: host and port."""
    zone: str | None = None
    """``--cluster-domain``."""
    resolv_conf: Path = RESOLV_CONF
    """What a session in a pod takes its servers and the zone from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    """Who is asked, and how."""

    transport: Transport
    servers: tuple[Server, ...] = ()
    namespace: str | None = None
    """Of the DNS pods, for port-forwards."""
    why: str = ""
    """Why there is no transport."""


async def find_servers(session: Session, wishes: DnsWishes) -> Servers:
    """The DNS servers by the first transport that applies; nothing is asked of them yet."""
    if wishes.server is not None:
        host, port = wishes.server
        return Servers(transport="server", servers=(DatagramServer(host, port),))
    if session.in_pod:
        # A bastion that is a pod of one cluster may look at another by a kubeconfig.
        found = name_servers(await read_resolv_conf(wishes))
        if found:
            return Servers(transport="resolver", servers=tuple(DatagramServer(e) for e in found))
    service = await find_service(session)
    if isinstance(service, Trouble):
        return Servers(transport="none", why=service.text)
    pods = await find_pods(session, service)
    if isinstance(pods, Trouble):
        return Servers(transport="none", why=pods.text)
    return Servers(
        transport="portForward",
        servers=tuple(forwarded(session, each) for each in pods),
        namespace=pods[0].namespace,
    )


def forwarded(session: Session, target: DnsPod) -> StreamServer:
    """A DNS pod behind port-forwards, each with one TCP connection."""

    @asynccontextmanager
    async def connect() -> AsyncIterator[Stream | Silence]:
        way = forward(session, namespace=target.namespace, pod=target.pod, port=target.port)
        async with way as opened:
            if isinstance(opened, Trouble):
                late = opened.kind == "timeout"
                yield Silence(timed_out=late, why=opened.text, on_the_way=True)
            else:
                yield opened

    return StreamServer(target.pod, connect)


async def why_no_forward(session: Session, *, namespace: str, text: str) -> str:
    """Why port-forwards fail: the right that is missing, or what the connection said.

    Args:
        session: the session.
        namespace: of the DNS pods.
        text: what a port-forward that failed said.
    """
    rights = await review(session, FORWARD, namespace=namespace)
    lacking = [each.ask.verb for each in rights if each.verdict == "denied"]
    if not lacking:
        return f"port-forward to the DNS pods failed: {text}"
    others = [each.ask.verb for each in rights if each.verdict == "allowed"]
    note = f" ({others[0]} alone is not enough: a WebSocket needs both)" if others else ""
    verbs = " and ".join(lacking)
    return f"no permission: {verbs} pods/portforward in {namespace}{note}"


async def read_resolv_conf(wishes: DnsWishes) -> str:
    """The resolver's file; empty where there is none."""
    try:
        return await asyncio.to_thread(wishes.resolv_conf.read_text, errors="replace")
    except OSError:
        return ""

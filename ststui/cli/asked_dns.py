"""Asks DNS once for the sets of a command, and puts what it says into their Families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cluster import kinds
from ststui.cluster.listing import get_one
from ststui.cluster.trouble import Trouble
from ststui.errors import UsageError
from ststui.live.dns.burst import ask_all
from ststui.live.dns.client import ask_client
from ststui.live.dns.way import DnsWishes, Servers, find_servers
from ststui.live.dns.zone import find_zone
from ststui.model.dns import DnsWay

if TYPE_CHECKING:
    from ststui.cli.options import Options
    from ststui.cli.read import Reading
    from ststui.cluster.session import Session

OFF = Servers(transport="none", why="DNS is off (--dns off, or dns in the settings)")


def wishes(wanted: Options) -> DnsWishes:
    """What the flags say of DNS."""
    return DnsWishes(server=wanted.dns_server, zone=wanted.cluster_domain)


async def ask_dns(
    session: Session,
    reading: Reading,
    wanted: Options,
    *,
    everything: bool,
    client: str | None = None,
) -> DnsWay:
    """Ask for all names of the sets that were read.

    Args:
        session: the session that read them.
        reading: what was read.
        wanted: the flags.
        everything: also for SRV and reverse names.
        client: a pod from inside of which the names are asked, ``NAME`` or ``NAMESPACE/NAME``.

    Returns:
        How it was asked.

    Raises:
        UsageError: the client pod does not exist.
    """
    wish = wishes(wanted)
    families = tuple(reading.families)
    servers = OFF if wanted.dns == "off" else await find_servers(session, wish)
    zone = await find_zone(session, wish, servers, families)
    if client is None:
        asked = await ask_all(session, families, servers=servers, zone=zone, everything=everything)
    else:
        space, _, pod = client.rpartition("/")
        namespace = space or reading.namespace or session.namespace
        await _must_exist(session, namespace=namespace, pod=pod)
        asked = await ask_client(session, families, namespace=namespace, pod=pod, zone=zone)
    for name, dns in zip(reading.names, asked, strict=True):
        reading.once.store.set_dns(name, dns)
    if asked:
        return asked[0].way
    return DnsWay(
        transport=servers.transport,
        servers=tuple(each.label for each in servers.servers),
        why=servers.why,
        zone=zone.text,
        zone_source=zone.source,
    )


async def _must_exist(session: Session, *, namespace: str, pod: str) -> None:
    found = await get_one(session, kinds.PODS, namespace=namespace, name=pod)
    # Any other trouble says nothing: who may not read pods may still exec into one.
    if isinstance(found, Trouble) and found.kind == "notFound":
        raise UsageError(f'pod "{pod}" does not exist in namespace {namespace}')

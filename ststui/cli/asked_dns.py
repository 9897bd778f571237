"""Asks DNS once for the sets of a command, and puts what it says into their Families."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ststui.cluster import kinds
from ststui.cluster.listing import get_one
from ststui.cluster.trouble import Trouble
from ststui.errors import UsageError
from ststui.live.dns.again import doubted, read_again
from ststui.live.dns.burst import ask_all
from ststui.live.dns.client import ask_client
from ststui.live.dns.shape import shape_of
from ststui.live.dns.way import DnsWishes, Servers, find_servers
from ststui.live.dns.zone import find_zone
from ststui.live.index import Name
from ststui.model.dns import DnsWay

if TYPE_CHECKING:
    from ststui.cli.options import Options
    from ststui.cli.read import Reading
    from ststui.cluster.session import Session
    from ststui.model.dns import SetDns

MORE = 2
"""So many times more DNS is asked where the API server tells something else by then."""
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

    What DNS is compared with was read before it is asked; where the two differ it is read once
    more, and if it changed meanwhile, DNS is asked again.

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
    store, families = reading.once.store, tuple(reading.families)
    servers = OFF if wanted.dns == "off" else await find_servers(session, wish)
    zone = await find_zone(session, wish, servers, families)
    if client is not None:
        space, _, pod = client.rpartition("/")
        namespace = space or reading.namespace or session.namespace
        await _must_exist(session, namespace=namespace, pod=pod)

    async def ask() -> tuple[SetDns, ...]:
        if client is None:
            return await ask_all(
                session, families, servers=servers, zone=zone, everything=everything
            )
        return await ask_client(session, families, namespace=namespace, pod=pod, zone=zone)

    asked = await ask()
    for _ in range(MORE):
        doubts = {f.namespace for f, dns in zip(families, asked, strict=True) if doubted(dns)}
        if not doubts:
            break
        before = [shape_of(each) for each in families]
        await read_again(session, store, doubts)
        families = tuple(reading.families)
        if [shape_of(each) for each in families] == before:
            break
        asked = await ask()
    for family, dns in zip(families, asked, strict=True):
        store.set_dns(Name(family.namespace, family.name), dns)
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

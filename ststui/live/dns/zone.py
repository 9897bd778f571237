"""Finds the cluster's zone: flag, search list, PTR, ConfigMap, assumed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from ststui.cluster import kinds
from ststui.cluster.listing import get_one
from ststui.cluster.trouble import Trouble
from ststui.dns.message import Question, Reply
from ststui.dns.names import reverse_name
from ststui.dns.zone import (
    ASSUMED,
    zone_of_cluster_configuration,
    zone_of_corefile,
    zone_of_reverse,
    zone_of_search,
)
from ststui.live.dns.way import read_resolv_conf
from ststui.model import Service
from ststui.model.dns import ZoneSource  # noqa: TC001 - a NamedTuple keeps its types

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from ststui.cluster.session import Session
    from ststui.live.dns.way import DnsWishes, Servers
    from ststui.model import Family

MOST_PODS = 3
"""Pods whose address is asked for back where the API server's own may not be read."""

_CONFIG_MAPS: tuple[tuple[str, str, Callable[[str], str | None]], ...] = (
    ("coredns", "Corefile", zone_of_corefile),
    ("kubeadm-config", "ClusterConfiguration", zone_of_cluster_configuration),
)


class Zone(NamedTuple):
    """The zone and how it became known."""

    text: str
    source: ZoneSource


class _ConfigMap(msgspec.Struct):
    data: dict[str, str] = {}


async def find_zone(
    session: Session, wishes: DnsWishes, servers: Servers, families: Iterable[Family]
) -> Zone:
    """The cluster's zone by the first source that tells it.

    Args:
        session: the session.
        wishes: what the flags say.
        servers: who can be asked for a PTR record.
        families: sets whose pods' addresses may be asked back.
    """
    if wishes.zone:
        return Zone(wishes.zone.strip(".").lower(), "flag")
    if session.in_pod:
        found = zone_of_search(await read_resolv_conf(wishes))
        if found:
            return Zone(found, "searchList")
    found = await _by_reverse(session, servers, families)
    if found:
        return Zone(found, "ptr")
    for name, key, read in _CONFIG_MAPS:
        text = await _config_map(session, name, key)
        found = read(text) if text else None
        if found:
            return Zone(found, "configMap")
    return Zone(ASSUMED, "assumed")


async def _by_reverse(session: Session, servers: Servers, families: Iterable[Family]) -> str | None:
    if not servers.servers:
        return None
    addresses: list[str] = []
    api = await get_one(session, kinds.SERVICES, namespace="default", name="kubernetes")
    if isinstance(api, Service) and api.spec.cluster_ip not in {"", "None"}:
        addresses.append(api.spec.cluster_ip)
    pods = (
        pod.status.pod_ip
        for family in families
        for pod in family.pods_by_ordinal.values()
        if pod.running_and_ready and pod.status.pod_ip and not pod.spec.host_network
    )
    addresses += [address for address, _ in zip(pods, range(MOST_PODS), strict=False)]
    questions = [Question(reverse_name(each).text, "PTR") for each in addresses]
    for server in servers.servers:
        outcomes = await server.ask(questions) if questions else {}
        for question in questions:
            reply = outcomes.get(question)
            for value in reply.values if isinstance(reply, Reply) else ():
                zone = zone_of_reverse(value)
                if zone:
                    return zone
        if any(isinstance(each, Reply) for each in outcomes.values()):
            return None
    return None


async def _config_map(session: Session, name: str, key: str) -> str:
    found = await session.get(f"/api/v1/namespaces/kube-system/configmaps/{name}")
    if isinstance(found, Trouble):
        return ""
    try:
        return msgspec.json.decode(found.body, type=_ConfigMap).data.get(key, "")
    except (msgspec.DecodeError, UnicodeDecodeError):
        return ""

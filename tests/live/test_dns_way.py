"""Which way to the DNS servers is taken: the pod's own resolver only for the pod's own cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from ststui.cluster.channel import Channel
from ststui.cluster.clock import ServerClock
from ststui.cluster.connection import connection
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import Session, open_session
from ststui.demo import start_in_process
from ststui.live.dns.way import DnsWishes, Servers, find_servers
from ststui.live.dns.zone import find_zone

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo

POD = {"KUBERNETES_SERVICE_HOST": "127.0.0.1", "KUBERNETES_SERVICE_PORT": "1"}
RESOLV_CONF = """\
search shop.svc.shop.example svc.shop.example shop.example
nameserver 10.96.0.10
nameserver fd00::a
options ndots:5
"""


@pytest.fixture
def wishes(tmp_path: Path) -> DnsWishes:
    """Those of a pod; nothing is asked of the servers in its resolv.conf."""
    (tmp_path / "token").write_text("t")
    (tmp_path / "resolv.conf").write_text(RESOLV_CONF)
    return DnsWishes(resolv_conf=tmp_path / "resolv.conf")


async def test_in_its_own_cluster_a_pod_asks_its_own_resolver(
    tmp_path: Path, wishes: DnsWishes
) -> None:
    found = connection(
        ConnectionFlags(), environment=POD, home=tmp_path / "nobody", service_account=tmp_path
    )
    session = Session(Channel(connection=found, clock=ServerClock(), proxy=None))
    servers = await find_servers(session, wishes)
    assert servers.transport == "resolver"
    assert [each.label for each in servers.servers] == ["10.96.0.10:53", "[fd00::a]:53"]
    assert await find_zone(session, wishes, servers, ()) == ("shop.example", "searchList")


@pytest.mark.parametrize("name", ["elsewhere", "in-cluster"])
async def test_a_pod_that_looks_at_another_cluster_does_not(
    tmp_path: Path, wishes: DnsWishes, name: str
) -> None:
    async with start_in_process("dns") as demo:
        content = yaml.safe_load(demo.kubeconfig_path.read_text())
        content["clusters"][0]["name"] = name
        context = content["contexts"][0]
        context["name"], context["context"]["cluster"] = name, name
        content["current-context"] = name
        config = tmp_path / "config"
        config.write_text(yaml.safe_dump(content))
        flags = ConnectionFlags(kubeconfig=str(config))
        async with open_session(flags, environment=POD) as session:
            assert (session.context, session.cluster_name) == (name, name)
            servers = await find_servers(session, wishes)
            assert servers.transport == "portForward"
            assert await find_zone(session, wishes, servers, ()) == ("cluster.local", "ptr")


async def test_what_the_flags_say_goes_first(tmp_path: Path, wishes: DnsWishes) -> None:
    found = connection(
        ConnectionFlags(), environment=POD, home=tmp_path / "nobody", service_account=tmp_path
    )
    session = Session(Channel(connection=found, clock=ServerClock(), proxy=None))
    flags = DnsWishes(server=("10.0.0.53", 5353), zone="Corp.example.", resolv_conf=tmp_path)
    servers = await find_servers(session, flags)
    assert (servers.transport, [each.label for each in servers.servers]) == (
        "server",
        ["10.0.0.53:5353"],
    )
    zone = await find_zone(session, flags, Servers(transport="none"), ())
    assert zone == ("corp.example", "flag")

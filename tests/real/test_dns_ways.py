"""Ways to the DNS servers that are closed: rights, proxies, an API server that goes away."""

from __future__ import annotations

import asyncio
import contextlib
import os
import stat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.live.dns.burst import ask_all
from ststui.live.dns.way import DnsWishes, find_servers
from ststui.live.dns.zone import Zone
from ststui.live.index import Name
from ststui.live.once import read_once
from tests.cli.program import ststui
from tests.faults.fault_proxy import fault_proxy
from tests.real.dns_said import comes_to_say, of, said, verdicts
from tests.testbed.api import Api, wait_for
from tests.testbed.manifests import headless_service, statefulset
from tests.testbed.namespace import fresh_namespace
from tests.testbed.users import READ, Rule, make_user

if TYPE_CHECKING:
    from tests.real.conftest import OwnBed
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

SETS = Rule(verbs=READ, resources=("statefulsets", "pods", "services"))
SLICES = Rule(verbs=READ, resources=("endpointslices",), api_groups=("discovery.k8s.io",))


async def database(namespace: Namespace, *, replicas: int = 1) -> None:
    await namespace.apply(headless_service("db"), statefulset("db", replicas=replicas))
    await namespace.wait_ready(*(f"db-{n}" for n in range(replicas)))


def forward(*verbs: str) -> Rule:
    return Rule(verbs=verbs, resources=("pods/portforward",))


@pytest.mark.parametrize(
    ("verbs", "lacks"),
    [
        ((), "get and create pods/portforward in kube-system"),
        (("get",), "create pods/portforward in kube-system (get alone is not enough"),
        (("create",), "get pods/portforward in kube-system (create alone is not enough"),
    ],
)
async def test_both_verbs_of_port_forwards_are_told_apart(
    bed: ControlPlane, namespace: Namespace, verbs: tuple[str, ...], lacks: str
) -> None:
    await database(namespace)
    user = make_user(
        bed,
        f"dns-{os.getpid()}-{'-'.join(verbs) or 'none'}",
        rules=(SETS, SLICES, *((forward(*verbs),) if verbs else ())),
        namespace=namespace.name,
        everywhere="cluster",
    )
    ended = await said(namespace.name, kubeconfig=user)
    assert ended.code == 3
    transport = ended.document["transport"]
    assert (transport["kind"], transport["servers"]) == ("none", [])
    assert transport["why"].startswith(f"no permission: {lacks}")
    assert verdicts(ended.document) == ["unavailable"]
    advice = ended.document["sets"][0]["advice"]
    context = ended.document["context"]
    inside = f"ststui dns --context {context} db -n {namespace.name} --client db-0"
    assert advice[0]["command"] == inside
    assert lacks in ended.err


async def test_both_verbs_are_enough(bed: ControlPlane, namespace: Namespace) -> None:
    await database(namespace)
    user = make_user(
        bed,
        f"dns-{os.getpid()}-both",
        rules=(SETS, SLICES, forward("get", "create")),
        namespace=namespace.name,
        everywhere="cluster",
    )
    await comes_to_say(namespace.name, lambda r: verdicts(r) == ["ok"], kubeconfig=user)


async def test_services_of_kube_system_may_not_be_read(
    bed: ControlPlane, namespace: Namespace
) -> None:
    await database(namespace)
    user = make_user(bed, f"dns-{os.getpid()}-here", rules=(SETS, SLICES), namespace=namespace.name)
    ended = await said(namespace.name, kubeconfig=user)
    assert (ended.code, ended.document["transport"]["kind"]) == (3, "none")
    why = ended.document["transport"]["why"]
    assert "services" in why
    assert "kube-system" in why
    assert (ended.document["zone"], ended.document["zoneSource"]) == ("cluster.local", "assumed")


async def test_a_proxy_that_drops_websockets(
    bed: ControlPlane, namespace: Namespace, tmp_path: Path
) -> None:
    await database(namespace)
    async with fault_proxy(bed.server, tls=bed._ssl) as proxy:
        content = yaml.safe_load(bed.kubeconfig.read_text())
        content["clusters"][0]["cluster"] = {"server": proxy.url}
        config = tmp_path / "proxied"
        config.write_text(yaml.safe_dump(content))
        ended = await said(namespace.name, kubeconfig=config)
    assert (ended.code, ended.document["transport"]["kind"]) == (3, "none")
    assert ended.document["transport"]["why"].startswith("port-forward to the DNS pods failed: ")
    assert verdicts(ended.document) == ["unavailable"]


async def test_the_client_view_runs_in_a_pod(bed: ControlPlane, namespace: Namespace) -> None:
    # Exec on this bed runs here, where no cluster name resolves: what matters is the way and its
    # honesty, not an address.
    await database(namespace)
    ended = await said(namespace.name, "--client", "db-0", kubeconfig=bed.kubeconfig)
    assert ended.document["transport"] == {"kind": "exec", "servers": ["db-0"], "why": None}
    assert of(ended.document, 0)["answers"][0]["server"] == "db-0"
    assert of(ended.document, 0)["verdict"] != "ok"
    refused = await ststui(
        "dns", "-n", namespace.name, "--client", "db-0", "--read-only", kubeconfig=bed.kubeconfig
    )
    assert (refused.code, refused.out) == (2, "")
    nobody = await ststui(
        "dns", "-n", namespace.name, "--client", "db-7", kubeconfig=bed.kubeconfig
    )
    assert (nobody.code, nobody.out) == (2, "")
    assert nobody.err == f'ststui: pod "db-7" does not exist in namespace {namespace.name}\n'


def sockets() -> int:
    """Sockets this process has open."""
    found = 0
    for each in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):
            found += stat.S_ISSOCK(each.stat().st_mode)
    return found


async def test_neither_tasks_nor_sockets_are_left_behind(
    bed: ControlPlane, namespace: Namespace
) -> None:
    await database(namespace, replicas=2)
    async with open_session(ConnectionFlags(kubeconfig=str(bed.kubeconfig))) as session:
        once = await read_once(session, namespace=namespace.name)
        family = once.store.families.of(Name(namespace.name, "db"))
        assert family is not None
        servers = await find_servers(session, DnsWishes())
        zone = Zone("cluster.local", "flag")

        async def burst() -> Any:
            return await ask_all(session, (family,), servers=servers, zone=zone)

        await burst()
        tasks, open_ones = len(asyncio.all_tasks()), sockets()
        for _ in range(20):
            (found,) = await burst()
            assert found.service.answers[0].rcode == "NOERROR"
        assert len(asyncio.all_tasks()) == tasks
        assert sockets() <= open_ones
        # Cut off in the middle of a burst as well.
        for _ in range(10):
            task = asyncio.ensure_future(burst())
            await asyncio.sleep(0)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        async def settled() -> bool:
            return len(asyncio.all_tasks()) == tasks and sockets() <= open_ones + 1

        await wait_for(settled, what="end of what was cut off", seconds=20)


async def test_the_api_server_restarts_in_the_burst(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=1)
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
        open_session(ConnectionFlags(kubeconfig=str(bed.kubeconfig))) as session,
    ):
        await database(namespace)
        once = await read_once(session, namespace="shop")
        family = once.store.families.of(Name("shop", "db"))
        assert family is not None
        servers = await find_servers(session, DnsWishes())
        zone = Zone("cluster.local", "flag")
        for server in bed.dns:
            server.program.freeze()  # so that the burst is under way when the API server dies
        burst = asyncio.create_task(ask_all(session, (family,), servers=servers, zone=zone))

        async def under_way() -> bool:
            return any(each.get_name() == "dns queries" for each in asyncio.all_tasks())

        await wait_for(under_way, what="port-forward", seconds=20)
        bed.kill_api_server()
        async with asyncio.timeout(15):
            (found,) = await burst
        assert found.ordinals[0].verdict in {"unavailable", "timeout"}
        for server in bed.dns:
            server.program.thaw()
        await asyncio.to_thread(bed.restart_api_server)
        _, code = await comes_to_say(
            "shop", lambda report: verdicts(report) == ["ok"], kubeconfig=bed.kubeconfig
        )
        assert code == 0

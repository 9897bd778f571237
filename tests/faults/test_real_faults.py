"""The list-watch on a real API server that is killed, compacted, or behind a bad network."""

from __future__ import annotations

import asyncio
import json
from base64 import b64encode
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from ststui.cluster.change import Listing, Lost
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.kinds import PODS, SERVICES, STATEFUL_SETS
from ststui.cluster.pace import Pace
from ststui.cluster.session import open_session
from ststui.cluster.trouble import Trouble
from tests.cli.program import ststui
from tests.cluster.loopback import certificate, kubeconfig, session_to
from tests.faults.fault_proxy import Canned, FaultProxy, bytewise, fault_proxy, whole
from tests.faults.mirror import Mirror, mirrored
from tests.real.screen import Screen
from tests.testbed.api import Api, wait_for
from tests.testbed.credentials import credentials
from tests.testbed.manifests import statefulset

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from tests.real.conftest import OwnBed
    from tests.testbed.cluster import Cluster
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = [pytest.mark.real, pytest.mark.timeout(300)]

QUICK = Pace(random=Random(1), idle_seconds=1.0)
"""Real sleeps; a silent watch is given up early so that a stall is noticed within the test."""


async def equal(mirror: Mirror, api: Api, *, namespace: str, kind: str = "StatefulSet") -> None:
    """Wait until what is held is what the test's own list gives."""

    async def same() -> bool:
        listed = await api.list(kind, namespace=namespace)
        fresh = {o["metadata"]["name"]: o["metadata"]["resourceVersion"] for o in listed}
        return mirror.alive and mirror.held == fresh

    await wait_for(same, what="state equal to a fresh list")


async def test_killed_and_started_again(own_bed: OwnBed) -> None:
    bed = own_bed()
    flags = ConnectionFlags(kubeconfig=str(bed.kubeconfig))
    async with (
        Api(bed.kubeconfig) as api,
        open_session(flags) as session,
        mirrored(session, STATEFUL_SETS, namespace="default") as mirror,
    ):
        await api.create(statefulset("web", replicas=2), namespace="default")
        await equal(mirror, api, namespace="default")
        bed.kill_api_server()
        await mirror.until(lambda m: m.lost("unreachable"), what="trouble")
        assert sorted(mirror.held) == ["web"]
        await asyncio.to_thread(bed.restart_api_server)
        await api.create(statefulset("other", replicas=1), namespace="default")
        await equal(mirror, api, namespace="default")
        assert sorted(mirror.held) == ["other", "web"]


async def test_a_version_that_etcd_has_forgotten(own_bed: OwnBed) -> None:
    """A true 410: history compacted and the watch cache gone with the API server.

    The list-watch is kept from reconnecting by the proxy until both have happened.
    """
    bed = own_bed()
    tls = credentials(yaml.safe_load(bed.kubeconfig.read_text()))
    async with (
        Api(bed.kubeconfig) as api,
        fault_proxy(bed.server, tls=tls.ssl) as proxy,
        session_to(kubeconfig(bed.folder, server=proxy.url)) as session,
        mirrored(session, STATEFUL_SETS, namespace="default", pace=QUICK) as mirror,
    ):
        for name in ("a", "b"):
            await api.create(statefulset(name, replicas=0), namespace="default")
        await equal(mirror, api, namespace="default")
        await proxy.vanish()
        await mirror.until(lambda m: not m.alive, what="trouble")
        await api.delete("StatefulSet", "a", namespace="default")
        await api.create(statefulset("c", replicas=0), namespace="default")
        await asyncio.to_thread(bed.compact)
        await asyncio.to_thread(bed.restart_api_server)
        before = len(proxy.requests)
        await proxy.listen()
        await equal(mirror, api, namespace="default")
        assert sorted(mirror.held) == ["b", "c"]
        assert mirror.count(Listing) == 2
        # First the watch was tried where it was, and the server said that this is too old.
        assert "watch" in proxy.requests[before].query


@pytest.fixture
def behind(cluster: Cluster, namespace: Namespace, tmp_path: Path) -> Any:
    """A mirror of this namespace's sets behind a fault proxy, with two sets that live."""

    @asynccontextmanager
    async def make(**pace: Any) -> AsyncIterator[tuple[FaultProxy, Mirror]]:
        found = credentials(yaml.safe_load(cluster.kubeconfig.read_text()))
        await namespace.apply(statefulset("web", replicas=2), statefulset("db", replicas=1))
        async with fault_proxy(found.server, tls=found.ssl) as proxy:
            proxy.headers = found.headers
            async with (
                session_to(kubeconfig(tmp_path, server=proxy.url)) as session,
                mirrored(
                    session, PODS, namespace=namespace.name, pace=replace(QUICK, **pace)
                ) as mirror,
            ):
                await namespace.wait_ready("web-0", "web-1", "db-0")
                await equal(mirror, namespace.api, namespace=namespace.name, kind="Pod")
                yield proxy, mirror

    return make


def cut(proxy: FaultProxy) -> None:
    proxy.cut()


def stall(proxy: FaultProxy) -> None:
    proxy.stall()


def slow(proxy: FaultProxy) -> None:
    proxy.shape = bytewise
    proxy.cut()


def answers(status: int, body: bytes = b"", **headers: str) -> Callable[[FaultProxy], None]:
    def refuse(proxy: FaultProxy) -> None:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        proxy.refuse = lambda _: Canned(status, body, named)
        proxy.cut()

    return refuse


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        pytest.param(cut, "unreachable", id="cut"),
        pytest.param(stall, "timeout", id="stalled"),
        pytest.param(slow, "unreachable", id="slow"),
        pytest.param(answers(429, Retry_After="1"), "throttled", id="429"),
        pytest.param(answers(500), "serverError", id="500"),
        pytest.param(
            answers(502, b"<html>Bad</html>", Content_Type="text/html"), "serverError", id="502"
        ),
        pytest.param(answers(401), "unauthorized", id="401"),
        pytest.param(answers(200, b"<html>Login</html>\n"), "malformed", id="login page"),
    ],
)
async def test_a_bad_network(
    behind: Any, namespace: Namespace, fault: Callable[[FaultProxy], None], kind: str
) -> None:
    async with behind() as (proxy, mirror):
        fault(proxy)
        await mirror.until(lambda m: m.lost(kind), what=f"trouble {kind}")
        told = [c.trouble.text for c in mirror.said if isinstance(c, Lost)]
        assert not any("<" in text for text in told)
        await namespace.scale("web", 3)
        await namespace.delete("Pod", "db-0")
        await namespace.wait_ready("web-0", "web-1", "web-2", "db-0")
        proxy.flow()
        proxy.refuse = lambda _: None
        await equal(mirror, namespace.api, namespace=namespace.name, kind="Pod")
        assert sorted(mirror.held) == ["db-0", "web-0", "web-1", "web-2"]
        proxy.shape = whole


async def test_a_token_that_no_longer_counts(
    cluster: Cluster, namespace: Namespace, tmp_path: Path
) -> None:
    """The token dies with its service account; a new one in the same file is taken."""
    account = {"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "viewer"}}
    role = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": {"name": "viewer"},
        "rules": [
            {"apiGroups": ["apps"], "resources": ["statefulsets"], "verbs": ["list", "watch"]}
        ],
    }
    binding = {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": {"name": "viewer"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": "viewer"},
        "subjects": [{"kind": "ServiceAccount", "name": "viewer", "namespace": namespace.name}],
    }
    await namespace.apply(account, role, binding, statefulset("web", replicas=0))
    token = tmp_path / "token"
    token.write_text(await namespace.kubectl("create", "token", "viewer"))
    found = yaml.safe_load(cluster.kubeconfig.read_text())["clusters"][0]["cluster"]
    config = kubeconfig(
        tmp_path, server=found["server"], cluster=found, user={"tokenFile": "token"}
    )
    # Watches end often, so that the login is asked for again; nothing happens, and to be silent for
    # less than the time between two bookmarks must not count.
    pace = replace(QUICK, watch_seconds=(1.0, 1.0), idle_seconds=60.0)
    async with (
        session_to(config) as session,
        mirrored(session, STATEFUL_SETS, namespace=namespace.name, pace=pace) as mirror,
    ):
        await equal(mirror, namespace.api, namespace=namespace.name)
        await namespace.delete("ServiceAccount", "viewer")
        await mirror.until(lambda m: m.lost("unauthorized"), what="trouble unauthorized")
        assert sorted(mirror.held) == ["web"]
        await namespace.apply(account, statefulset("db", replicas=0))
        token.write_text(await namespace.kubectl("create", "token", "viewer"))
        await equal(mirror, namespace.api, namespace=namespace.name)
        assert sorted(mirror.held) == ["db", "web"]


async def test_an_expired_client_certificate_is_named(bed: ControlPlane, tmp_path: Path) -> None:
    """The API server only says Unauthorized."""
    ends = datetime(2025, 6, 7, tzinfo=UTC)
    made, key = certificate(ends, name="admin", authority=bed.authority)
    user = {
        "client-certificate-data": b64encode(made).decode(),
        "client-key-data": b64encode(key).decode(),
    }
    cluster = {"certificate-authority": str(bed.authority.certificate)}
    config = kubeconfig(tmp_path, server=bed.server, cluster=cluster, user=user)
    async with session_to(config) as session:
        answer = await session.get("/api/v1/pods")
    assert isinstance(answer, Trouble)
    assert answer.kind == "unauthorized"
    words = 'the client certificate of user "me" expired on 2025-06-07'
    assert words in answer.text
    ended = await ststui("tree", kubeconfig=config)
    assert (ended.code, ended.out) == (3, "")
    (line,) = ended.err.splitlines()
    assert words in line
    home = tmp_path / "home"
    home.mkdir()
    with Screen(home=home, kubeconfig=str(config), columns=140) as screen:
        await asyncio.to_thread(screen.wait_for, "expired on 2025-06-07; renew it")
        screen.press("q")
        assert await asyncio.to_thread(screen.wait_exit) == 0


async def test_pages_of_a_real_list_are_one(
    cluster: Cluster, namespace: Namespace, tmp_path: Path
) -> None:
    maps = [
        {"apiVersion": "v1", "kind": "Service", "metadata": {"name": f"s-{n}"}, "spec": spec()}
        for n in range(12)
    ]
    await namespace.kubectl(
        "create", "-f", "-", stdin=json.dumps({"apiVersion": "v1", "kind": "List", "items": maps})
    )
    flags = ConnectionFlags(kubeconfig=str(cluster.kubeconfig))
    pace = replace(QUICK, page=5, idle_seconds=60.0)
    async with (
        open_session(flags) as session,
        mirrored(session, SERVICES, namespace=namespace.name, pace=pace) as mirror,
    ):
        await equal(mirror, namespace.api, namespace=namespace.name, kind="Service")
        assert len(mirror.held) == 12
        assert mirror.count(Listing) == 1


def spec() -> dict[str, Any]:
    return {"clusterIP": "None", "ports": [{"port": 80}]}

"""`ststui dns` while the DNS servers themselves are at fault: a bed of its own, broken in turn."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from tests.real.dns_said import comes_to_say, of, plain, verdicts
from tests.testbed.api import Api, wait_for
from tests.testbed.manifests import bare_pod, headless_service, statefulset
from tests.testbed.namespace import fresh_namespace
from tests.testbed.relay import relay

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.real.conftest import OwnBed
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

ONE, TWO = "coredns-a", "coredns-b"


@asynccontextmanager
async def database(bed: ControlPlane) -> AsyncIterator[Namespace]:
    """A set of one Ready pod on a bed of the test's own."""
    async with (
        Api(bed.kubeconfig) as api,
        fresh_namespace("shop", cluster=bed, api=api) as namespace,
    ):
        await namespace.apply(headless_service("db"), statefulset("db", replicas=1))
        await namespace.wait_ready("db-0")
        yield namespace


async def move(namespace: Namespace, squatter: str, old: list[str]) -> None:
    """Let db-0 come back with another address: a pod that sits on the old one sees to it."""
    await namespace.scale("db", 0)
    await wait_for(lambda: gone(namespace), what="end of db-0")
    await namespace.apply(bare_pod(squatter))
    await namespace.wait_for(
        "Pod", squatter, lambda pod: bool(pod["status"].get("podIP")), what="address"
    )
    await namespace.scale("db", 1)
    await namespace.wait_for(
        "Pod", "db-0", lambda pod: pod["status"].get("podIP") not in {None, *old}, what="new IP"
    )


async def gone(namespace: Namespace) -> bool:
    return await namespace.get("Pod", "db-0") is None


async def comes(bed: ControlPlane, verdict: str, *more: str) -> tuple[Any, int]:
    """The report once the only ordinal has that verdict."""
    return await comes_to_say(
        "shop", lambda report: verdicts(report) == [verdict], *more, kubeconfig=bed.kubeconfig
    )


def rcodes(report: Any) -> dict[str, str | None]:
    return {each["server"]: each["rcode"] for each in of(report, 0)["answers"]}


async def test_servers_that_disagree_refuse_fail_hang_and_die(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=1)
    first, second = bed.dns
    async with database(bed):
        _, code = await comes(bed, "ok")
        assert code == 0

        first.start(extra="template IN A {\n match ^db-0 \n rcode NXDOMAIN\n }")
        report, code = await comes(bed, "split")
        assert (code, rcodes(report)) == (1, {ONE: "NXDOMAIN", TWO: "NOERROR"})
        assert of(report, 0)["sentence"].startswith("the servers disagree: coredns-a: NXDOMAIN;")
        advice = report["sets"][0]["advice"]
        commands = {each["command"] for each in advice} - {None}
        context = report["context"]
        assert commands == {f"kubectl --context {context} logs -n kube-system coredns-a --tail=50"}
        assert all("restart" not in (each["command"] or "") for each in advice)

        first.start(extra="acl {\n block\n }")
        second.start(extra="acl {\n block\n }")
        report, code = await comes(bed, "refused")
        assert (code, rcodes(report)) == (1, {ONE: "REFUSED", TWO: "REFUSED"})
        assert (report["zone"], report["zoneSource"]) == ("cluster.local", "assumed")

        corefile = ".:53 {\n  kubernetes shop.example in-addr.arpa {\n  }\n}\n"
        about = {"name": "coredns", "namespace": "kube-system"}
        data = {"Corefile": corefile}
        bed.apply({"apiVersion": "v1", "kind": "ConfigMap", "metadata": about, "data": data})
        report, _ = await comes(bed, "refused")
        assert (report["zone"], report["zoneSource"]) == ("shop.example", "configMap")
        assert of(report, 0)["name"] == "db-0.db.shop.svc.shop.example"
        bed.kubectl("delete", "configmap", "coredns", "-n", "kube-system")

        # Cut from the API server from the beginning: CoreDNS serves without having read anything.
        first.start(api="https://127.0.0.1:1")
        second.start(api="https://127.0.0.1:1")
        report, code = await comes(bed, "servfail")
        assert (code, rcodes(report)) == (1, {ONE: "SERVFAIL", TWO: "SERVFAIL"})

        first.start()
        second.start(zone="shop.example")
        report, _ = await comes(bed, "split")
        first.start(zone="shop.example")
        report, code = await comes(bed, "ok")
        assert (code, report["zone"], report["zoneSource"]) == (0, "shop.example", "ptr")

        second.program.freeze()
        report, code = await comes(bed, "timeout")
        assert (code, rcodes(report)) == (1, {ONE: "NOERROR", TWO: None})
        first.program.freeze()
        report, code = await comes(bed, "timeout", "--cluster-domain", "shop.example")
        assert (code, rcodes(report)) == (1, {ONE: None, TWO: None})
        first.program.thaw()
        second.program.thaw()

        second.program.kill()
        report, code = await comes(bed, "unavailable")
        assert (code, report["transport"]["kind"]) == (1, "portForward")
        assert rcodes(report) == {ONE: "NOERROR", TWO: None}
        assert "connection refused" in of(report, 0)["answers"][1]["why"]


async def test_an_old_answer_from_a_cache_and_one_older_than_any_cache(own_bed: OwnBed) -> None:
    bed = own_bed(nodes=1)
    async with database(bed) as namespace, relay(bed.ports.api) as way:
        name = "db-0.db.shop.svc.cluster.local"
        for server in bed.dns:
            server.start(ttl=30, cache=30)
        await comes(bed, "ok")
        old = of((await comes(bed, "ok"))[0], 0)["expected"]
        await move(namespace, "squatter", old)
        report, code = await comes(bed, "stale")
        found = of(report, 0)
        assert (code, found["layer"]) == (1, "cache")
        assert [each["addresses"] for each in found["answers"]] == [old, old]

        # A watch that hangs: what CoreDNS knows stays as it was, whatever its TTL of 1 s says.
        for server in bed.dns:
            server.start(ttl=1, cache=1, api=f"https://127.0.0.1:{way.port}")
        await comes(bed, "ok")
        way.hang()
        before = of((await comes(bed, "ok"))[0], 0)["expected"]
        await move(namespace, "another", before)
        report, code = await comes_to_say(
            "shop",
            lambda said: (of(said, 0)["verdict"], of(said, 0)["layer"]) == ("stale", "server"),
            kubeconfig=bed.kubeconfig,
        )
        assert code == 1
        found = of(report, 0)
        assert [each["addresses"] for each in found["answers"]] == [before, before]
        assert "does not see the change" in found["sentence"]
        assert await plain(name, "A", port=bed.dns[0].port) == ("NOERROR", before)

"""Every answer `ststui dns` shows is what a plain UDP query to the same CoreDNS gives."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import dns.asyncquery
import dns.flags
import dns.message
import pytest

from tests.real.dns_said import all_plain, comes_to_say, said
from tests.testbed.manifests import client_service, headless_service, statefulset
from tests.testbed.namespace import fresh_namespace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.testbed.api import Api
    from tests.testbed.control_plane import ControlPlane
    from tests.testbed.namespace import Namespace

pytestmark = pytest.mark.real

MANY = 50
"""Pods whose addresses do not fit into one UDP answer of 512 bytes."""

WANTED = {
    "db": {"ok"},
    "web": {"not-headless"},
    "late": {"nxdomain-expected"},
    "early": {"ok"},
    "lost": {"no-service"},
    "missed": {"selector-misses"},
    "ports": {"ok"},
}
"""Set to the verdicts of its ordinals."""


def two_ports(name: str) -> dict[str, Any]:
    made = headless_service(name)
    made["spec"]["ports"] += [{"name": "gossip", "port": 7000, "protocol": "UDP"}]
    return made


async def fill(namespace: Namespace) -> None:
    """Sets that are well, and sets whose names are missing for a reason each."""
    unready = {"ststui.test/unready": "true"}
    await namespace.apply(
        headless_service("db"),
        client_service("web"),
        headless_service("late"),
        headless_service("early", publish_not_ready=True),
        headless_service("missed", app="nobody"),
        two_ports("ports"),
        *(statefulset(name, replicas=2) for name in ("db", "web", "lost", "missed")),
        *(
            statefulset(name, replicas=2, parallel=True, annotations=unready)
            for name in ("late", "early")
        ),
        statefulset("ports", replicas=2, start=5),
    )


def settled(report: Any) -> bool:
    return len(report["sets"]) == len(WANTED) and all(
        {each["verdict"] for each in found["ordinals"]} == WANTED[found["name"]]
        and len(found["ordinals"]) == 2
        and {each["verdict"] for each in found["records"]} <= {"ok", "nxdomain-expected"}
        for found in report["sets"]
    )


def checks_of(report: Any) -> Iterator[tuple[Any, str]]:
    """Every name of every set with its record type."""
    for found in report["sets"]:
        yield found["service"], "A"
        yield from ((each, "A") for each in found["ordinals"])
        yield from ((each, each["type"]) for each in found["records"])


async def test_all_names_of_all_sets_as_plain_queries_answer_them(
    bed: ControlPlane, namespace: Namespace, api: Api
) -> None:
    other = f"test-{os.getpid()}-beside"
    async with fresh_namespace(other, cluster=bed, api=api) as beside:
        compared = dict.fromkeys(("NOERROR", "NXDOMAIN"), 0)
        for space in (namespace, beside):
            await fill(space)
        for space in (namespace, beside):
            report, code = await comes_to_say(space.name, settled, kubeconfig=bed.kubeconfig)
            assert code == 1
            checks = list(checks_of(report))
            kinds = [kind for _, kind in checks]
            assert {kind: kinds.count(kind) for kind in set(kinds)} == {
                "A": 7 * 3,  # a Service and two ordinals each
                "SRV": 5 + 1,  # of headless Services that exist; one has two ports
                "PTR": 3 * 2 + 2,  # of pods whose names must resolve
            }
            names = [(check["name"], kind) for check, kind in checks]
            for index, server in enumerate(bed.dns):
                plain = await all_plain(names, port=server.port)
                for (check, kind), (rcode, values) in zip(checks, plain, strict=True):
                    mine = check["answers"][index]
                    assert mine["server"] == server.pod
                    told = (check["name"], kind, mine["rcode"], mine["addresses"])
                    assert told == (check["name"], kind, rcode, values)
                    compared[rcode] += 1
        assert all(each > 20 for each in compared.values()), compared


async def test_what_does_not_fit_into_a_datagram_is_asked_over_tcp(
    bed: ControlPlane, namespace: Namespace
) -> None:
    await namespace.apply(headless_service("db"), statefulset("db", replicas=MANY, parallel=True))
    await namespace.wait_ready(*(f"db-{n}" for n in range(MANY)), seconds=120)
    server = f"127.0.0.1:{bed.dns[0].port}"
    report, code = await comes_to_say(
        namespace.name,
        lambda report: {each["verdict"] for each, _ in checks_of(report)} == {"ok"},
        "--dns-server",
        server,
        kubeconfig=bed.kubeconfig,
    )
    assert code == 0
    service = report["sets"][0]["service"]
    query = dns.message.make_query(f"{service['name']}.", "A", use_edns=False)
    answer = await dns.asyncquery.udp(query, "127.0.0.1", port=bed.dns[0].port, timeout=5)
    assert answer.flags & dns.flags.TC, "the test would show nothing"
    found = service["answers"][0]
    pods = {each["status"]["podIP"] for each in await namespace.list("Pod")}
    assert (len(found["addresses"]), set(found["addresses"])) == (MANY, pods)
    # The same through port-forwards, which are TCP anyway.
    ended = await said(namespace.name, kubeconfig=bed.kubeconfig)
    assert ended.document["sets"][0]["service"]["answers"][0]["addresses"] == found["addresses"]

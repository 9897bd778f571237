"""DNS over port-forward, and the shell's view of it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import aiohttp
import dns.message
import dns.rcode
import pytest

from ststui.demo.scenarios import manifests
from tests.demo.words import NS, PODS, SETS, web

if TYPE_CHECKING:
    from ststui.demo.running import Demo
    from tests.demo.conftest import Api

pytestmark = pytest.mark.demo

SERVERS = ("coredns-7b5c8-4xk2p", "coredns-7b5c8-w9d6t")


async def ask(demo: Demo, *names: str, kind: str = "A", server: str = SERVERS[0]) -> list[Any]:
    """Several queries in one stream; for each the rcode and the values."""
    path = f"/api/v1/namespaces/kube-system/pods/{server}/portforward?ports=53"
    protocols = ("v4.channel.k8s.io",)
    answers: dict[int, Any] = {}
    queries = [dns.message.make_query(name, kind, id=index) for index, name in enumerate(names)]
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(demo.url + path, protocols=protocols) as socket,
    ):
        assert socket.protocol == "v4.channel.k8s.io"
        assert [await socket.receive_bytes() for _ in range(2)] == [b"\x005\x00", b"\x015\x00"]
        for query in queries:
            wire = query.to_wire()
            framed = struct.pack(">H", len(wire)) + wire
            for byte in framed:
                await socket.send_bytes(bytes((0, byte)))
        buffer = b""
        while len(answers) < len(names):
            message = await socket.receive_bytes()
            assert message[0] == 0
            buffer += message[1:]
            while len(buffer) >= 2 and len(buffer) >= 2 + struct.unpack_from(">H", buffer)[0]:
                (length,) = struct.unpack_from(">H", buffer)
                found = dns.message.from_wire(buffer[2 : 2 + length])
                buffer = buffer[2 + length :]
                values = [item.to_text() for each in found.answer for item in each]
                answers[found.id] = (dns.rcode.to_text(found.rcode()), values)
    return [answers[index] for index in range(len(names))]


async def with_service(api: Api, demo: Demo, *, replicas: int = 2) -> None:
    service = manifests.service("web", namespace=NS)
    await api("POST", f"/api/v1/namespaces/{NS}/services", service)
    await api("POST", SETS, web(replicas=replicas))
    await demo.step(60)


async def test_names_of_ready_pods_resolve(api: Api, demo: Demo) -> None:
    await with_service(api, demo)
    _, listed = await api("GET", PODS)
    ips = [item["status"]["podIP"] for item in listed["items"]]
    answers = await ask(
        demo,
        f"web-0.web.{NS}.svc.cluster.local.",
        f"web-1.web.{NS}.svc.cluster.local.",
        f"web-2.web.{NS}.svc.cluster.local.",
        f"web.{NS}.svc.cluster.local.",
        f"nope.{NS}.svc.cluster.local.",
    )
    assert answers[0] == ("NOERROR", [ips[0]])
    assert answers[1] == ("NOERROR", [ips[1]])
    assert answers[2] == ("NXDOMAIN", [])
    assert answers[3][0] == "NOERROR"
    assert sorted(answers[3][1]) == sorted(ips)
    assert answers[4] == ("NXDOMAIN", [])


async def test_another_family_has_no_data_and_the_zone_is_found(api: Api, demo: Demo) -> None:
    await with_service(api, demo, replicas=1)
    name = f"web-0.web.{NS}.svc.cluster.local."
    assert await ask(demo, name, kind="AAAA") == [("NOERROR", [])]
    pointed = await ask(demo, "1.0.96.10.in-addr.arpa.", kind="PTR")
    assert pointed == [("NOERROR", ["kubernetes.default.svc.cluster.local."])]


async def test_servers_can_fail_apart(api: Api, demo: Demo) -> None:
    await with_service(api, demo, replicas=1)
    name = f"web-0.web.{NS}.svc.cluster.local."
    demo.cluster.name_servers.set_trouble(SERVERS[0], "servfail")
    demo.cluster.name_servers.set_answer(SERVERS[1], name, ("10.9.9.9",))
    assert await ask(demo, name) == [("SERVFAIL", [])]
    assert await ask(demo, name, server=SERVERS[1]) == [("NOERROR", ["10.9.9.9"])]
    demo.cluster.name_servers.set_answer(SERVERS[1], name, ())
    assert await ask(demo, name, server=SERVERS[1]) == [("NXDOMAIN", [])]


async def test_a_closed_port_is_said_on_the_error_channel(api: Api, demo: Demo) -> None:
    await with_service(api, demo, replicas=1)
    url = f"{demo.url}{PODS}/web-0/portforward?ports=54"
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(url, protocols=("v4.channel.k8s.io",)) as socket,
    ):
        await socket.receive_bytes()
        await socket.receive_bytes()
        await socket.send_bytes(b"\x00hello")
        message = await socket.receive_bytes()
    assert message[0] == 1
    assert b"connection refused" in message


async def test_the_view_of_a_client(api: Api, demo: Demo) -> None:
    await with_service(api, demo)
    script = 'for n in web-0.web web-7.web; do getent hosts "$n"; echo "rc=$?"; done'
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"{demo.url}{PODS}/web-0/exec",
            params=[("command", "sh"), ("command", "-c"), ("command", script), ("stdout", "true")],
            protocols=("v5.channel.k8s.io", "v4.channel.k8s.io"),
        ) as socket,
    ):
        assert socket.protocol == "v5.channel.k8s.io"
        output = await socket.receive_bytes()
        status = await socket.receive_bytes()
    lines = output[1:].decode().splitlines()
    assert lines[0].endswith(f"web-0.web.{NS}.svc.cluster.local")
    assert lines[1:] == ["rc=0", "rc=2"]
    assert status[0] == 3
    assert b'"Success"' in status

"""Through a proxy: tunnels, logins, and a proxy that says no."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import open_session
from ststui.cluster.trouble import Response, Trouble
from ststui.errors import KubeconfigError
from tests.cluster.loopback import kubeconfig, served, session_to
from tests.cluster.test_tls import server_side
from tests.testbed.certificates import Authority

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

pytestmark = pytest.mark.demo


async def ok(_: web.Request) -> web.StreamResponse:
    return web.json_response({})


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while piece := await reader.read(65_536):
            writer.write(piece)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def tunnel(*, refuse: str = "") -> AsyncIterator[tuple[str, list[str]]]:
    """A proxy that understands CONNECT only; the heads of the requests it got."""
    heads: list[str] = []

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        heads.append(head)
        method, target, _ = head.split(" ", 2)
        if refuse or method != "CONNECT":
            writer.write(f"HTTP/1.1 {refuse or '405 No'}\r\nContent-Length: 0\r\n\r\n".encode())
            writer.close()
            return
        host, _, port = target.rpartition(":")
        there, back = await asyncio.open_connection(host, int(port))
        writer.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        await asyncio.gather(pump(reader, back), pump(there, writer))

    server = await asyncio.start_server(handle, "127.0.0.1", 0)
    try:
        yield f"127.0.0.1:{server.sockets[0].getsockname()[1]}", heads
    finally:
        server.close()


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


async def test_https_goes_through_a_tunnel(tmp_path: Path, authority: Authority) -> None:
    async with served(ok, tls=server_side(authority)) as server, tunnel() as (proxy, heads):
        cluster = {"certificate-authority": "ca.crt", "proxy-url": f"http://me:secret@{proxy}"}
        config = kubeconfig(tmp_path, server=server.url, cluster=cluster, user={"token": "t"})
        async with session_to(config) as session:
            assert isinstance(await session.get("/"), Response)
            async with session.stream("/") as stream:
                assert not isinstance(stream, Trouble)
    assert heads[0].startswith(f"CONNECT 127.0.0.1:{server.port} ")
    assert "Proxy-Authorization: Basic bWU6c2VjcmV0" in heads[0]
    assert "Bearer" not in "".join(heads)
    assert server.requests[0].headers["Authorization"] == "Bearer t"


async def test_a_plain_server_is_asked_for_by_its_whole_address(tmp_path: Path) -> None:
    async with served(ok) as proxy:
        cluster = {"proxy-url": proxy.url}
        config = kubeconfig(tmp_path, server="http://api.invalid:8001", cluster=cluster)
        async with session_to(config) as session:
            assert isinstance(await session.get("/api/v1/pods"), Response)
    assert str(proxy.requests[0].url) == "http://api.invalid:8001/api/v1/pods"


async def test_the_environment_names_a_proxy(tmp_path: Path) -> None:
    async with served(ok) as proxy:
        flags = ConnectionFlags(kubeconfig=str(kubeconfig(tmp_path, server="http://api.invalid")))
        async with open_session(flags, environment={"HTTP_PROXY": proxy.url}) as session:
            assert isinstance(await session.get("/"), Response)
        direct = {"HTTP_PROXY": proxy.url, "NO_PROXY": ".invalid"}
        async with open_session(flags, environment=direct) as session:
            assert isinstance(await session.get("/"), Trouble)
    assert len(proxy.requests) == 1


@pytest.mark.parametrize("refuse", ["407 Login", "403 No", "502 Bad"])
async def test_a_proxy_that_refuses_is_named_without_its_password(
    tmp_path: Path, refuse: str
) -> None:
    async with tunnel(refuse=refuse) as (proxy, _):
        cluster = {"proxy-url": f"http://me:secret@{proxy}"}
        config = kubeconfig(tmp_path, server="https://api.invalid", cluster=cluster)
        async with session_to(config) as session:
            answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "proxy"
    assert f"http://{proxy}" in answer.text
    assert refuse[:3] in answer.text
    assert "secret" not in answer.text


async def test_a_proxy_that_is_not_there(tmp_path: Path) -> None:
    async with tunnel() as (proxy, _):
        pass
    config = kubeconfig(
        tmp_path, server="https://x.invalid", cluster={"proxy-url": f"http://{proxy}"}
    )
    async with session_to(config) as session:
        answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "proxy"
    assert proxy in answer.text


async def test_the_scheme_of_a_proxy_may_be_in_capitals(tmp_path: Path) -> None:
    async with served(ok) as proxy:
        cluster = {"proxy-url": proxy.url.replace("http", "HTTP")}
        config = kubeconfig(tmp_path, server="http://api.invalid:8001", cluster=cluster)
        async with session_to(config) as session:
            assert isinstance(await session.get("/"), Response)


@pytest.mark.parametrize(
    "address",
    ["socks5://bob:secret@127.0.0.1:1080", "bob:secret@h:1", "http://bob:secret@[::1"],
)
async def test_a_refused_proxy_is_named_without_its_password(tmp_path: Path, address: str) -> None:
    config = kubeconfig(tmp_path, server="https://x.invalid", cluster={"proxy-url": address})
    with pytest.raises(KubeconfigError) as caught:
        async with session_to(config):
            pass
    assert "secret" not in str(caught.value)
    assert "the proxy" in str(caught.value)
    assert caught.value.try_


async def test_socks5_is_refused_with_what_to_do_instead(tmp_path: Path) -> None:
    cluster = {"proxy-url": "socks5://127.0.0.1:1080"}
    config = kubeconfig(tmp_path, server="https://x.invalid", cluster=cluster)
    with pytest.raises(KubeconfigError, match="socks5") as caught:
        async with session_to(config):
            pass
    assert "ssh -L" in caught.value.try_


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:1080", "ftp://x"])
async def test_a_proxy_of_another_sort_is_refused(tmp_path: Path, address: str) -> None:
    cluster: dict[str, Any] = {"proxy-url": address}
    config = kubeconfig(tmp_path, server="https://x.invalid", cluster=cluster)
    with pytest.raises(KubeconfigError, match="is not http or https"):
        async with session_to(config):
            pass

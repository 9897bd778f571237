"""Verbs give values: headers that go out, answers that come in, over real HTTP."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from ststui.cluster.stream import Stream
from ststui.cluster.trouble import Response, Trouble
from ststui.cluster.websocket import WebSocket
from tests.cluster.loopback import kubeconfig, served, session_to

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.demo


async def ok(_: web.Request) -> web.StreamResponse:
    return web.json_response({"ok": True})


async def test_headers_of_login_impersonation_and_agent(tmp_path: Path) -> None:
    user = {
        "token": "secret",
        "as": "boss",
        "as-uid": "7",
        "as-groups": ["a", "b"],
        "as-user-extra": {"Acme.com/Project": ["x", "y"]},
    }
    async with served(ok) as server:
        config = kubeconfig(tmp_path, server=server.url, user=user)
        async with session_to(config) as session:
            answer = await session.get("/api/v1/pods", query={"labelSelector": "a in (b,c),d!=e"})
    assert isinstance(answer, Response)
    assert (answer.status, answer.body) == (200, b'{"ok": true}')
    (request,) = server.requests
    assert request.query["labelSelector"] == "a in (b,c),d!=e"
    assert request.headers["Authorization"] == "Bearer secret"
    assert request.headers["Impersonate-User"] == "boss"
    assert request.headers["Impersonate-Uid"] == "7"
    assert request.headers.getall("Impersonate-Group") == ["a", "b"]
    assert request.headers.getall("Impersonate-Extra-Acme.com%2fProject".lower()) == ["x", "y"]
    assert request.headers["User-Agent"].startswith("ststui/")
    assert request.headers["Accept-Encoding"] == "gzip"


async def test_name_and_password(tmp_path: Path) -> None:
    async with served(ok) as server:
        user = {"username": "me", "password": "pässword"}
        async with session_to(kubeconfig(tmp_path, server=server.url, user=user)) as session:
            await session.get("/")
    assert server.requests[0].headers["Authorization"] == "Basic bWU6cMOkc3N3b3Jk"


async def test_a_server_below_a_path(tmp_path: Path) -> None:
    async with served(ok) as server:
        config = kubeconfig(tmp_path, server=f"{server.url}/k8s/clusters/c-1/")
        async with session_to(config) as session:
            await session.get("/api/v1/pods")
    assert server.requests[0].path == "/k8s/clusters/c-1/api/v1/pods"


async def test_compression_is_taken_and_can_be_declined(tmp_path: Path) -> None:
    async def big(_: web.Request) -> web.StreamResponse:
        answer = web.Response(body=b"x" * 100_000)
        answer.enable_compression()
        return answer

    async with served(big) as server:
        async with session_to(kubeconfig(tmp_path, server=server.url)) as session:
            packed = await session.get("/")
        config = kubeconfig(tmp_path, server=server.url, cluster={"disable-compression": True})
        async with session_to(config) as session:
            plain = await session.get("/")
    assert isinstance(packed, Response)
    assert isinstance(plain, Response)
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.body == plain.body == b"x" * 100_000


async def test_sending_a_patch(tmp_path: Path) -> None:
    bodies = []

    async def take(request: web.Request) -> web.StreamResponse:
        bodies.append(await request.read())
        return web.json_response({}, status=201)

    async with (
        served(take) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
    ):
        answer = await session.send(
            "PATCH",
            "/apis/apps/v1/namespaces/shop/statefulsets/db",
            body=b"[]",
            content_type="application/json-patch+json",
            query={"dryRun": "All"},
        )
    assert isinstance(answer, Response)
    assert answer.status == 201
    (request,) = server.requests
    assert (request.method, request.query["dryRun"]) == ("PATCH", "All")
    assert request.headers["Content-Type"] == "application/json-patch+json"
    assert bodies == [b"[]"]


async def test_a_gateway_s_page_does_not_leak(tmp_path: Path) -> None:
    async def page(_: web.Request) -> web.StreamResponse:
        return web.Response(status=502, text="<html>Bad Gateway</html>", content_type="text/html")

    async with (
        served(page) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
    ):
        answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "serverError"
    assert server.url in answer.text
    assert "<" not in answer.text


async def test_redirects_are_not_followed(tmp_path: Path) -> None:
    async def elsewhere(_: web.Request) -> web.StreamResponse:
        return web.Response(status=302, headers={"Location": "http://elsewhere.invalid/"})

    async with (
        served(elsewhere) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
    ):
        answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert (answer.kind, answer.status) == ("malformed", 302)


async def test_nothing_listens(tmp_path: Path) -> None:
    async with served(ok) as server:
        url = server.url
    async with session_to(kubeconfig(tmp_path, server=url)) as session:
        answer = await session.get("/")
        async with session.stream("/") as stream:
            assert isinstance(stream, Trouble)
        async with session.websocket("/") as socket:
            assert isinstance(socket, Trouble)
    assert isinstance(answer, Trouble)
    assert answer.kind == "unreachable"
    assert url in answer.text
    assert "connection refused" in answer.text


async def test_a_name_without_an_address(tmp_path: Path) -> None:
    async with session_to(kubeconfig(tmp_path, server="http://nowhere.invalid:1")) as session:
        answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "unreachable"
    assert "nowhere.invalid" in answer.text


async def test_a_server_that_does_not_speak_http(tmp_path: Path) -> None:
    async def babble(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(babble, "127.0.0.1", 0)
    async with server:
        port = server.sockets[0].getsockname()[1]
        url = f"http://127.0.0.1:{port}"
        async with session_to(kubeconfig(tmp_path, server=url)) as session:
            answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind in {"malformed", "unreachable"}


async def test_the_request_timeout_of_the_flag(tmp_path: Path) -> None:
    async def never(_: web.Request) -> web.StreamResponse:
        await asyncio.Event().wait()
        raise AssertionError

    async with served(never) as server:
        config = kubeconfig(tmp_path, server=server.url)
        async with session_to(config, request_timeout=0.1) as session:
            answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert answer.kind == "timeout"


async def test_a_stream_gives_chunks_as_they_come(tmp_path: Path) -> None:
    go_on = asyncio.Event()

    async def slow(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"X-Mark": "1"})
        await answer.prepare(request)
        await answer.write(b"first")
        await go_on.wait()
        await answer.write(b"second")
        return answer

    async with (
        served(slow) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
        session.stream("/log") as stream,
    ):
        assert isinstance(stream, Stream)
        assert (stream.status, stream.headers["x-mark"]) == (200, "1")
        assert await anext(stream) == b"first"
        go_on.set()
        assert [chunk async for chunk in stream] == [b"second"]
        assert stream.trouble is None


async def test_a_stream_that_is_cut_or_silent_says_so(tmp_path: Path) -> None:
    async def part(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse()
        await answer.prepare(request)
        await answer.write(b"part")
        if request.path == "/cut":
            assert request.transport is not None
            request.transport.close()
        else:
            await asyncio.Event().wait()
        return answer

    async with (
        served(part) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
    ):
        for path, kind in (("/cut", "unreachable"), ("/silent", "timeout")):
            async with session.stream(path, idle_timeout=0.2) as stream:
                assert isinstance(stream, Stream)
                assert [chunk async for chunk in stream] == [b"part"]
                assert stream.trouble is not None
                assert stream.trouble.kind == kind


async def test_a_refused_stream_is_trouble(tmp_path: Path) -> None:
    async def gone(_: web.Request) -> web.StreamResponse:
        body = {"kind": "Status", "message": "too old", "reason": "Expired", "code": 410}
        return web.json_response(body, status=410)

    async with (
        served(gone) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
        session.stream("/") as stream,
    ):
        assert isinstance(stream, Trouble)
        assert (stream.kind, stream.reason) == ("gone", "Expired")


async def test_a_websocket(tmp_path: Path) -> None:
    async def echo(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse(protocols=("v4.channel.k8s.io",))
        await socket.prepare(request)
        async for message in socket:
            await socket.send_bytes(message.data)
            await socket.close()
        return socket

    async with (
        served(echo) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
        session.websocket(
            "/exec",
            query=[("command", "ls"), ("command", "-l")],
            protocols=("v5.channel.k8s.io", "v4.channel.k8s.io"),
        ) as socket,
    ):
        assert isinstance(socket, WebSocket)
        assert socket.protocol == "v4.channel.k8s.io"
        assert await socket.send(b"\x00hello") is None
        assert [message async for message in socket] == [b"\x00hello"]
        assert socket.trouble is None
    assert server.requests[0].query.getall("command") == ["ls", "-l"]


async def test_a_refused_websocket(tmp_path: Path) -> None:
    async def refuse(_: web.Request) -> web.StreamResponse:
        return web.Response(status=403)

    async with (
        served(refuse) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
        session.websocket("/exec") as socket,
    ):
        assert isinstance(socket, Trouble)
        assert (socket.kind, socket.status) == ("denied", 403)


async def test_the_server_s_clock_is_heard(tmp_path: Path) -> None:
    async def early(_: web.Request) -> web.StreamResponse:
        date = datetime.now(UTC) + timedelta(days=1)
        return web.Response(headers={"Date": format_datetime(date, usegmt=True)})

    async with (
        served(early) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
    ):
        await session.get("/")
        ahead = session.now() - datetime.now(UTC)
    assert timedelta(hours=23) < ahead < timedelta(hours=25)


async def test_a_token_file_is_read_again(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("first\n")
    async with served(ok) as server:
        config = kubeconfig(tmp_path, server=server.url, user={"tokenFile": "token"})
        async with session_to(config) as session:
            await session.get("/")
            token.write_text("second\n")
            await session.get("/")
            token.write_text("\n")
            await session.get("/")
            token.unlink()
            await session.get("/")
    shown = [request.headers["Authorization"] for request in server.requests]
    assert shown == ["Bearer first", *["Bearer second"] * 3]


async def test_a_token_file_that_is_empty_from_the_start(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("")
    config = kubeconfig(tmp_path, server="http://127.0.0.1:1", user={"tokenFile": "token"})
    async with session_to(config) as session:
        answer = await session.get("/")
    assert isinstance(answer, Trouble)
    assert "is empty" in answer.text


async def test_a_token_file_that_is_not_there(tmp_path: Path) -> None:
    async with served(ok) as server:
        config = kubeconfig(tmp_path, server=server.url, user={"tokenFile": "token"})
        async with session_to(config) as session:
            answer = await session.get("/")
            assert await session.login() == answer
    assert isinstance(answer, Trouble)
    assert answer.kind == "unauthorized"
    assert str(tmp_path / "token") in answer.text
    assert not server.requests


async def test_no_connection_stays_open(tmp_path: Path) -> None:
    open_ones: set[asyncio.StreamWriter] = set()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        open_ones.add(writer)
        while await reader.read(1000):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        open_ones.discard(writer)
        closed.set()
        writer.close()

    closed = asyncio.Event()
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with session_to(kubeconfig(tmp_path, server=url)) as session:
            assert isinstance(await session.get("/"), Response)
            assert isinstance(await session.get("/"), Response)
            assert len(open_ones) == 1
        await closed.wait()
        assert not open_ones


async def test_a_websocket_whose_other_side_says_no_farewell(tmp_path: Path) -> None:
    never = asyncio.Event()

    async def handler(request: web.Request) -> web.StreamResponse:
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        await never.wait()  # reads nothing, so no close frame is answered
        return socket

    async with (
        served(handler) as server,
        session_to(kubeconfig(tmp_path, server=server.url)) as session,
        asyncio.timeout(8),  # aiohttp alone would wait 10 s
        session.websocket("/") as socket,
    ):
        assert isinstance(socket, WebSocket)

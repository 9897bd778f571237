"""The portforward subresource of pods, over v4.channel.k8s.io.

k8s.io/cri-streaming/pkg/streaming/portforward/websocket.go 0.36: port i has the channels 2i (data)
and 2i+1 (errors); the first message on each is the port's number, little endian.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import WSMsgType, web

from ststui.demo import refusal
from ststui.demo.api.reach import check_reachable
from ststui.demo.fields import at, labels_of, name_of, uid_of

if TYPE_CHECKING:
    from ststui.demo.api.target import Target
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json

_PROTOCOLS = ("v4.channel.k8s.io",)
_DNS_PORT = 53


@dataclass(slots=True, kw_only=True)
class _Stream:
    """One forwarded port."""

    port: int
    buffer: bytearray = field(default_factory=bytearray)


async def port_forward(
    cluster: Cluster, request: web.Request, target: Target
) -> web.StreamResponse:
    """Forward ports of a pod: DNS where it is a DNS pod, a line of text elsewhere.

    Raises:
        RefusedError: 400 without an upgrade or ports, 404 without the pod.
    """
    pod = cluster.registry.get(target.kind, target.namespace, target.name)
    check_reachable(cluster, pod)
    texts = [part for item in request.query.getall("ports", []) for part in item.split(",")]
    if not texts or not all(text.isdigit() for text in texts):
        raise refusal.bad_request('query parameter "ports" is required')
    socket = web.WebSocketResponse(protocols=_PROTOCOLS)
    if not socket.can_prepare(request).ok:
        raise refusal.bad_request("Upgrade request required")
    await socket.prepare(request)
    streams = [_Stream(port=int(text)) for text in texts]
    for index, stream in enumerate(streams):
        number = struct.pack("<H", stream.port)
        await socket.send_bytes(bytes((2 * index,)) + number)
        await socket.send_bytes(bytes((2 * index + 1,)) + number)
    async for message in socket:
        if message.type is not WSMsgType.BINARY or not message.data:
            continue
        index, data = message.data[0] // 2, message.data[1:]
        if message.data[0] % 2 or index >= len(streams):
            continue
        trouble = _refusal(pod, streams[index].port)
        if trouble:
            await socket.send_bytes(bytes((2 * index + 1,)) + trouble.encode())
            break
        answer = _answer(cluster, pod, streams[index], data)
        if answer:
            await socket.send_bytes(bytes((2 * index,)) + answer)
    await socket.close()
    return socket


def _refusal(pod: Json, port: int) -> str:
    open_ports = {
        item["containerPort"]
        for container in at(pod, "spec", "containers", default=())
        for item in container.get("ports", ())
    }
    if port in open_ports:
        return ""
    return (
        f"error forwarding port {port} to pod {uid_of(pod)}, uid : failed to execute portforward "
        f"in network namespace: failed to connect to localhost:{port} inside namespace "
        f'"{uid_of(pod)}", IPv4: dial tcp4 127.0.0.1:{port}: connect: connection refused'
    )


def _answer(cluster: Cluster, pod: Json, stream: _Stream, data: bytes) -> bytes:
    stream.buffer += data
    if labels_of(pod).get("k8s-app") == "kube-dns" and stream.port == _DNS_PORT:
        return _dns(cluster, name_of(pod), stream.buffer)
    if b"\n" not in stream.buffer:
        return b""
    stream.buffer.clear()
    text = f"{name_of(pod)} of the demo cluster\n".encode()
    if data.startswith((b"GET ", b"HEAD ")):
        head = f"HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {len(text)}\r\n\r\n"
        return head.encode() + text
    return text


def _dns(cluster: Cluster, pod: str, buffer: bytearray) -> bytes:
    """Answers to all whole queries in the buffer, each with its length in front (RFC 1035)."""
    answers = b""
    while len(buffer) >= 2:
        (length,) = struct.unpack_from(">H", buffer)
        if len(buffer) < 2 + length:
            break
        wire = bytes(buffer[2 : 2 + length])
        del buffer[: 2 + length]
        found = cluster.name_servers.answer(pod, wire)
        if found is not None:
            answers += struct.pack(">H", len(found)) + found
    return answers

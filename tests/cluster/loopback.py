"""Servers on loopback, kubeconfigs for them, and certificates that are wrong in one way."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.session import Session, open_session

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

    from tests.testbed.certificates import Authority


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    url: str
    requests: list[web.Request]
    """Every request, in order."""

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])


@asynccontextmanager
async def served(
    handler: Callable[[web.Request], Awaitable[web.StreamResponse]],
    *,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[Server]:
    """Serve every path and method by one handler."""
    seen: list[web.Request] = []

    async def handle(request: web.Request) -> web.StreamResponse:
        seen.append(request)
        return await handler(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0, ssl_context=tls)
        await site.start()
        port = runner.addresses[0][1]
        yield Server(f"{'https' if tls else 'http'}://127.0.0.1:{port}", seen)
    finally:
        await runner.cleanup()


def kubeconfig(
    folder: Path,
    *,
    server: str,
    user: dict[str, Any] | None = None,
    cluster: dict[str, Any] | None = None,
) -> Path:
    """Write a kubeconfig of one context (JSON is YAML)."""
    path = folder / "kubeconfig"
    path.write_text(
        json.dumps(
            {
                "current-context": "here",
                "contexts": [{"name": "here", "context": {"cluster": "loop", "user": "me"}}],
                "clusters": [{"name": "loop", "cluster": {"server": server, **(cluster or {})}}],
                "users": [{"name": "me", "user": user or {}}],
            }
        )
    )
    return path


@asynccontextmanager
async def session_to(path: Path, **flags: Any) -> AsyncIterator[Session]:
    """A session by that kubeconfig, with no environment."""
    found = ConnectionFlags(kubeconfig=str(path), **flags)
    async with open_session(found, environment={}) as session:
        yield session


def certificate(
    ends: dt.datetime, *, name: str = "x", authority: Authority | None = None
) -> tuple[bytes, bytes]:
    """A certificate signed by an authority or by itself, and its key, as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    issuer = authority._name if authority else subject
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime(1990, 1, 1, tzinfo=dt.UTC))
        .not_valid_after(ends)
        .sign(authority._key if authority else key, hashes.SHA256())
    )
    return (
        made.public_bytes(serialization.Encoding.PEM),
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ),
    )

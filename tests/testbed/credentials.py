"""What a kubeconfig's current context says, read for the tests' own client."""

from __future__ import annotations

import base64
import ssl
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Credentials:
    """Where to connect, and how to say who asks."""

    server: str
    ssl: ssl.SSLContext
    headers: dict[str, str]


def credentials(kubeconfig: dict[str, Any]) -> Credentials:
    """Read embedded or file-based certificates and tokens (no exec plugins)."""
    context = _named(kubeconfig["contexts"], kubeconfig["current-context"])["context"]
    cluster = _named(kubeconfig["clusters"], context["cluster"])["cluster"]
    user = _named(kubeconfig["users"], context["user"])["user"]
    authority = _content(cluster, "certificate-authority")
    trust = ssl.create_default_context(cadata=authority.decode() if authority else None)
    certificate, key = _content(user, "client-certificate"), _content(user, "client-key")
    if certificate and key:
        # ssl loads client certificates from files only.
        with tempfile.NamedTemporaryFile() as both:
            both.write(certificate + b"\n" + key)
            both.flush()
            trust.load_cert_chain(both.name)
    token = user.get("token")
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return Credentials(server=cluster["server"], ssl=trust, headers=headers)


def _named(entries: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(entry for entry in entries if entry["name"] == name)


def _content(entry: dict[str, Any], key: str) -> bytes | None:
    if data := entry.get(f"{key}-data"):
        return base64.b64decode(data)
    return Path(entry[key]).read_bytes() if key in entry else None

"""Kubeconfig files with everything inside, so that one file can be copied anywhere."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testbed.certificates import Certificate


def write_kubeconfig(
    path: Path,
    *,
    server: str,
    authority: Path,
    user: Certificate | str,
    namespace: str = "default",
) -> Path:
    """Write a kubeconfig with one context named ``testbed``, readable only by its owner.

    Args:
        path: the file to write.
        server: URL of the API server.
        authority: the certificate of the authority that signed the server's.
        user: a client certificate, or a bearer token.
        namespace: the context's namespace.
    """
    credentials: dict[str, str] = (
        {"token": user}
        if isinstance(user, str)
        else {
            "client-certificate-data": _encoded(user.certificate),
            "client-key-data": _encoded(user.key),
        }
    )
    content: dict[str, Any] = {
        "apiVersion": "v1",
        "kind": "Config",
        "clusters": [
            {
                "name": "testbed",
                "cluster": {"server": server, "certificate-authority-data": _encoded(authority)},
            }
        ],
        "users": [{"name": path.stem, "user": credentials}],
        "contexts": [
            {
                "name": "testbed",
                "context": {"cluster": "testbed", "user": path.stem, "namespace": namespace},
            }
        ],
        "current-context": "testbed",
    }
    path.touch(mode=0o600)
    path.write_text(yaml.safe_dump(content, sort_keys=False))
    return path


def _encoded(path: Path) -> str:
    return base64.b64encode(path.read_bytes()).decode()

"""The kubeconfig of a running demo: private, locked while it runs, swept when that is over."""

from __future__ import annotations

import fcntl
import json
import os
import secrets
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PREFIX = "demo-"
_SUFFIX = ".kubeconfig"


def runtime_folder() -> Path:
    """The private folder for files of running demos, made if need be.

    Returns:
        A folder nobody else can read: in the user's runtime folder, else in the temporary one.

    Raises:
        OSError: If none can be made, or it belongs to somebody else.
    """
    runtime = os.environ.get("XDG_RUNTIME_DIR")
    if runtime and os.access(runtime, os.W_OK):
        folder = Path(runtime) / "ststui"
    else:
        folder = Path(tempfile.gettempdir()) / f"ststui-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.getuid():
        raise PermissionError(
            f"{folder} belongs to somebody else; remove it or set XDG_RUNTIME_DIR"
        )
    folder.chmod(0o700)
    return folder


def sweep(folder: Path) -> None:
    """Remove kubeconfigs whose demo is gone: nobody holds their lock."""
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError), path.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()


def content(url: str, namespace: str) -> str:
    """A kubeconfig for a demo, as JSON, which is YAML too."""
    return json.dumps(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "demo",
            "clusters": [{"name": "demo", "cluster": {"server": url}}],
            "users": [{"name": "demo", "user": {}}],
            "contexts": [
                {
                    "name": "demo",
                    "context": {"cluster": "demo", "user": "demo", "namespace": namespace},
                }
            ],
        },
        indent=2,
    )


@contextmanager
def kubeconfig_file(url: str, namespace: str) -> Iterator[Path]:
    """A kubeconfig file for as long as a demo runs.

    Args:
        url: The demo's API.
        namespace: Where its user starts.

    Yields:
        The file's path.
    """
    folder = runtime_folder()
    sweep(folder)
    path = folder / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}"
    fresh = path.with_suffix(".new")
    number = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(number, "w") as file:
        # Locked before it has its final name, so that no sweep can take it for a dead one.
        fcntl.flock(file, fcntl.LOCK_EX)
        file.write(content(url, namespace))
        file.flush()
        fresh.rename(path)
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

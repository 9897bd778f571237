"""Getting credentials by running a program: client.authentication.k8s.io.

As client-go v0.36.3, plugin/pkg/client/auth/exec/exec.go, but for two things that a terminal
program needs: a plugin that may not use the terminal gets a session of its own without one, and a
plugin that does not end is given up.
"""

import asyncio
import contextlib
import os
import signal
from base64 import b64encode
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Final

import msgspec

from ststui.cluster.answer import one_line
from ststui.cluster.credential import Credential
from ststui.cluster.kubeconfig_file import Cluster, ExecConfig
from ststui.errors import LoginError

PATIENCE: Final = 60.0
"""Seconds that a plugin may take when nobody can answer its questions."""

PATIENCE_WITH_PEOPLE: Final = 600.0
"""Seconds that a plugin may take when it can talk to a person (a login in a browser)."""

API_VERSIONS: Final = (
    "client.authentication.k8s.io/v1",
    "client.authentication.k8s.io/v1beta1",
)
"""Versions that kubectl knows."""

_EXTENSION: Final = "client.authentication.k8s.io/exec"


class _Status(msgspec.Struct, frozen=True, rename="camel"):
    expiration_timestamp: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    token: str | None = None
    client_certificate_data: str | None = None
    client_key_data: str | None = None


class _ExecCredential(msgspec.Struct, frozen=True, rename="camel"):
    api_version: str = ""
    status: _Status | None = None


async def run_plugin(
    config: ExecConfig,
    *,
    cluster: Cluster,
    interactive: bool,
    patience: float | None = None,
) -> Credential:
    """Run the plugin and take what it prints.

    Args:
        config: The kubeconfig's exec section.
        cluster: The cluster, told to the plugin if it wants to know.
        interactive: Whether the plugin gets the terminal: standard input, and standard error so
            that its questions can be read.
        patience: Seconds to wait; the default depends on `interactive`.

    Returns:
        The credential.

    Raises:
        LoginError: The plugin is missing, fails, does not end or prints something else.
    """
    if config.api_version not in API_VERSIONS:
        raise LoginError(
            f'exec plugin {config.command} wants apiVersion "{config.api_version}"',
            try_=f"known are {' and '.join(API_VERSIONS)}",
        )
    printed = await _run(
        config,
        information=_information(config, cluster=cluster, interactive=interactive),
        interactive=interactive,
        patience=patience or (PATIENCE_WITH_PEOPLE if interactive else PATIENCE),
    )
    try:
        answer = msgspec.json.decode(printed, type=_ExecCredential)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise _failed(config, "prints no ExecCredential") from None
    if answer.api_version != config.api_version:
        raise _failed(config, f'answers in version "{one_line(answer.api_version)}"')
    status = answer.status or _Status()
    if bool(status.client_certificate_data) != bool(status.client_key_data):
        raise _failed(config, "gives a certificate or a key but not both")
    if not (status.token or status.client_certificate_data):
        raise _failed(config, "gives neither a token nor a certificate")
    expires = status.expiration_timestamp
    return Credential(
        token=status.token or "",
        certificate=(status.client_certificate_data or "").encode(),
        key=(status.client_key_data or "").encode(),
        # Go's zero time is "no end" to client-go (credsExpired).
        expires=None if expires is None or expires.year == 1 else expires,
    )


async def _run(
    config: ExecConfig, *, information: bytes, interactive: bool, patience: float
) -> bytes:
    environment = {
        **os.environ,
        **{each.name: each.value for each in config.env or ()},
        "KUBERNETES_EXEC_INFO": information.decode(),
    }
    try:
        process = await asyncio.create_subprocess_exec(
            config.command,
            *(config.args or ()),
            env=environment,
            stdin=None if interactive else asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=None if interactive else asyncio.subprocess.PIPE,
            # Without a session of its own it could open /dev/tty and read the program's keys.
            start_new_session=not interactive,
        )
    except OSError as error:
        raise _failed(config, f"cannot be run ({os.strerror(error.errno or 0).lower()})") from None
    except ValueError:
        # A NUL anywhere, or "=" in the name of a variable.
        raise LoginError(
            f"exec plugin {one_line(config.command)} has a character in its command, arguments or"
            " variables that no program can be given",
            try_="correct exec in the kubeconfig",
        ) from None
    try:
        async with asyncio.timeout(patience):
            printed, said = await process.communicate()
    except TimeoutError:
        raise _failed(config, f"did not end within {patience:g} s") from None
    finally:
        if process.returncode is None:
            await _stop(process, group=not interactive)
    if process.returncode:
        words = one_line((said or b"").decode(errors="replace"))
        raise _failed(config, f"failed with exit code {process.returncode}", words=words)
    return printed


async def _stop(process: asyncio.subprocess.Process, *, group: bool) -> None:
    """Kill the plugin, its children too where it leads a session.

    One that has the terminal is of ststui's own process group, so that ctrl-c and ctrl-z reach
    both; its children cannot be told from others and are left to end by themselves.
    """
    with contextlib.suppress(ProcessLookupError):
        if group:
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    if group:
        # Reading to the end closes the pipes; a child that holds them open was killed as well.
        await process.communicate()
    else:
        # The only way not to wait for the pipe that a child holds open.
        process._transport.close()  # type: ignore[attr-defined]  # noqa: SLF001
        await process.wait()


def _information(config: ExecConfig, *, cluster: Cluster, interactive: bool) -> bytes:
    spec: dict[str, Any] = {"interactive": interactive}
    if config.provide_cluster_info:
        spec["cluster"] = _cluster_information(cluster)
    return msgspec.json.encode(
        {"kind": "ExecCredential", "apiVersion": config.api_version, "spec": spec}
    )


def _cluster_information(cluster: Cluster) -> dict[str, Any]:
    """The cluster as ExecCredential.spec.cluster: file contents instead of paths."""
    authority = cluster.certificate_authority_data
    if not authority and cluster.certificate_authority:
        with contextlib.suppress(OSError):
            authority = Path(cluster.certificate_authority).read_bytes()
    told = {
        "server": cluster.server,
        "tls-server-name": cluster.tls_server_name,
        "insecure-skip-tls-verify": cluster.insecure_skip_tls_verify,
        "certificate-authority-data": b64encode(authority).decode(),
        "proxy-url": cluster.proxy_url,
        "disable-compression": cluster.disable_compression,
        "config": next(
            (e.extension for e in cluster.extensions or () if e.name == _EXTENSION), None
        ),
    }
    return {key: value for key, value in told.items() if value}


def _failed(config: ExecConfig, what: str, *, words: str = "") -> LoginError:
    hint = one_line(config.install_hint) if "cannot be run" in what else ""
    said = f": {words}" if words else ""
    return LoginError(
        f"exec plugin {config.command} {what}{said}",
        try_=hint or f"run {config.command} by hand to see what it says",
    )

"""What was asked for, as typed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ststui.cli.streams import spells_symbols
from ststui.cluster.flags import ConnectionFlags
from ststui.errors import UsageError
from ststui.settings import Settings, load

if TYPE_CHECKING:
    import argparse

    from ststui.model.stateful_set import Selector
    from ststui.settings.settings import DnsMode

_CONNECTION = (
    "kubeconfig",
    "context",
    "cluster",
    "user",
    "namespace",
    "as_user",
    "request_timeout",
    "token",
    "server",
    "certificate_authority",
    "client_certificate",
    "client_key",
    "insecure_skip_tls_verify",
    "tls_server_name",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """Flags that every command has."""

    flags: ConnectionFlags
    all_namespaces: bool = False
    selector: Selector | None = None
    selector_text: str = ""
    """The same as written."""
    read_only: bool = False
    ascii_only: bool = False
    theme: str = "dark"
    mouse: bool = True
    dns: DnsMode | None = None
    """When DNS is asked; None = as the context's protection says."""
    dns_server: tuple[str, int] | None = None
    """Address and port."""
    cluster_domain: str | None = None
    log_file: str | None = None
    log_level: str = "warning"
    utc: bool = False
    """Whether the log tells the time in UTC; what is shown of the cluster always does."""
    settings: Settings = field(default_factory=Settings)
    """As in the file; what a flag overrides stands above."""


def options(parsed: argparse.Namespace) -> Options:
    """Typed values of parsed flags.

    Raises:
        UsageError: the selector is none, or the settings are not right.
    """
    settings = load()
    given: dict[str, Any] = vars(parsed)
    found = _selector(given["selector"]) if given.get("selector") else None
    connection = {name: given[name] for name in _CONNECTION if given.get(name) is not None}
    return Options(
        flags=ConnectionFlags(as_groups=tuple(given.get("as_groups") or ()), **connection),
        all_namespaces=bool(given.get("all_namespaces")),
        selector=found,
        selector_text=given.get("selector") or "",
        read_only=bool(given.get("read_only")) or settings.read_only,
        ascii_only=bool(given.get("ascii")) or settings.ascii or not spells_symbols(),
        theme=given.get("theme") or settings.theme,
        mouse=settings.mouse and not given.get("no_mouse"),
        dns=given.get("dns") or settings.dns,
        dns_server=given.get("dns_server"),
        cluster_domain=given.get("cluster_domain"),
        log_file=given.get("log_file"),
        log_level=given.get("log_level") or "warning",
        utc=bool(given.get("utc")),
        settings=settings,
    )


def _selector(text: str) -> Selector:
    from ststui.model.selector import parse_selector  # noqa: PLC0415 - brings the whole model

    found = parse_selector(text)
    if isinstance(found, str):
        raise UsageError(found, try_="write it as kubectl's -l, e.g. -l app=db,tier!=test")
    return found

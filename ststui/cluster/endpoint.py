"""One API server and one identity, complete and checked."""

import os
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.kubeconfig_file import Cluster, ExecConfig, User
from ststui.cluster.proxy import without_password
from ststui.errors import KubeconfigError, UsageError

VERSION_THAT_SAYS_ITS_MODE: Final = "client.authentication.k8s.io/v1"
"""In v1beta1 interactiveMode may be left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """One API server and one identity, complete."""

    context: str
    """Name of the context; empty when flags alone say where to connect."""

    cluster_name: str
    user_name: str
    namespace: str
    cluster: Cluster
    user: User
    where: str
    """The files this came from, for errors."""

    request_timeout: float | None = None
    """Seconds that one request may take."""

    in_pod: bool = False
    """Whether it is a pod's to its own cluster, by its service account and not by a kubeconfig."""


def check(found: Connection, *, flags: ConnectionFlags) -> None:
    """Refuse what cannot work, before any request.

    Args:
        found: The connection.
        flags: The flags in it, to name what is wrong by its flag.

    Raises:
        KubeconfigError: Something is missing or contradicts itself.
        UsageError: A flag makes no sense without another.
    """
    user, cluster = found.user, found.cluster
    who = f'user "{found.user_name}" in {found.where}'
    if not cluster.server:
        raise KubeconfigError(
            f'cluster "{found.cluster_name}" in {found.where} has no server', try_="use --server"
        )
    if not _is_address(cluster.server):
        raise KubeconfigError(
            f'the server "{without_password(cluster.server)}" of'
            f" {'--server' if flags.server else found.where} is not an http or https address",
            try_="it looks like https://HOST:PORT",
        )
    for path, given, flag in (
        (cluster.certificate_authority, flags.certificate_authority, "--certificate-authority"),
        (user.client_certificate, flags.client_certificate, "--client-certificate"),
        (user.client_key, flags.client_key, "--client-key"),
    ):
        if path and not os.access(path, os.R_OK):
            named = f"by {flag}" if given else f"in {found.where}"
            raise KubeconfigError(
                f"{path}, named {named}, cannot be read",
                try_="check the path and its permissions",
            )
    if bool(user.client_certificate or user.client_certificate_data) != bool(
        user.client_key or user.client_key_data
    ):
        raise KubeconfigError(f"{who} has a client certificate or a key but not both")
    if user.exec is not None:
        _check_plugin(user.exec, who=who)
    if user.auth_provider is not None and not (user.exec or user.token or user.token_file):
        raise KubeconfigError(
            f'{who} logs in by auth-provider "{user.auth_provider.name}", which is not supported',
            try_="use an exec plugin of your provider (kubelogin, gke-gcloud-auth-plugin …)",
        )
    if flags.as_groups and not user.impersonate:
        raise UsageError("--as-group needs a user to impersonate", try_="use --as as well")
    if (
        user.impersonate_groups or user.impersonate_uid or user.impersonate_extra
    ) and not user.impersonate:
        raise KubeconfigError(f"{who} impersonates a group without a user", try_="use --as")


def _check_plugin(plugin: ExecConfig, *, who: str) -> None:
    """As client-go v0.36.3, tools/clientcmd/validation.go (validateAuthInfo)."""
    if not plugin.command:
        raise KubeconfigError(f"{who} has an exec plugin without a command")
    if plugin.interactive_mode is None and plugin.api_version == VERSION_THAT_SAYS_ITS_MODE:
        raise KubeconfigError(
            f"{who} has an exec plugin without interactiveMode, which its apiVersion needs",
            try_="set interactiveMode: IfAvailable (or Never, Always) there",
        )


def _is_address(server: str) -> bool:
    try:
        address = urlsplit(server)
        return address.scheme in ("http", "https") and bool(address.hostname) and address.port != 0
    except ValueError:  # brackets that are not closed or hold no IPv6, a port that is none
        return False

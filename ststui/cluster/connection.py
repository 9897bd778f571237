"""Which API server to talk to and as whom: the kubeconfig with the flags laid over it.

The order of things is that of client-go v0.36.3, tools/clientcmd/client_config.go (getContext,
getAuthInfo, getCluster) and merged_client_builder.go (in a pod without a kubeconfig).
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import msgspec

from ststui.cluster.endpoint import Connection, check
from ststui.cluster.flags import ConnectionFlags
from ststui.cluster.kubeconfig import NO_FILE, Kubeconfig, load
from ststui.cluster.kubeconfig_file import Cluster, Context, User
from ststui.errors import KubeconfigError, NoKubeconfigError, UnknownNameError, existing
from ststui.model.context import IN_CLUSTER

SERVICE_ACCOUNT: Final = Path("/var/run/secrets/kubernetes.io/serviceaccount")
"""Where a pod finds its token, its certificates and its namespace (client-go rest/config.go)."""


def connection(
    flags: ConnectionFlags,
    *,
    environment: Mapping[str, str] | None = None,
    home: Path | None = None,
    service_account: Path = SERVICE_ACCOUNT,
) -> Connection:
    """Find out where to connect and as whom.

    Args:
        flags: The connection flags.
        environment: The process' environment unless given.
        home: The user's home folder unless given.
        service_account: Where a pod's token is.

    Returns:
        The connection, checked as far as that is possible without a request.

    Raises:
        UnknownNameError: A flag names a context, cluster or user that does not exist.
        UsageError: A flag makes no sense without another.
        NoKubeconfigError: There is no kubeconfig and no service account.
        KubeconfigError: The kubeconfig cannot be used; says why.
    """
    environment = os.environ if environment is None else environment
    config = load(flags, environment=environment, home=home)
    if config.empty and not flags.server:
        pod = _in_cluster(flags, environment=environment, folder=service_account)
        if pod is None and not config.paths:
            raise NoKubeconfigError(looked=config.looked or (NO_FILE,))
        if pod is None:
            raise KubeconfigError(
                f"kubeconfig {config.where} is empty",
                try_="name another with --kubeconfig, or see `ststui demo`",
            )
        for kind, given in (
            ("context", flags.context),
            ("cluster", flags.cluster),
            ("user", flags.user),
        ):
            if given:
                raise UnknownNameError(kind, name=given, where=config.where, known=())
        return pod
    name, context = _context(config, flags=flags)
    context_cluster, cluster = _cluster(config, context=context, flags=flags)
    context_user, user = _user(config, context=context, flags=flags)
    found = Connection(
        context=name,
        cluster_name=context_cluster,
        user_name=context_user,
        namespace=flags.namespace or context.namespace or "default",
        cluster=msgspec.structs.replace(cluster, server=_with_scheme(cluster, user=user)),
        user=user,
        where=config.where,
        request_timeout=flags.request_timeout,
    )
    check(found, flags=flags)
    return found


def _context(config: Kubeconfig, *, flags: ConnectionFlags) -> tuple[str, Context]:
    name = flags.context or config.current_context
    found = config.contexts.get(name)
    if found is not None:
        return name, found
    if flags.context:
        raise UnknownNameError("context", name=name, where=config.where, known=config.contexts)
    if not name and (flags.cluster or flags.server):
        return "", Context()
    exist = existing(config.contexts)
    if name:
        raise KubeconfigError(
            f'current-context "{name}" does not exist in {config.where}',
            try_=f"{exist}: choose one with --context",
        )
    raise KubeconfigError(
        f"{config.where} sets no current-context", try_=f"{exist}: choose one with --context"
    )


def _cluster(
    config: Kubeconfig, *, context: Context, flags: ConnectionFlags
) -> tuple[str, Cluster]:
    name = flags.cluster or context.cluster
    cluster = config.clusters.get(name)
    if cluster is None:
        if flags.cluster:
            raise UnknownNameError("cluster", name=name, where=config.where, known=config.clusters)
        if not flags.server:
            raise KubeconfigError(
                f'the context names the cluster "{name}", which does not exist in {config.where}'
                if name
                else f"the context names no cluster in {config.where}",
                try_=f"{existing(config.clusters)}: choose one with --cluster",
            )
        cluster = Cluster()
    change = msgspec.structs.replace
    if flags.insecure_skip_tls_verify or flags.certificate_authority:
        cluster = change(
            cluster,
            insecure_skip_tls_verify=flags.insecure_skip_tls_verify,
            certificate_authority=_path(flags.certificate_authority),
            certificate_authority_data=b"",
        )
    if flags.server or flags.tls_server_name:
        # A name from the file belongs to the file's server, not to the one of the flag.
        cluster = change(cluster, tls_server_name=flags.tls_server_name or "")
    return name, change(cluster, server=flags.server or cluster.server)


def _user(config: Kubeconfig, *, context: Context, flags: ConnectionFlags) -> tuple[str, User]:
    name = flags.user or context.user
    user = config.users.get(name)
    if user is None:
        if flags.user:
            raise UnknownNameError("user", name=name, where=config.where, known=config.users)
        if name:
            raise KubeconfigError(
                f'the context names the user "{name}", which does not exist in {config.where}',
                try_=f"{existing(config.users)}: choose one with --user",
            )
        user = User()
    change = msgspec.structs.replace
    if flags.client_certificate:
        user = change(
            user, client_certificate=_path(flags.client_certificate), client_certificate_data=b""
        )
    if flags.client_key:
        user = change(user, client_key=_path(flags.client_key), client_key_data=b"")
    if flags.token:
        user = change(user, token=flags.token, token_file="", exec=None, auth_provider=None)
    if flags.as_user:
        user = change(user, impersonate=flags.as_user)
    if flags.as_groups:
        user = change(user, impersonate_groups=flags.as_groups)
    return name, user


def _in_cluster(
    flags: ConnectionFlags, *, environment: Mapping[str, str], folder: Path
) -> Connection | None:
    """The connection of a pod to its own cluster; `None` where this is no pod.

    A token or a client certificate of the flags stands for the service account. kubectl v0.36.3
    leaves the pod's cluster for localhost:8080 as soon as such a flag is given
    (merged_client_builder.go, IsDefaultConfig), which helps nobody.
    """
    host = environment.get("KUBERNETES_SERVICE_HOST", "")
    port = environment.get("KUBERNETES_SERVICE_PORT", "")
    token = folder / "token"
    if not (host and port and token.is_file()):
        return None
    certificates = folder / "ca.crt"
    own_login = flags.token or flags.client_certificate or flags.client_key
    found = Connection(
        context=IN_CLUSTER,
        cluster_name=IN_CLUSTER,
        user_name="",
        namespace=flags.namespace
        or environment.get("POD_NAMESPACE", "")
        or _first_line(folder / "namespace")
        or "default",
        cluster=Cluster(
            server=f"https://{f'[{host}]' if ':' in host else host}:{port}",
            certificate_authority=_path(flags.certificate_authority)
            or (str(certificates) if certificates.is_file() else ""),
            insecure_skip_tls_verify=flags.insecure_skip_tls_verify,
            tls_server_name=flags.tls_server_name or "",
        ),
        user=User(
            token=flags.token or "",
            token_file="" if own_login else str(token),
            client_certificate=_path(flags.client_certificate),
            client_key=_path(flags.client_key),
            impersonate=flags.as_user or "",
            impersonate_groups=flags.as_groups,
        ),
        where=str(folder),
        request_timeout=flags.request_timeout,
        in_pod=True,
    )
    check(found, flags=flags)
    return found


def _with_scheme(cluster: Cluster, *, user: User) -> str:
    """The address with its scheme: a bare `host:port` is https only where something is about TLS.

    As rest.DefaultServerURL of client-go does it.
    """
    server = cluster.server.rstrip("/")
    if not server or "://" in cluster.server:
        return server
    secure = (
        cluster.insecure_skip_tls_verify
        or cluster.certificate_authority
        or cluster.certificate_authority_data
        or user.client_certificate
        or user.client_certificate_data
    )
    return f"https://{server}" if secure else f"http://{server}"


def _path(path: str | None) -> str:
    return str(Path(path).expanduser().absolute()) if path else ""


def _first_line(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""

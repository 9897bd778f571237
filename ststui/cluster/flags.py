"""The connection flags of the command line, with kubectl's names and meanings."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ConnectionFlags:
    """What the user said about the connection; `None` or empty means "not said".

    The meanings are those of client-go's clientcmd.ConfigOverrides (v0.36.3,
    tools/clientcmd/overrides.go).
    """

    kubeconfig: str | None = None
    """Path of the only kubeconfig to read."""

    context: str | None = None
    """Name of the context to use instead of current-context."""

    cluster: str | None = None
    """Name of the cluster entry to use instead of the context's."""

    user: str | None = None
    """Name of the user entry to use instead of the context's."""

    namespace: str | None = None
    """Namespace to use instead of the context's."""

    as_user: str | None = None
    """User to impersonate."""

    as_groups: tuple[str, ...] = ()
    """Groups to impersonate, together with `as_user`."""

    request_timeout: float | None = None
    """Seconds that one request may take; watches and streams are not limited by it."""

    token: str | None = None
    """Bearer token to use instead of the user's credentials."""

    server: str | None = None
    """Address of the API server."""

    certificate_authority: str | None = None
    """Path of a file with the certificates to trust."""

    client_certificate: str | None = None
    """Path of the client certificate."""

    client_key: str | None = None
    """Path of the client certificate's key."""

    insecure_skip_tls_verify: bool = False
    """Whether the server's certificate is accepted unseen."""

    tls_server_name: str | None = None
    """Name to expect in the server's certificate instead of the server's host."""

"""An HTTP client that trusts what the kubeconfig trusts and shows its certificate.

kubernetes_asyncio turns the entry of the kubeconfig into a TLS context and a connector; requests
go through a client session of our own on that connector, because its own session reads the proxy
variables by other rules than kubectl (reference: ststui.cluster.proxy).
"""

import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from ststui.cluster.answer import one_line
from ststui.cluster.credential import Credential
from ststui.cluster.endpoint import Connection
from ststui.cluster.kubernetes_client import kubernetes_client
from ststui.cluster.private_files import private_files
from ststui.errors import KubeconfigError

if TYPE_CHECKING:
    import aiohttp

READ_AHEAD: Final = 2**20
"""Bytes that are read before somebody wants them: a watch of large objects stays fluent."""

_NAME: Final = "ststui"


@dataclass(frozen=True, slots=True)
class Transport:
    """Connections to one API server with one client certificate."""

    http: "aiohttp.ClientSession"
    certificate: bytes
    """The client certificate it was made with, of the exec plugin or the kubeconfig; as PEM."""

    async def close(self) -> None:
        """Close all connections; streams on them end."""
        await self.http.close()


async def open_transport(connection: Connection, *, credential: Credential) -> Transport:
    """Make the client; nothing is sent yet.

    Args:
        connection: The server and the identity.
        credential: A certificate of its own goes before the kubeconfig's.

    Returns:
        The client.

    Raises:
        KubeconfigError: A certificate or key of the kubeconfig cannot be used.
    """
    client = kubernetes_client()
    import aiohttp  # noqa: PLC0415 - the client's import has loaded it, without its other modules

    configuration = client.configuration()
    # Python 3.13 checks more than Go does (VERIFY_X509_STRICT): certificate authorities made by
    # kubeadm of old and by many home-grown scripts would be refused that kubectl accepts.
    configuration.disable_strict_ssl_verification = True
    shown = credential.certificate or connection.user.certificate_bytes()
    try:
        with private_files() as put:
            context = _one_context(connection, credential=credential, put=put)
            if connection.cluster.server.startswith("https:"):
                _refuse_passphrase(context["users"][0]["user"])
            loader = client.loader(config_dict=context, active_context=_NAME)
            await loader.load_and_set(configuration)
            made = client.api_client(configuration).rest_client.pool_manager
    except ssl.SSLError as error:
        reason = one_line(str(error.reason or error)).replace("_", " ").lower()
        raise KubeconfigError(
            f'a certificate or key of user "{connection.user_name}" or cluster'
            f' "{connection.cluster_name}" in {connection.where} cannot be used: {reason}',
            try_="check that certificate and key belong together and are PEM",
        ) from None
    except _PassphraseError:
        user = connection.user
        in_a_file = not (credential.certificate or user.client_key_data)
        key = (
            user.client_key
            if in_a_file
            else f'of user "{connection.user_name}" in {connection.where}'
        )
        raise KubeconfigError(
            f"the client key {key} has a passphrase, which ststui, like kubectl, does not ask for",
            try_="take it off with `openssl pkey -in KEY -out NEW` and name the new one",
        ) from None
    except (OSError, ValueError, client.refusal) as error:
        raise KubeconfigError(
            f"{connection.where} cannot be used: {one_line(str(error))}"
        ) from None
    connector = made.connector
    made.detach()
    return Transport(
        aiohttp.ClientSession(
            connector=connector,
            trust_env=False,
            read_bufsize=READ_AHEAD,
            cookie_jar=aiohttp.DummyCookieJar(),
        ),
        shown,
    )


class _PassphraseError(Exception):
    """A private key is encrypted."""


def _refuse_passphrase(login: dict[str, Any]) -> None:
    """Load the key once with an answer to OpenSSL's question for a passphrase.

    The client loads it without one, and then OpenSSL itself asks in the terminal, below the screen.
    """

    def refuse() -> str:
        raise _PassphraseError

    if "client-certificate" in login:
        bare = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        bare.load_cert_chain(login["client-certificate"], login["client-key"], password=refuse)


def _one_context(
    connection: Connection, *, credential: Credential, put: Callable[[bytes], str]
) -> dict[str, Any]:
    """A kubeconfig of one context, with files only, as the loader reads it without surprises."""
    cluster, user = connection.cluster, connection.user
    tls: dict[str, Any] = {
        "server": cluster.server,
        "insecure-skip-tls-verify": cluster.insecure_skip_tls_verify,
        "tls-server-name": cluster.tls_server_name or None,
    }
    authority = cluster.certificate_authority_data
    if authority:
        tls["certificate-authority"] = put(authority)
    elif cluster.certificate_authority:
        tls["certificate-authority"] = cluster.certificate_authority
    login: dict[str, Any] = {}
    if credential.certificate:
        login["client-certificate"] = put(credential.certificate)
        login["client-key"] = put(credential.key)
    elif user.client_certificate or user.client_certificate_data:
        login["client-certificate"] = (
            put(user.client_certificate_data)
            if user.client_certificate_data
            else user.client_certificate
        )
        login["client-key"] = put(user.client_key_data) if user.client_key_data else user.client_key
    return {
        "current-context": _NAME,
        "contexts": [{"name": _NAME, "context": {"cluster": _NAME, "user": _NAME}}],
        "clusters": [{"name": _NAME, "cluster": {k: v for k, v in tls.items() if v is not None}}],
        "users": [{"name": _NAME, "user": login}],
    }

"""What one shows to the API server, and how it becomes headers."""

from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from ststui.cluster.kubeconfig_file import User


@dataclass(frozen=True, slots=True)
class Credential:
    """A token, a certificate, both or nothing."""

    token: str = ""
    """A bearer token."""

    certificate: bytes = b""
    """A client certificate as PEM, its chain included; empty if it is the kubeconfig's."""

    key: bytes = b""
    """The certificate's key as PEM."""

    expires: datetime | None = None
    """When it ends, where the giver said so."""

    def __repr__(self) -> str:
        """Without the secrets: this may stand in a log."""
        return f"Credential(expires={self.expires})"


def authorization(credential: Credential, *, user: User) -> str | None:
    """Make the Authorization header.

    Args:
        credential: The credential of now.
        user: The kubeconfig's user, for name and password.

    Returns:
        The header's value, `None` if there is nothing to show.
    """
    if credential.token:
        return f"Bearer {credential.token}"
    if user.username or user.password:
        pair = f"{user.username}:{user.password}".encode()
        return f"Basic {b64encode(pair).decode()}"
    return None


def impersonation(user: User) -> Iterator[tuple[str, str]]:
    """Make the headers of impersonation.

    Names as in client-go v0.36.3, transport/round_trippers.go; keys of extras are percent-encoded
    and their case is lost on the way.

    Args:
        user: The kubeconfig's user with the flags laid over it.

    Yields:
        Name and value of each header.
    """
    if not user.impersonate:
        return
    yield "Impersonate-User", user.impersonate
    if user.impersonate_uid:
        yield "Impersonate-Uid", user.impersonate_uid
    for group in user.impersonate_groups or ():
        yield "Impersonate-Group", group
    for key, values in (user.impersonate_extra or {}).items():
        for value in values:
            yield f"Impersonate-Extra-{quote(key.lower(), safe='')}", value

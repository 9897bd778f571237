"""Through which proxy a server is reached.

The rules are those of golang.org/x/net/http/httpproxy, which kubectl uses: proxy-url of the
kubeconfig, else HTTPS_PROXY or HTTP_PROXY, unless NO_PROXY names the host; never for loopback.
"""

from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from ststui.errors import KubeconfigError


def proxy_for(server: str, *, proxy_url: str, environment: Mapping[str, str]) -> str | None:
    """Find the proxy for a server.

    Args:
        server: The server's address.
        proxy_url: The kubeconfig's proxy-url for it; empty if it has none.
        environment: Where the variables are looked up, lower case after upper case.

    Returns:
        The proxy's address, `None` for a direct connection.
    """
    if proxy_url:
        return proxy_url
    address = urlsplit(server)
    host = (address.hostname or "").lower()
    found = _variable(environment, "HTTPS_PROXY" if address.scheme == "https" else "HTTP_PROXY")
    if not found or _is_local(host):
        return None
    port = address.port or (443 if address.scheme == "https" else 80)
    excluded = _variable(environment, "NO_PROXY").split(",")
    if any(_names(entry.strip().lower(), host=host, port=port) for entry in excluded):
        return None
    return found if "://" in found else f"http://{found}"


def check_proxy(proxy: str, *, server: str) -> None:
    """Refuse a proxy that cannot be used, before any request.

    Args:
        proxy: The proxy's address.
        server: The server's address, for the text.

    Raises:
        KubeconfigError: It is no address, or not of an http proxy; names it without its password.
    """
    told = f"the proxy {without_password(proxy)} for {server}"
    try:
        address = urlsplit(proxy)
        usable = bool(address.hostname) and address.port != 0
    except ValueError:
        usable = False
    if "://" in proxy and proxy.lower().startswith("socks"):
        raise KubeconfigError(
            f"{told} is not http or https: socks5 is not supported",
            try_="use an http proxy, or ssh -L and --server with --tls-server-name",
        )
    if "://" not in proxy or (usable and address.scheme not in ("http", "https")):
        raise KubeconfigError(f"{told} is not http or https", try_="it looks like http://HOST:PORT")
    if not usable:
        raise KubeconfigError(f"{told} is not an address", try_="it looks like http://HOST:PORT")


def without_password(address: str) -> str:
    """Say an address without the user and the password in it.

    Args:
        address: The address, possibly none that can be understood.

    Returns:
        What stands before and after them.
    """
    scheme, separator, rest = address.partition("://")
    if not separator:
        scheme, rest = "", address
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _variable(environment: Mapping[str, str], name: str) -> str:
    return environment.get(name) or environment.get(name.lower()) or ""


def _is_local(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _names(entry: str, *, host: str, port: int) -> bool:
    """Whether one entry of NO_PROXY (`*`, a host, `.domain`, an IP, a CIDR; `:port`) is meant."""
    if entry == "*":
        return True
    try:
        return ip_address(host) in ip_network(entry, strict=False)
    except ValueError:
        pass
    name, colon, wanted = entry.rpartition(":")
    if colon and wanted.isdigit():
        if int(wanted) != port:
            return False
        entry = name.strip("[]")
    if not entry:
        return False
    if entry == host:
        return True
    domain = entry.removeprefix("*")
    return host.endswith(domain if domain.startswith(".") else f".{domain}")

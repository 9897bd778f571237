"""Which proxy a server is reached through, by the rules of Go's httpproxy."""

from __future__ import annotations

import pytest

from ststui.cluster.proxy import proxy_for

pytestmark = pytest.mark.pure

PROXY = "http://proxy:3128"


@pytest.mark.parametrize(
    ("server", "environment", "expected"),
    [
        ("https://api.example.com:6443", {}, None),
        ("https://api.example.com:6443", {"HTTPS_PROXY": PROXY}, PROXY),
        ("https://api.example.com:6443", {"https_proxy": PROXY}, PROXY),
        ("https://api.example.com:6443", {"HTTP_PROXY": PROXY}, None),
        ("http://api.example.com", {"HTTP_PROXY": PROXY}, PROXY),
        ("https://api.example.com", {"HTTPS_PROXY": "proxy:3128"}, PROXY),
        ("https://localhost:6443", {"HTTPS_PROXY": PROXY}, None),
        ("https://127.0.0.1:6443", {"HTTPS_PROXY": PROXY}, None),
        ("https://[::1]:6443", {"HTTPS_PROXY": PROXY}, None),
    ],
)
def test_the_variables(server: str, environment: dict[str, str], expected: str | None) -> None:
    assert proxy_for(server, proxy_url="", environment=environment) == expected


@pytest.mark.parametrize(
    ("entries", "server", "direct"),
    [
        ("*", "https://api.example.com", True),
        ("example.com", "https://api.example.com", True),
        ("example.com", "https://example.com", True),
        ("example.com", "https://badexample.com", False),
        (".example.com", "https://api.example.com", True),
        (".example.com", "https://example.com", False),
        ("*.example.com", "https://api.example.com", True),
        ("API.example.com", "https://api.EXAMPLE.com", True),
        ("example.com:6443", "https://api.example.com:6443", True),
        ("example.com:6443", "https://api.example.com", False),
        ("example.com:443", "https://api.example.com", True),
        ("10.0.0.1", "https://10.0.0.1:6443", True),
        ("10.0.0.0/8", "https://10.20.30.40:6443", True),
        ("10.0.0.0/8", "https://11.0.0.1:6443", False),
        ("fd00::/8", "https://[fd00::1]:6443", True),
        ("a, b ,example.com", "https://example.com", True),
        ("", "https://example.com", False),
        (",", "https://example.com", False),
    ],
)
def test_what_no_proxy_excludes(entries: str, server: str, *, direct: bool) -> None:
    environment = {"HTTPS_PROXY": PROXY, "NO_PROXY": entries}
    assert proxy_for(server, proxy_url="", environment=environment) == (None if direct else PROXY)


def test_the_kubeconfig_s_proxy_goes_before_all() -> None:
    environment = {"HTTPS_PROXY": "http://other", "NO_PROXY": "*"}
    assert proxy_for("https://localhost", proxy_url=PROXY, environment=environment) == PROXY

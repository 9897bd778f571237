"""The zone, read off a PTR answer, a search list, a Corefile and kubeadm's configuration."""

from __future__ import annotations

import pytest

from ststui.dns.zone import (
    name_servers,
    zone_of_cluster_configuration,
    zone_of_corefile,
    zone_of_reverse,
    zone_of_search,
)

pytestmark = pytest.mark.pure

COREFILE = """\
.:53 {
    errors
    # kubernetes of-a-comment.example
    kubernetes %s {
        pods insecure
        fallthrough in-addr.arpa ip6.arpa
    }
    forward . /etc/resolv.conf
}
"""
KUBEADM = """\
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
networking:
  dnsDomain: %s
  podSubnet: 10.244.0.0/16
"""


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("kubernetes.default.svc.cluster.local.", "cluster.local"),
        ("10-0-0-1.db.shop.svc.Corp.Example", "corp.example"),
        ("a.svc.svc.svc.cluster.local", "cluster.local"),
        ("node-1.example.com.", None),
        ("kubernetes.default.svc.", None),
        ("kubernetes.default.svc.[red].", None),
        ("", None),
    ],
)
def test_of_a_reverse_name(name: str, zone: str | None) -> None:
    assert zone_of_reverse(name) == zone


@pytest.mark.parametrize(
    ("text", "zone", "servers"),
    [
        (
            "nameserver 10.96.0.10\nsearch shop.svc.corp.example svc.corp.example corp.example\n",
            "corp.example",
            ("10.96.0.10",),
        ),
        ("search example.com\nnameserver 192.0.2.1\nnameserver ::1\n", None, ("192.0.2.1", "::1")),
        ("# nameserver 192.0.2.9\nnameserver\n", None, ()),
        ("", None, ()),
    ],
)
def test_of_a_search_list(text: str, zone: str | None, servers: tuple[str, ...]) -> None:
    assert (zone_of_search(text), name_servers(text)) == (zone, servers)


@pytest.mark.parametrize(
    ("zones", "zone"),
    [
        ("cluster.local in-addr.arpa ip6.arpa", "cluster.local"),
        ("in-addr.arpa Corp.Example. ip6.arpa", "corp.example"),
        ("in-addr.arpa ip6.arpa", None),
        ("{$ZONE}", None),
    ],
)
def test_of_a_corefile(zones: str, zone: str | None) -> None:
    assert zone_of_corefile(COREFILE % zones) == zone


@pytest.mark.parametrize(
    ("value", "zone"),
    [("cluster.local", "cluster.local"), ('"corp.example"', "corp.example"), ('""', None)],
)
def test_of_kubeadm(value: str, zone: str | None) -> None:
    assert zone_of_cluster_configuration(KUBEADM % value) == zone
    assert zone_of_cluster_configuration("kind: ClusterConfiguration\n") is None

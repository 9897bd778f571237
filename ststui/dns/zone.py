"""The cluster's zone: no API tells it, so it is read off what shows it.

The order is flag, search list (in the cluster), PTR, ConfigMap, assumed; here are the readers.
"""

from __future__ import annotations

import re

ASSUMED = "cluster.local"
"""The zone of almost every cluster (kubeadm's default)."""

_SVC = ".svc."
_CLUSTER_DOMAIN = re.compile(r"^\s*dnsDomain:\s*[\"']?([A-Za-z0-9.-]+)", re.MULTILINE)
_PLUGIN = re.compile(r"^\s*kubernetes\s+([^{\n]*)", re.MULTILINE)
_ZONE = re.compile(r"^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$")


def zone_of_reverse(name: str) -> str | None:
    """The zone in what a PTR query gave (specification.md 2.3.3 and 2.4.3, schema 1.1.0).

    Args:
        name: e.g. ``kubernetes.default.svc.cluster.local``.
    """
    _, found, zone = name.lower().rstrip(".").rpartition(_SVC)
    return zone if found and _ZONE.match(zone) else None


def zone_of_search(resolv_conf: str) -> str | None:
    """The zone in a pod's search list: ``search shop.svc.cluster.local svc.cluster.local …``.

    Args:
        resolv_conf: the text of the file.
    """
    for line in resolv_conf.splitlines():
        words = line.split()
        if words[:1] == ["search"]:
            for word in words[1:]:
                zone = zone_of_reverse(word) if word.count(_SVC) else None
                if zone is not None:
                    return zone
    return None


def name_servers(resolv_conf: str) -> tuple[str, ...]:
    """The addresses of the file's name servers."""
    lines = (line.split() for line in resolv_conf.splitlines())
    return tuple(words[1] for words in lines if len(words) > 1 and words[0] == "nameserver")


def zone_of_corefile(text: str) -> str | None:
    """The first zone of CoreDNS' kubernetes plugin that is not a reverse one.

    Args:
        text: the Corefile.
    """
    for found in _PLUGIN.finditer(text):
        for zone in found.group(1).split():
            bare = zone.lower().rstrip(".")
            if not bare.endswith(".arpa") and bare != "arpa" and _ZONE.match(bare):
                return bare
    return None


def zone_of_cluster_configuration(text: str) -> str | None:
    """Kubeadm's ``networking.dnsDomain``.

    Args:
        text: the YAML of ConfigMap kube-system/kubeadm-config, key ClusterConfiguration.
    """
    found = _CLUSTER_DOMAIN.search(text)
    return found.group(1).lower().rstrip(".") if found else None

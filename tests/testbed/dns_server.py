"""CoreDNS behind a pod of kube-system/kube-dns: a bed has two, so that they can differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from tests.testbed.command_lines import coredns
from tests.testbed.program import Program

if TYPE_CHECKING:
    from pathlib import Path

COREFILE = """\
.:{port} {{
    bind 127.0.0.1
    errors
{extra}
    kubernetes {zone} in-addr.arpa ip6.arpa {{
        kubeconfig {kubeconfig} testbed
        ttl {ttl}
    }}
    cache {cache}
}}
"""


class DnsServer:
    """One CoreDNS and the pod that stands for it."""

    def __init__(
        self, pod: str, *, port: int, binary: Path, kubeconfig: Path, folder: Path
    ) -> None:
        self.pod = pod
        self.port = port
        self._kubeconfig = kubeconfig
        self._corefile = folder / f"{pod}.corefile"
        self.program = Program(pod, command=coredns(binary, corefile=self._corefile), folder=folder)

    def start(
        self,
        *,
        extra: str = "",
        zone: str = "cluster.local",
        ttl: int = 5,
        cache: int = 5,
        api: str | None = None,
    ) -> None:
        """Start it anew.

        Args:
            zone: the cluster's zone.
            ttl: seconds of its answers.
            cache: seconds for which it may keep them.
            api: URL of the API server, to put something in between; the bed's own when left out.
            extra: Corefile lines before the ``kubernetes`` plugin, to make this server differ:
                ``template IN A x.cluster.local { rcode NXDOMAIN }``, for instance.
        """
        self.program.kill()
        self._corefile.write_text(
            COREFILE.format(
                port=self.port,
                kubeconfig=self._kubeconfig_of(api),
                extra=extra,
                zone=zone,
                ttl=ttl,
                cache=cache,
            )
        )
        self.program.start()

    def _kubeconfig_of(self, api: str | None) -> Path:
        if api is None:
            return self._kubeconfig
        content = yaml.safe_load(self._kubeconfig.read_text())
        content["clusters"][0]["cluster"]["server"] = api
        other = self._corefile.with_suffix(".kubeconfig")
        other.touch(mode=0o600)
        other.write_text(yaml.safe_dump(content))
        return other

    def manifest(self, *, node: str) -> dict[str, object]:
        """The pod of kube-system that the Service kube-dns selects."""
        ports = [
            {"name": "dns", "containerPort": 53, "protocol": "UDP"},
            {"name": "dns-tcp", "containerPort": 53, "protocol": "TCP"},
        ]
        return {
            "apiVersion": "v1",
            "kind": "Pod",
            "metadata": {
                "name": self.pod,
                "namespace": "kube-system",
                "labels": {"k8s-app": "kube-dns"},
            },
            "spec": {
                "nodeName": node,
                "serviceAccountName": "coredns",
                "automountServiceAccountToken": False,
                "dnsPolicy": "Default",
                "containers": [{"name": "coredns", "image": "coredns:test", "ports": ports}],
            },
        }

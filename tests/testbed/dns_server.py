"""CoreDNS behind a pod of kube-system/kube-dns: a bed has two, so that they can differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.testbed.command_lines import coredns
from tests.testbed.program import Program

if TYPE_CHECKING:
    from pathlib import Path

COREFILE = """\
.:{port} {{
    bind 127.0.0.1
    errors
{extra}
    kubernetes cluster.local in-addr.arpa ip6.arpa {{
        kubeconfig {kubeconfig} testbed
        ttl 5
    }}
    cache 5
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

    def start(self, *, extra: str = "") -> None:
        """Start it anew.

        Args:
            extra: Corefile lines before the ``kubernetes`` plugin, to make this server differ:
                ``template IN A x.cluster.local { rcode NXDOMAIN }``, for instance.
        """
        self.program.kill()
        self._corefile.write_text(
            COREFILE.format(port=self.port, kubeconfig=self._kubeconfig, extra=extra)
        )
        self.program.start()

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

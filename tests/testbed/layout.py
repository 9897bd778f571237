"""What one bed puts on disk before anything runs: certificates, kubeconfigs, command lines."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tests.testbed import command_lines
from tests.testbed.certificates import Authority
from tests.testbed.dns_server import DnsServer
from tests.testbed.kubeconfig import write_kubeconfig
from tests.testbed.kwok_config import write_kwok_config
from tests.testbed.ports import free_ports
from tests.testbed.program import Program

OBJECTS = Path(__file__).parent / "objects"

DNS_PODS = ("coredns-a", "coredns-b")

ADMINS = "system:masters"


@dataclass(frozen=True, slots=True)
class Binaries:
    """Where the programs are."""

    kubernetes: Path
    """Folder of kube-apiserver, kube-controller-manager, kube-scheduler and kubectl."""
    others: Path
    """Folder of etcd, kwok and coredns."""


class Layout:
    """The temporary folder of one bed and its programs, none of them running."""

    def __init__(self, binaries: Binaries, *, gates: str, dual_stack: bool = False) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="ststui-testbed-"))
        etcd, peer, api, kubelet, *dns = free_ports(6)
        self.ports = command_lines.Ports(
            etcd=etcd, etcd_peer=peer, api=api, kubelet=kubelet, dns=(dns[0], dns[1])
        )
        self.server = f"https://127.0.0.1:{api}"
        self.authority = Authority(self.folder)
        self.files = self._write_files()
        self.kubeconfig = self._kubeconfig("admin", group=ADMINS)
        self.dns = self._dns_servers(binaries.others / "coredns")
        self.programs = self._programs(binaries, gates, dual_stack=dual_stack)

    def _write_files(self) -> command_lines.ApiServerFiles:
        policy = self.folder / "audit-policy.yaml"
        shutil.copy(OBJECTS / "audit-policy.yaml", policy)
        names = ("localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc")
        return command_lines.ApiServerFiles(
            authority=self.authority,
            serving=self.authority.issue(
                "serving", common_name="kube-apiserver", hosts=(*names, "127.0.0.1", "10.96.0.1")
            ),
            service_accounts=self.authority.issue("service-accounts", common_name="signing"),
            admin=self.authority.issue("admin", common_name="admin", organizations=(ADMINS,)),
            audit_policy=policy,
            audit_log=self.folder / "audit.log",
        )

    def _kubeconfig(self, user: str, *, group: str | None = None) -> Path:
        name = user.removeprefix("system:")
        certificate = self.authority.issue(
            f"client-{name}", common_name=user, organizations=(group,) if group else ()
        )
        return write_kubeconfig(
            self.folder / f"{name}.kubeconfig",
            server=self.server,
            authority=self.authority.certificate,
            user=certificate,
        )

    def _dns_servers(self, binary: Path) -> tuple[DnsServer, DnsServer]:
        kubeconfig = self._kubeconfig("coredns", group=ADMINS)
        first, second = (
            DnsServer(pod, port=port, binary=binary, kubeconfig=kubeconfig, folder=self.folder)
            for pod, port in zip(DNS_PODS, self.ports.dns, strict=True)
        )
        return first, second

    def _programs(self, binaries: Binaries, gates: str, *, dual_stack: bool) -> dict[str, Program]:
        lines, ports, files, folder = command_lines, self.ports, self.files, self.folder
        kubernetes, others = binaries.kubernetes, binaries.others
        manager = self._kubeconfig("system:kube-controller-manager")
        scheduler = self._kubeconfig("system:kube-scheduler")
        kwok = self._kubeconfig("kwok", group=ADMINS)
        config = write_kwok_config(folder, dns={server.pod: server.port for server in self.dns})
        commands = {
            "etcd": lines.etcd(others / "etcd", ports=ports, folder=folder),
            "kube-apiserver": lines.kube_apiserver(
                kubernetes / "kube-apiserver",
                ports=ports,
                folder=folder,
                files=files,
                gates=gates,
                dual_stack=dual_stack,
            ),
            "kube-controller-manager": lines.kube_controller_manager(
                kubernetes / "kube-controller-manager",
                kubeconfig=manager,
                files=files,
                gates=gates,
            ),
            "kube-scheduler": lines.kube_scheduler(
                kubernetes / "kube-scheduler", kubeconfig=scheduler
            ),
            "kwok": lines.kwok(
                others / "kwok", ports=ports, kubeconfig=kwok, config=config, serving=files.serving
            ),
        }
        return {
            name: Program(name, command=command, folder=folder)
            for name, command in commands.items()
        }

"""The command line of every program of the control plane."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.testbed.certificates import Authority, Certificate

SERVICES = "10.96.0.0/16"
"""Addresses of Services, as kubeadm hands them out."""
SERVICES_SIX = "fd00:10:96::/112"
"""Their second family where a bed has two."""
PODS = "10.244.0.0/16"
"""Addresses of pods; nothing answers there."""


@dataclass(frozen=True, slots=True)
class Ports:
    """The loopback ports of one bed."""

    etcd: int
    etcd_peer: int
    api: int
    kubelet: int
    """KWOK's answer to logs, exec and port-forward."""
    dns: tuple[int, int]


def etcd(binary: Path, *, ports: Ports, folder: Path) -> tuple[str, ...]:
    """One member; without fsync, since no bed outlives its machine."""
    client, peer = f"http://127.0.0.1:{ports.etcd}", f"http://127.0.0.1:{ports.etcd_peer}"
    return (
        str(binary),
        f"--data-dir={folder / 'etcd'}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--unsafe-no-fsync",
        "--quota-backend-bytes=4294967296",
        "--log-level=warn",
    )


@dataclass(frozen=True, slots=True)
class ApiServerFiles:
    """What kube-apiserver reads."""

    authority: Authority
    serving: Certificate
    service_accounts: Certificate
    admin: Certificate
    audit_policy: Path
    audit_log: Path


def kube_apiserver(
    binary: Path,
    *,
    ports: Ports,
    folder: Path,
    files: ApiServerFiles,
    gates: str = "",
    dual_stack: bool = False,
) -> tuple[str, ...]:
    """RBAC and Node authorization, audit of every request's metadata."""
    return (
        str(binary),
        f"--etcd-servers=http://127.0.0.1:{ports.etcd}",
        "--bind-address=127.0.0.1",
        "--advertise-address=127.0.0.1",
        f"--secure-port={ports.api}",
        f"--cert-dir={folder / 'apiserver'}",
        f"--tls-cert-file={files.serving.certificate}",
        f"--tls-private-key-file={files.serving.key}",
        f"--client-ca-file={files.authority.certificate}",
        f"--service-account-key-file={files.service_accounts.certificate}",
        f"--service-account-signing-key-file={files.service_accounts.key}",
        "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
        "--authorization-mode=Node,RBAC",
        f"--service-cluster-ip-range={SERVICES}{f',{SERVICES_SIX}' if dual_stack else ''}",
        f"--kubelet-client-certificate={files.admin.certificate}",
        f"--kubelet-client-key={files.admin.key}",
        "--kubelet-preferred-address-types=InternalIP,Hostname",
        "--endpoint-reconciler-type=none",
        f"--audit-policy-file={files.audit_policy}",
        f"--audit-log-path={files.audit_log}",
        "--audit-log-mode=blocking",
        # At 100 MB, which all tests together reach, the file would be moved away from its readers.
        "--audit-log-maxsize=0",
        "--profiling=false",
        *((f"--feature-gates={gates}",) if gates else ()),
    )


def kube_controller_manager(
    binary: Path, *, kubeconfig: Path, files: ApiServerFiles, gates: str = ""
) -> tuple[str, ...]:
    """Every controller, with rates that thousands of pods can bear."""
    return (
        str(binary),
        f"--kubeconfig={kubeconfig}",
        # Each controller acts under its own name (the audit log tells them apart); without it
        # all of them are forbidden everything.
        "--use-service-account-credentials=true",
        f"--service-account-private-key-file={files.service_accounts.key}",
        f"--root-ca-file={files.authority.certificate}",
        "--leader-elect=false",
        "--secure-port=0",
        "--enable-hostpath-provisioner=true",
        "--kube-api-qps=500",
        "--kube-api-burst=1000",
        "--concurrent-statefulset-syncs=20",
        *((f"--feature-gates={gates}",) if gates else ()),
    )


def kube_scheduler(binary: Path, *, kubeconfig: Path) -> tuple[str, ...]:
    """The default profile."""
    return (
        str(binary),
        f"--kubeconfig={kubeconfig}",
        "--leader-elect=false",
        "--secure-port=0",
        "--kube-api-qps=500",
        "--kube-api-burst=1000",
    )


def kwok(
    binary: Path, *, ports: Ports, kubeconfig: Path, config: Path, serving: Certificate
) -> tuple[str, ...]:
    """All nodes and the kubelets on them."""
    return (
        str(binary),
        f"--kubeconfig={kubeconfig}",
        f"--config={config}",
        "--manage-all-nodes",
        f"--cidr={PODS}",
        "--node-ip=127.0.0.1",
        f"--node-port={ports.kubelet}",
        f"--server-address=127.0.0.1:{ports.kubelet}",
        f"--tls-cert-file={serving.certificate}",
        f"--tls-private-key-file={serving.key}",
        "--node-lease-duration-seconds=40",
    )


def coredns(binary: Path, *, corefile: Path) -> tuple[str, ...]:
    """One server; the Corefile names its port."""
    return (str(binary), f"-conf={corefile}")

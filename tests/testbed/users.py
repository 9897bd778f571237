"""Users with few rights: a kubeconfig that may do exactly what a test grants."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tests.testbed.kubeconfig import write_kubeconfig

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.testbed.control_plane import ControlPlane


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a Role, in RBAC's own words."""

    verbs: tuple[str, ...]
    resources: tuple[str, ...]
    api_groups: tuple[str, ...] = ("", "apps")
    names: tuple[str, ...] = ()

    def manifest(self) -> dict[str, Any]:
        """As RBAC writes it."""
        rule: dict[str, Any] = {
            "apiGroups": list(self.api_groups),
            "resources": list(self.resources),
            "verbs": list(self.verbs),
        }
        return {**rule, "resourceNames": list(self.names)} if self.names else rule


READ = ("get", "list", "watch")

LEAST = (Rule(verbs=READ, resources=("statefulsets", "pods")),)
"""The least that ststui is useful with."""


def make_user(
    bed: ControlPlane,
    name: str,
    *,
    rules: Sequence[Rule],
    namespace: str,
    credential: Literal["certificate", "token"] = "certificate",
    everywhere: Literal["cluster", "namespace"] = "namespace",
) -> Path:
    """Make a user who may do what ``rules`` say, and return the kubeconfig.

    Args:
        bed: where.
        name: of the user; also of the role, the binding and, for a token, the service account.
        rules: all that is granted (besides what every authenticated user may do).
        namespace: where the rules hold, and the kubeconfig's namespace.
        credential: a client certificate, or a service account's token of one hour.
        everywhere: ``cluster`` grants the rules in all namespaces and for cluster-wide kinds.
    """
    cluster = everywhere == "cluster"
    place = {} if cluster else {"namespace": namespace}
    kind = "ClusterRole" if cluster else "Role"
    subject = (
        {"kind": "User", "name": name, "apiGroup": "rbac.authorization.k8s.io"}
        if credential == "certificate"
        else {"kind": "ServiceAccount", "name": name, "namespace": namespace}
    )
    manifests: list[dict[str, Any]] = [
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": kind,
            "metadata": {"name": name, **place},
            "rules": [rule.manifest() for rule in rules],
        },
        {
            "apiVersion": "rbac.authorization.k8s.io/v1",
            "kind": f"{kind}Binding",
            "metadata": {"name": name, **place},
            "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": kind, "name": name},
            "subjects": [subject],
        },
    ]
    user: Any
    if credential == "token":
        account = {"name": name, "namespace": namespace}
        manifests.append({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": account})
    bed.kubectl(
        "apply",
        "-f",
        "-",
        stdin=json.dumps({"kind": "List", "apiVersion": "v1", "items": manifests}),
    )
    if credential == "token":
        user = bed.kubectl("create", "token", name, "-n", namespace, "--duration=1h").strip()
    else:
        user = bed.authority.issue(f"user-{name}", common_name=name)
    return write_kubeconfig(
        bed.folder / f"{name}.kubeconfig",
        server=bed.server,
        authority=bed.authority.certificate,
        user=user,
        namespace=namespace,
    )

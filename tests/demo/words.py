"""Paths and small manifests for the tests of the embedded cluster."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.demo import kinds
from ststui.demo.api.pod_columns import pod_status
from ststui.demo.fields import name_of
from ststui.demo.scenarios import manifests

if TYPE_CHECKING:
    from ststui.demo.running import Demo

NS = "production"
SETS = f"/apis/apps/v1/namespaces/{NS}/statefulsets"
PODS = f"/api/v1/namespaces/{NS}/pods"
CLAIMS = f"/api/v1/namespaces/{NS}/persistentvolumeclaims"


def web(*, replicas: int = 3, image: str = "nginx:1.29", **spec: Any) -> dict[str, Any]:
    """A set of plain web servers with one claim each."""
    return manifests.stateful_set(
        "web",
        namespace=NS,
        replicas=replicas,
        containers=[manifests.container("main", image)],
        claims=[manifests.claim_template(storage_class="standard")],
        spec=spec,
    )


def pods(demo: Demo, namespace: str = NS) -> dict[str, str]:
    """Pods by name with the word kubectl has for their status."""
    return {name_of(pod): pod_status(pod) for pod in demo.store.each(kinds.PODS, namespace)}


def claims(demo: Demo, namespace: str = NS) -> list[str]:
    """Names of the claims."""
    return [name_of(claim) for claim in demo.store.each(kinds.CLAIMS, namespace)]

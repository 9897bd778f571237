"""Manifests in a few words, for scenarios and tests."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ststui.demo.fields import Json


def namespace(name: str) -> Json:
    """A namespace."""
    return {"metadata": {"name": name}}


def claim_template(
    name: str = "data", *, size: str = "10Gi", storage_class: str | None = None
) -> Json:
    """A claim template."""
    spec: Json = {
        "accessModes": ["ReadWriteOnce"],
        "resources": {"requests": {"storage": size}},
    }
    if storage_class is not None:
        spec["storageClassName"] = storage_class
    return {"metadata": {"name": name}, "spec": spec}


def container(name: str, image: str, **more: object) -> Json:
    """A container; further fields as Kubernetes names them."""
    return {"name": name, "image": image, **more}


def ready_on(port: int, *, period: int = 5) -> Json:
    """A readiness probe that opens a port."""
    return {"tcpSocket": {"port": port}, "periodSeconds": period}


def stateful_set(  # noqa: PLR0913 - one argument a field
    name: str,
    *,
    namespace: str,
    containers: list[Json],
    replicas: int = 3,
    service: str | None = None,
    claims: list[Json] | None = None,
    spec: Json | None = None,
    pod: Json | None = None,
    labels: dict[str, str] | None = None,
    annotations: dict[str, str] | None = None,
) -> Json:
    """A StatefulSet.

    Args:
        name: Its name, which is the value of the label app too.
        namespace: Where.
        containers: The containers.
        replicas: How many.
        service: The governing service; named like the set if None.
        claims: Claim templates.
        spec: Further fields of the set's spec.
        pod: Further fields of the pod's spec.
        labels: Further labels of the set and its pods.
        annotations: Annotations of the set.

    Returns:
        The manifest.
    """
    all_labels = {"app": name, **(labels or {})}
    metadata: Json = {"name": name, "namespace": namespace, "labels": all_labels}
    if annotations:
        metadata["annotations"] = annotations
    body: Json = {
        "replicas": replicas,
        "serviceName": name if service is None else service,
        "selector": {"matchLabels": {"app": name}},
        "template": {
            "metadata": {"labels": all_labels},
            "spec": {"containers": containers, **(pod or {})},
        },
        **(spec or {}),
    }
    if claims:
        body["volumeClaimTemplates"] = claims
    return {"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": metadata, "spec": body}


def service(
    name: str,
    *,
    namespace: str,
    port: int = 80,
    port_name: str = "",
    app: str | None = None,
    headless: bool = True,
    **more: object,
) -> Json:
    """A Service that selects the pods of an app.

    Args:
        name: Its name.
        namespace: Where.
        port: Its one port.
        port_name: The port's name.
        app: The value of the label app; the Service's name if None.
        headless: Whether it has no address of its own.
        **more: Further fields of its spec.

    Returns:
        The manifest.
    """
    entry: Json = {"port": port}
    if port_name:
        entry["name"] = port_name
    spec: Json = {"selector": {"app": app or name}, "ports": [entry], **more}
    if headless:
        spec["clusterIP"] = "None"
    return {"metadata": {"name": name, "namespace": namespace}, "spec": spec}


def budget(name: str, *, namespace: str, app: str, **spec: object) -> Json:
    """A PodDisruptionBudget for the pods of an app."""
    return {
        "metadata": {"name": name, "namespace": namespace},
        "spec": {"selector": {"matchLabels": {"app": app}}, **spec},
    }

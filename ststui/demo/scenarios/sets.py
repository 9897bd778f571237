"""A set with its headless Service in one call, and time that passes while a scenario is made."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ststui.demo import kinds
from ststui.demo.fields import put
from ststui.demo.registry.managed_fields import Writer
from ststui.demo.scenarios import manifests

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json

KUBECTL = Writer(manager="kubectl-edit")
"""Who changes things in scenarios."""


def space(cluster: Cluster, name: str) -> None:
    """Make a namespace."""
    cluster.create(kinds.NAMESPACES, manifests.namespace(name))


def add(
    cluster: Cluster, name: str, *, namespace: str, image: str, port: int = 80, **more: Any
) -> Json:
    """Make a set of one container with a readiness probe, and its headless Service.

    Args:
        cluster: Where.
        name: Of the set, the Service and the container.
        namespace: Where in it.
        image: Of the container.
        port: The container's port.
        **more: As for manifests.stateful_set.

    Returns:
        The set as stored.
    """
    cluster.create(kinds.SERVICES, manifests.service(name, namespace=namespace, port=port))
    return add_bare(cluster, name, namespace=namespace, image=image, port=port, **more)


def add_bare(
    cluster: Cluster, name: str, *, namespace: str, image: str, port: int = 80, **more: Any
) -> Json:
    """Like add(), without the Service."""
    container = manifests.container(
        name,
        image,
        ports=[{"containerPort": port}],
        readinessProbe=manifests.ready_on(port),
        volumeMounts=[{"name": "data", "mountPath": "/data"}] if more.get("claims") else [],
        **more.pop("container", {}),
    )
    manifest = manifests.stateful_set(name, namespace=namespace, containers=[container], **more)
    return cluster.create(kinds.STATEFUL_SETS, manifest)


def change(cluster: Cluster, name: str, *, namespace: str, value: Any, path: str) -> None:
    """Change one field of a set, as somebody with kubectl would.

    Args:
        cluster: Where.
        name: The set.
        namespace: Its namespace.
        value: The new value.
        path: The field, with dots, such as spec.replicas.
    """
    stored = cluster.registry.get(kinds.STATEFUL_SETS, namespace, name)
    new = put(stored, value, *path.split("."))
    cluster.registry.update(kinds.STATEFUL_SETS, new, writer=KUBECTL)


def set_image(cluster: Cluster, name: str, *, namespace: str, image: str) -> None:
    """Change the image of a set's first container."""
    stored = cluster.registry.get(kinds.STATEFUL_SETS, namespace, name)
    first, *others = stored["spec"]["template"]["spec"]["containers"]
    changed = [{**first, "image": image}, *others]
    change(cluster, name, namespace=namespace, value=changed, path="spec.template.spec.containers")

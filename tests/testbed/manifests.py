"""Manifests in plain words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def statefulset(
    name: str,
    *,
    replicas: int | None = 1,
    image: str = "app:1",
    service: str | None = None,
    claims: Sequence[str] = (),
    storage_class: str | None = None,
    parallel: bool = False,
    on_delete: bool = False,
    partition: int | None = None,
    max_unavailable: int | str | None = None,
    start: int | None = None,
    min_ready_seconds: int | None = None,
    when_deleted: str | None = None,
    when_scaled: str | None = None,
    grace: int | None = None,
    annotations: Mapping[str, str] | None = None,
    pod: Mapping[str, Any] | None = None,
    spec: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A StatefulSet whose pods are labelled ``app: NAME``.

    Args:
        name: of the set.
        replicas: None leaves it to the API server (1).
        image: of its only container, ``main``.
        service: the governing service, by default of the set's name.
        claims: names of claim templates, 1Gi each.
        storage_class: of the claims; the default class when left out.
        parallel: podManagementPolicy.
        on_delete: updateStrategy; left out, the API server fills in a RollingUpdate of
            partition 0 (with only ``type`` given it would leave ``rollingUpdate`` out).
        partition: of the rolling update.
        max_unavailable: of the rolling update.
        start: ordinals.start.
        min_ready_seconds: in seconds.
        when_deleted: ``Retain`` or ``Delete``.
        when_scaled: ``Retain`` or ``Delete``.
        grace: terminationGracePeriodSeconds.
        annotations: of the pod template, such as ``{"ststui.test/hold": "1"}``.
        pod: more fields of the pod's spec.
        spec: more fields of the set's spec.
    """
    rolling = _given(partition=partition, maxUnavailable=max_unavailable)
    strategy: dict[str, Any] = {"type": "OnDelete"} if on_delete else {}
    if rolling and not on_delete:
        strategy = {"type": "RollingUpdate", "rollingUpdate": rolling}
    retention = _given(whenDeleted=when_deleted, whenScaled=when_scaled)
    template = {
        "metadata": {"labels": {"app": name}, **_given(annotations=annotations)},
        "spec": {
            "containers": [{"name": "main", "image": image}],
            **_given(terminationGracePeriodSeconds=grace),
            **(pod or {}),
        },
    }
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": name},
        "spec": {
            "serviceName": service or name,
            "selector": {"matchLabels": {"app": name}},
            "template": template,
            "podManagementPolicy": "Parallel" if parallel else "OrderedReady",
            **_given(
                replicas=replicas,
                updateStrategy=strategy,
                minReadySeconds=min_ready_seconds,
                ordinals=None if start is None else {"start": start},
                persistentVolumeClaimRetentionPolicy=retention or None,
                volumeClaimTemplates=[claim(it, storage_class=storage_class) for it in claims]
                or None,
            ),
            **(spec or {}),
        },
    }


def claim(name: str, *, size: str = "1Gi", storage_class: str | None = None) -> dict[str, Any]:
    """A PersistentVolumeClaim, or a claim template."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": name},
        "spec": {
            "accessModes": ["ReadWriteOnce"],
            "resources": {"requests": {"storage": size}},
            **_given(storageClassName=storage_class),
        },
    }


def headless_service(
    name: str, *, app: str | None = None, publish_not_ready: bool = False
) -> dict[str, Any]:
    """A headless Service that selects ``app: NAME``."""
    made = client_service(name, app=app)
    made["spec"] |= {"clusterIP": "None", **_given(publishNotReadyAddresses=publish_not_ready)}
    return made


def client_service(name: str, *, app: str | None = None) -> dict[str, Any]:
    """A Service with a cluster address that selects ``app: NAME``."""
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {
            "selector": {"app": app or name},
            "ports": [{"name": "http", "port": 80, "protocol": "TCP"}],
        },
    }


def bare_pod(
    name: str, *, labels: Mapping[str, str] | None = None, node: str | None = None
) -> dict[str, Any]:
    """A pod nobody owns."""
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": name, **_given(labels=labels)},
        "spec": {
            "containers": [{"name": "main", "image": "app:1"}],
            **_given(nodeName=node),
        },
    }


def _given(**fields: Any) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, {}, [])}

"""The objects of one set of the load, as the controllers and kubelets would have left them."""

from __future__ import annotations

from typing import Any

PODS = 10
"""Pods of each set, one claim each."""
NODES = 40
NAMESPACES = 20
CREATED = "2026-01-01T00:00:00Z"

Manifest = dict[str, Any]


def names(sets: int) -> list[tuple[str, str]]:
    """(namespace, name) of every set."""
    return [(f"load-{number % NAMESPACES:02}", f"app-{number:04}") for number in range(sets)]


def governing(name: str) -> Manifest:
    """The headless Service of a set."""
    ports = [{"name": "http", "port": 80}]
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": name},
        "spec": {"clusterIP": "None", "selector": {"app": name}, "ports": ports},
    }


def stateful_set(name: str) -> Manifest:
    """A set."""
    resources = {"requests": {"storage": "1Gi"}}
    claim = {"accessModes": ["ReadWriteOnce"], "resources": resources}
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": {"name": name, "labels": {"app": name}},
        "spec": {
            "serviceName": name,
            "replicas": PODS,
            "selector": {"matchLabels": {"app": name}},
            "template": {
                "metadata": {"labels": {"app": name}},
                "spec": {"containers": [{"name": "main", "image": "app:1"}]},
            },
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
        },
    }


def set_status(name: str) -> Manifest:
    """What the controller wrote when all was well."""
    revision = f"{name}-6d4f9c8b7d"
    counts = ("replicas", "readyReplicas", "availableReplicas", "currentReplicas")
    return {
        "status": {
            "observedGeneration": 1,
            "currentRevision": revision,
            "updateRevision": revision,
            "updatedReplicas": PODS,
            **dict.fromkeys(counts, PODS),
        }
    }


def revision(name: str, *, uid: str) -> Manifest:
    """The only ControllerRevision of a set."""
    return {
        "apiVersion": "apps/v1",
        "kind": "ControllerRevision",
        "metadata": {"name": f"{name}-6d4f9c8b7d", "ownerReferences": _owned(name, uid)},
        "data": {"spec": {"template": stateful_set(name)["spec"]["template"]}},
        "revision": 1,
    }


def pod(name: str, ordinal: int, *, uid: str, node: int) -> Manifest:
    """A pod on its node."""
    whole = f"{name}-{ordinal}"
    return {
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": whole,
            "labels": {
                "app": name,
                "apps.kubernetes.io/pod-index": str(ordinal),
                "controller-revision-hash": f"{name}-6d4f9c8b7d",
                "statefulset.kubernetes.io/pod-name": whole,
            },
            "ownerReferences": _owned(name, uid),
        },
        "spec": {
            "nodeName": f"node-{node:02}",
            "hostname": whole,
            "subdomain": name,
            "automountServiceAccountToken": False,
            "containers": [{"name": "main", "image": "app:1"}],
            "volumes": [{"name": "data", "persistentVolumeClaim": {"claimName": f"data-{whole}"}}],
        },
    }


def pod_status(*, address: str, restarts: int = 0) -> Manifest:
    """What the kubelet wrote: it runs and is Ready."""
    conditions = ("PodScheduled", "Initialized", "ContainersReady", "Ready")
    return {
        "status": {
            "phase": "Running",
            "podIP": address,
            "podIPs": [{"ip": address}],
            "startTime": CREATED,
            "conditions": [
                {"type": each, "status": "True", "lastTransitionTime": CREATED}
                for each in conditions
            ],
            "containerStatuses": [
                {
                    "name": "main",
                    "image": "app:1",
                    "imageID": "app@sha256:0",
                    "ready": True,
                    "started": True,
                    "restartCount": restarts,
                    "state": {"running": {"startedAt": CREATED}},
                    "lastState": {},
                }
            ],
        }
    }


def claim(name: str, ordinal: int) -> Manifest:
    """A claim."""
    spec = stateful_set(name)["spec"]["volumeClaimTemplates"][0]["spec"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {"name": f"data-{name}-{ordinal}", "labels": {"app": name}},
        "spec": {**spec, "volumeName": f"pv-{name}-{ordinal}", "storageClassName": "standard"},
    }


BOUND = {"status": {"phase": "Bound", "capacity": {"storage": "1Gi"}}}
"""What the volume controller wrote."""


def node(number: int) -> Manifest:
    """A node."""
    name = f"node-{number:02}"
    return {"apiVersion": "v1", "kind": "Node", "metadata": {"name": name}}


NODE_READY = {"status": {"conditions": [{"type": "Ready", "status": "True"}]}}


def endpoints(name: str, *, addresses: list[str]) -> Manifest:
    """The EndpointSlice of the headless Service."""
    labels = {"kubernetes.io/service-name": name, "service.kubernetes.io/headless": ""}
    return {
        "apiVersion": "discovery.k8s.io/v1",
        "kind": "EndpointSlice",
        "metadata": {"name": f"{name}-abcde", "labels": labels},
        "addressType": "IPv4",
        "ports": [{"name": "http", "port": 80}],
        "endpoints": [
            {"addresses": [each], "hostname": f"{name}-{at}", "conditions": {"ready": True}}
            for at, each in enumerate(addresses)
        ],
    }


def _owned(name: str, uid: str) -> list[Manifest]:
    owner = {"apiVersion": "apps/v1", "kind": "StatefulSet", "name": name, "uid": uid}
    return [{**owner, "controller": True, "blockOwnerDeletion": True}]

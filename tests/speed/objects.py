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
                "spec": pod_spec(),
            },
            "volumeClaimTemplates": [{"metadata": {"name": "data"}, "spec": claim}],
        },
    }


def pod_spec() -> Manifest:
    """What a chart of a database writes: two containers with probes, limits, and variables."""
    return {
        "containers": [_container("main"), _container("metrics")],
        "volumes": [{"name": "config", "configMap": {"name": "config"}}],
        "serviceAccountName": "default",
        "securityContext": {"fsGroup": 1001, "runAsUser": 1001},
        "affinity": {
            "podAntiAffinity": {
                "preferredDuringSchedulingIgnoredDuringExecution": [
                    {
                        "weight": 1,
                        "podAffinityTerm": {
                            "topologyKey": "kubernetes.io/hostname",
                            "labelSelector": {"matchLabels": {"tier": "database"}},
                        },
                    }
                ]
            }
        },
    }


def _container(name: str) -> Manifest:
    check = {"exec": {"command": ["/bin/sh", "-c", "exec isready -U app -h 127.0.0.1 -p 5432"]}}
    timing = {"initialDelaySeconds": 30, "periodSeconds": 10, "timeoutSeconds": 5}
    field = {"fieldRef": {"fieldPath": "metadata.name"}}
    secret = {"secretKeyRef": {"name": "credentials", "key": "password"}}
    return {
        "name": name,
        "image": f"registry.example.com/team/{name}:1.2.3",
        "ports": [{"name": name, "containerPort": 5432}],
        "env": [
            {"name": "POD_NAME", "valueFrom": field},
            {"name": "PASSWORD", "valueFrom": secret},
            {"name": "OPTION", "value": "value"},
        ],
        "resources": {
            "limits": {"cpu": "2", "memory": "4Gi"},
            "requests": {"cpu": "500m", "memory": "1Gi"},
        },
        "readinessProbe": {**check, **timing, "failureThreshold": 6},
        "volumeMounts": [
            {"name": "data", "mountPath": "/data"},
            {"name": "config", "mountPath": "/config"},
        ],
        "securityContext": {"allowPrivilegeEscalation": False, "readOnlyRootFilesystem": True},
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
            **pod_spec(),
            "nodeName": f"node-{node:02}",
            "hostname": whole,
            "subdomain": name,
            "volumes": [
                *pod_spec()["volumes"],
                {"name": "data", "persistentVolumeClaim": {"claimName": f"data-{whole}"}},
            ],
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
                    "name": each,
                    "image": f"registry.example.com/team/{each}:1.2.3",
                    "imageID": f"registry.example.com/team/{each}@sha256:{'0' * 64}",
                    "containerID": f"containerd://{'0' * 64}",
                    "ready": True,
                    "started": True,
                    "restartCount": restarts if each == "main" else 0,
                    "state": {"running": {"startedAt": CREATED}},
                    "lastState": {},
                }
                for each in ("main", "metrics")
            ],
        }
    }


def claim(name: str, ordinal: int) -> Manifest:
    """A claim."""
    spec = stateful_set(name)["spec"]["volumeClaimTemplates"][0]["spec"]
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": {
            "name": f"data-{name}-{ordinal}",
            "labels": {"app": name},
            "annotations": {
                "pv.kubernetes.io/bind-completed": "yes",
                "pv.kubernetes.io/bound-by-controller": "yes",
                "volume.beta.kubernetes.io/storage-provisioner": "csi.example.com",
                "volume.kubernetes.io/storage-provisioner": "csi.example.com",
            },
        },
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

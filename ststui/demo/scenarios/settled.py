"""Sets that have been at rest for long: put into the store as they are, thousands in a second."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ststui.demo import kinds
from ststui.demo.controllers.revision_names import revision_data, revision_hash
from ststui.demo.controllers.stateful_revisions import owner_reference
from ststui.demo.controllers.volume_making import claim_reference
from ststui.demo.fields import at, labels_of, name_of, namespace_of, stamp, thaw
from ststui.demo.registry.pod_defaults import pod_defaults
from ststui.demo.registry.strategy import before_create

if TYPE_CHECKING:
    from ststui.demo.cluster import Cluster
    from ststui.demo.fields import Json


@dataclass(slots=True, kw_only=True)
class Settler:
    """Makes sets at rest."""

    cluster: Cluster
    nodes: list[str]
    """Names of the nodes pods are spread over, one after the other."""
    _pods: int = 0

    def settle(self, manifest: Json) -> Json:
        """Make a set with its revision, pods, claims and volumes, all as they should be.

        Args:
            manifest: The set, as it would be sent.

        Returns:
            The set as stored.
        """
        store, registry = self.cluster.store, self.cluster.registry
        stored = before_create(kinds.STATEFUL_SETS, thaw(manifest), store, self.cluster.now())
        stored["metadata"]["uid"] = registry.new_uid()
        data = revision_data(stored["spec"]["template"])
        text = revision_hash(data)
        revision = f"{name_of(stored)}-{text}"
        replicas = stored["spec"]["replicas"]
        stored["status"] = {
            "observedGeneration": 1,
            "replicas": replicas,
            "readyReplicas": replicas,
            "currentReplicas": replicas,
            "updatedReplicas": replicas,
            "currentRevision": revision,
            "updateRevision": revision,
            "collisionCount": 0,
            "availableReplicas": replicas,
        }
        stored = store.load(kinds.STATEFUL_SETS, stored)
        labels = {**labels_of(stored["spec"]["template"]), "controller.kubernetes.io/hash": text}
        store.load(
            kinds.REVISIONS,
            {
                "apiVersion": "apps/v1",
                "kind": "ControllerRevision",
                "metadata": self._metadata(stored, revision, labels),
                "data": data,
                "revision": 1,
            },
        )
        spec = pod_defaults({"spec": thaw(stored["spec"]["template"]["spec"])})["spec"]
        start = at(stored, "spec", "ordinals", "start", default=0)
        for ordinal in range(start, start + replicas):
            self._pod(stored, spec, revision, ordinal)
        return stored

    def _metadata(self, owner: Json, name: str, labels: dict[str, str]) -> Json:
        return {
            "name": name,
            "namespace": namespace_of(owner),
            "uid": self.cluster.registry.new_uid(),
            "creationTimestamp": stamp(self.cluster.now()),
            "labels": labels,
            "ownerReferences": [owner_reference(owner)],
        }

    def _pod(self, stored: Json, spec: Json, revision: str, ordinal: int) -> None:
        number, self._pods = self._pods, self._pods + 1
        name, now = f"{name_of(stored)}-{ordinal}", stamp(self.cluster.now())
        labels = {
            **labels_of(stored["spec"]["template"]),
            "statefulset.kubernetes.io/pod-name": name,
            "apps.kubernetes.io/pod-index": str(ordinal),
            "controller-revision-hash": revision,
        }
        templates = at(stored, "spec", "volumeClaimTemplates", default=[])
        volumes = []
        for template in templates:
            claim = f"{name_of(template)}-{name}"
            self._claim(stored, template, claim)
            volumes.append(
                {"name": name_of(template), "persistentVolumeClaim": {"claimName": claim}}
            )
        address = f"10.{128 + number // 64516}.{number // 254 % 254}.{number % 254 + 1}"
        pod_spec = {
            **spec,
            "nodeName": self.nodes[number % len(self.nodes)],
            "hostname": name,
            "subdomain": at(stored, "spec", "serviceName", default=""),
            "volumes": [*volumes, *spec.get("volumes", ())],
        }
        self.cluster.store.load(
            kinds.PODS,
            {
                "apiVersion": "v1",
                "kind": "Pod",
                "metadata": {**self._metadata(stored, name, labels), "generation": 1},
                "spec": pod_spec,
                "status": _running(spec, address, number, now),
            },
        )

    def _claim(self, stored: Json, template: Json, name: str) -> None:
        now, uid = stamp(self.cluster.now()), self.cluster.registry.new_uid()
        volume = f"pvc-{uid}"
        size = at(template, "spec", "resources", "requests", "storage", default="1Gi")
        modes = at(template, "spec", "accessModes", default=[])
        spec = {**template["spec"], "volumeName": volume}
        spec.setdefault("storageClassName", "standard")
        claim = {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {
                "name": name,
                "namespace": namespace_of(stored),
                "uid": uid,
                "creationTimestamp": now,
                "labels": at(stored, "spec", "selector", "matchLabels", default={}),
                "finalizers": ["kubernetes.io/pvc-protection"],
            },
            "spec": spec,
            "status": {"phase": "Bound", "accessModes": modes, "capacity": {"storage": size}},
        }
        self.cluster.store.load(kinds.CLAIMS, claim)
        self.cluster.store.load(
            kinds.VOLUMES,
            {
                "apiVersion": "v1",
                "kind": "PersistentVolume",
                "metadata": {
                    "name": volume,
                    "uid": self.cluster.registry.new_uid(),
                    "creationTimestamp": now,
                    "finalizers": ["kubernetes.io/pv-protection"],
                },
                "spec": {
                    "capacity": {"storage": size},
                    "accessModes": modes,
                    "claimRef": claim_reference(claim),
                    "persistentVolumeReclaimPolicy": "Delete",
                    "storageClassName": spec["storageClassName"],
                    "volumeMode": "Filesystem",
                },
                "status": {"phase": "Bound"},
            },
        )


def _running(spec: Json, address: str, number: int, now: str) -> Json:
    types = ("PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled")
    containers = [
        {
            "name": item["name"],
            "image": item["image"],
            "imageID": f"{item['image']}@demo",
            "containerID": f"containerd://{number:064x}",
            "ready": True,
            "started": True,
            "restartCount": 0,
            "state": {"running": {"startedAt": now}},
            "lastState": {},
        }
        for item in spec["containers"]
    ]
    return {
        "phase": "Running",
        "qosClass": "BestEffort",
        "conditions": [
            {"type": kind, "status": "True", "lastProbeTime": None, "lastTransitionTime": now}
            for kind in types
        ],
        "containerStatuses": containers,
        "podIP": address,
        "podIPs": [{"ip": address}],
        "hostIP": "10.0.0.4",
        "startTime": now,
    }
